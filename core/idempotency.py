"""Idempotency keys: a repeated request gets the first one's answer and does nothing again.

``look_up`` takes an advisory lock on the key for the open transaction, so a
twin that arrives meanwhile is told to wait instead of working beside us.
``remember`` stores the answer in the same transaction: a refused request rolls
back and leaves no key. Operations that call a provider remember their intent
before the call, and a repeat resumes that intent.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import IdempotencyKey

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who asks for what under which key. ``fingerprint`` is the SHA-256 of the request body."""

    scope: str
    key: str
    fingerprint: str

    @classmethod
    def of(cls, *, caller: str, operation: str, key: str, body: bytes) -> "Claim":
        return cls(f"{caller} {operation}", key, hashlib.sha256(body).hexdigest())


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: Any


class KeyMissing(DomainError):
    code = "idempotency.key_missing"
    status = 400
    title = _("Idempotency-Key is missing")
    message = _("Send an Idempotency-Key header (1 to 255 characters), a new one for each intent.")


class KeyInUse(DomainError):
    code = "idempotency.in_progress"
    status = 409
    retry_after = 1
    title = _("The same request is being worked on")
    message = _("A request with this Idempotency-Key is still running. Repeat it in a moment.")


class KeyReused(DomainError):
    code = "idempotency.key_reused"
    status = 422
    title = _("Idempotency-Key was used for something else")
    message = _("This Idempotency-Key belongs to a request with another body. Use a new key.")


_LOCK_AND_READ = """
    SELECT pg_try_advisory_xact_lock(%s), stored.fingerprint, stored.status, stored.answer
    FROM (SELECT) AS one
    LEFT JOIN core_idempotencykey AS stored
      ON stored.scope = %s AND stored.key = %s AND stored.created_at > %s
"""

# A key that has outlived its day is free again, whether or not it was deleted yet.
_STORE = """
    INSERT INTO core_idempotencykey AS stored (scope, key, fingerprint, status, answer, created_at)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (scope, key) DO UPDATE
      SET fingerprint = EXCLUDED.fingerprint, status = EXCLUDED.status,
          answer = EXCLUDED.answer, created_at = EXCLUDED.created_at
      WHERE stored.created_at <= %s
"""


def look_up(claim: Claim, *, at: datetime) -> Answer | None:
    """Lock the key for the open transaction; the answer it was given before, if any.

    Raises KeyInUse while a twin works, KeyReused when the body differs.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_AND_READ, [_lock_id(claim), claim.scope, claim.key, at - KEPT_FOR])
        locked, fingerprint, status, answer = cursor.fetchone()
    if not locked:
        raise KeyInUse
    if fingerprint is None:
        return None
    if fingerprint != claim.fingerprint:
        raise KeyReused
    return Answer(status, json.loads(answer))


def remember(claim: Claim, answer: Answer, *, at: datetime) -> None:
    """Store the answer with what it tells of. Raises KeyInUse if a twin was faster."""
    content = json.dumps(answer.content, cls=DjangoJSONEncoder)
    row = (claim.scope, claim.key, claim.fingerprint, answer.status, content, at, at - KEPT_FOR)
    with connection.cursor() as cursor:
        cursor.execute(_STORE, row)
        if cursor.rowcount == 0:
            raise KeyInUse


def forget_old(*, at: datetime) -> int:
    """Delete keys older than a day; a repeat that late is a new request."""
    deleted, _rows = IdempotencyKey.objects.filter(created_at__lte=at - KEPT_FOR).delete()
    return deleted


def _lock_id(claim: Claim) -> int:
    digest = hashlib.sha256(f"{claim.scope}\n{claim.key}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
