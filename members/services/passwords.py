from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from core.db import atomic
from members.errors import PasswordTooWeak
from members.models import AccessToken, Member


@atomic
def set_password(*, member_id: int, password: str, keep_token_id: int, at: datetime) -> None:
    """Set a member's password and sign all devices out but the one that set it.

    Raises PasswordTooWeak with every reason.
    """
    try:
        validate_password(password)
    except ValidationError as error:
        raise PasswordTooWeak(reasons=error.messages) from error
    store_password(member_id=member_id, password=password)
    others = AccessToken.objects.filter(member_id=member_id, revoked_at=None)
    others.exclude(pk=keep_token_id).update(revoked_at=at)


@atomic
def store_password(*, member_id: int, password: str) -> None:
    Member.objects.filter(pk=member_id).update(password=make_password(password))
