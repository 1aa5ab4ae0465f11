"""Secrets at rest: JSON under Fernet (AES-128-CBC and HMAC-SHA256), keys from the environment."""

import json
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


class Secrets(dict[str, str]):
    """Secrets that show their names only, wherever they are printed or logged."""

    def __repr__(self) -> str:
        return f"Secrets({', '.join(sorted(self))})"

    __str__ = __repr__


if TYPE_CHECKING:
    _Text = models.Field[dict[str, str], Secrets]
else:
    _Text = models.TextField


class EncryptedSecretsField(_Text):
    """``Secrets`` in Python, a Fernet token in the database.

    The newest of CREDENTIALS_KEYS encrypts, all of them decrypt: a new key is put in
    front, the rows are saved once, and the old key goes.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Secrets:
        if not value:
            return Secrets()
        try:
            return Secrets(json.loads(_fernet().decrypt(value.encode())))
        except InvalidToken:
            raise ImproperlyConfigured(
                "CREDENTIALS_KEY does not open the credentials in the database: put the key "
                "back that they were stored under, after the new one and a comma"
            ) from None

    def get_prep_value(self, value: Any) -> str:
        if not value:
            return ""
        return _fernet().encrypt(json.dumps(value).encode()).decode()

    def to_python(self, value: Any) -> Secrets:
        return Secrets(value or {})

    def value_to_string(self, obj: models.Model) -> str:
        return ""  # a dump of the data carries no secrets


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.CREDENTIALS_KEYS])
