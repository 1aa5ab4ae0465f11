import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

logger = logging.getLogger(__name__)


def healthz(request: HttpRequest) -> HttpResponse:
    """The process is alive."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """The process can serve: database and cache answer. 503 names the one that does not."""
    failing = [name for name, probe in _PROBES.items() if not _answers(name, probe)]
    return JsonResponse(
        {"status": "unavailable" if failing else "ok", "failing": failing},
        status=503 if failing else 200,
    )


def _query_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _read_cache() -> None:
    cache.get("readyz")


def _answers(name: str, probe: Callable[[], None]) -> bool:
    try:
        probe()
    except Exception:
        logger.exception("not ready: %s does not answer", name)
        return False
    return True


_PROBES: dict[str, Callable[[], None]] = {"database": _query_database, "cache": _read_cache}
