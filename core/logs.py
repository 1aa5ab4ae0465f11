"""Structured logs: one JSON object a line, each with the cause of the work that wrote it."""

import json
import logging
from datetime import UTC, datetime

from core import tracing

_STANDARD = set(logging.makeLogRecord({}).__dict__) | {"cause", "message", "asctime"}


class AddCause(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.cause = tracing.cause()
        return True


class JsonFormatter(logging.Formatter):
    """``extra={...}`` becomes fields of its own beside time, level, logger, cause and message."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "cause": getattr(record, "cause", ""),
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in record.__dict__.items() if key not in _STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
