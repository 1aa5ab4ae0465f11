"""What the settings read: a variable that is missing or wrong is named, with the reason."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment, fernet_keys, one_of, time_zone
from config.house.keys import new_keys

env = Environment()


def refusing(text: str):
    return pytest.raises(ImproperlyConfigured, match=f"^{re.escape(text)}$")


def test_a_variable_that_is_needed_and_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with refusing("Set the SECRET_KEY environment variable"):
        env.str("SECRET_KEY")


@pytest.mark.parametrize(
    ("name", "cast", "text", "why"),
    [
        ("CONN_MAX_AGE", int, "soon", "invalid literal for int() with base 10: 'soon'"),
        ("LOG_FORMAT", one_of("json", "plain"), "xml", "'xml' is not one of json, plain"),
        ("SHOP_TIME_ZONE", time_zone, "Mars/Olympus", "No time zone found with key Mars/Olympus"),
        (
            "CREDENTIALS_KEY",
            fernet_keys,
            f"{'A' * 43}=,short",
            "key 2 of 2 is not url-safe base64 of 32 bytes",
        ),
    ],
)
def test_a_value_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, name, cast, text, why):
    monkeypatch.setenv(name, text)
    with refusing(f"{name} cannot be used: {why}"):
        env(name, cast=cast)


def test_what_is_right_is_taken(monkeypatch: pytest.MonkeyPatch):
    keys = [new_keys()["CREDENTIALS_KEY"] for _ in range(2)]
    monkeypatch.setenv("CREDENTIALS_KEY", ", ".join(keys))
    assert env("CREDENTIALS_KEY", cast=fernet_keys) == keys
    assert time_zone("Asia/Shanghai") == "Asia/Shanghai"
