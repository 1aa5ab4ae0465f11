from core.models.clock import DemoClock
from core.models.idempotency import IdempotencyKey
from core.models.incident import Incident, Severity
from core.models.outbox import OutboxMessage

__all__ = ["DemoClock", "IdempotencyKey", "Incident", "OutboxMessage", "Severity"]
