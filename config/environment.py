"""The environment as the settings read it: what is missing or wrong is one line, with its name."""

import base64
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.Env):
    """Raises ImproperlyConfigured for a variable that is needed and missing, or cannot be used."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except (KeyError, ValueError) as problem:
            raise ImproperlyConfigured(f"{var} cannot be used: {problem.args[0]}") from problem


def one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"{text!r} is not one of {', '.join(choices)}")
        return text

    return read


def time_zone(text: str) -> str:
    """The name of one, such as Asia/Shanghai."""
    return ZoneInfo(text).key


def fernet_keys(text: str) -> list[str]:
    """Separated by commas. What they are is not said, for they are secret."""
    keys = [key.strip() for key in text.split(",")]
    for number, key in enumerate(keys, start=1):
        try:
            is_whole = len(base64.urlsafe_b64decode(key)) == 32
        except ValueError:
            is_whole = False
        if not is_whole:
            raise ValueError(f"key {number} of {len(keys)} is not url-safe base64 of 32 bytes")
    return keys
