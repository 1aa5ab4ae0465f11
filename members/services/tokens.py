"""Access tokens: opaque, hashed at rest, expiring, revocable per device."""

import hashlib
import secrets
from datetime import datetime, timedelta

from core.db import atomic
from members.models import AccessToken
from members.rules import SIGNED_IN_FOR

SEEN_EVERY = timedelta(hours=1)


@atomic
def issue_token(*, member_id: int, device: str = "", at: datetime) -> str:
    """Sign a device in and return its token: 256 random bits, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    AccessToken.objects.create(
        member_id=member_id,
        token_hash=hash_token(token),
        device=device,
        created_at=at,
        seen_at=at,
        expires_at=at + SIGNED_IN_FOR.duration,
    )
    return token


def hash_token(token: str) -> str:
    """SHA-256, unsalted: a random token of that length cannot be guessed from its hash."""
    return hashlib.sha256(token.encode()).hexdigest()


@atomic
def note_seen(*, token_id: int, at: datetime) -> None:
    """Note that a device is in use, to the hour."""
    AccessToken.objects.filter(pk=token_id).update(seen_at=at)


@atomic
def sign_out(*, token_id: int, at: datetime) -> None:
    """Revoke one device's token. Signing out twice changes nothing."""
    AccessToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=at)


@atomic
def sign_out_everywhere(*, member_id: int, at: datetime) -> int:
    """Revoke all tokens of a member; return how many devices were signed out."""
    return AccessToken.objects.filter(
        member_id=member_id, revoked_at=None, expires_at__gt=at
    ).update(revoked_at=at)
