"""What is wrong with a setting, a port or a file is said in one line, with its cure."""

import re
import socket
from pathlib import Path

import pytest

from config.house.environment import given_url
from config.house.errors import SetupError
from config.house.keys import load_keys
from config.house.ports import Port, free_port, port_from_environment, require_distinct
from tests.house.running import House


def saying(text: str):
    return pytest.raises(SetupError, match=f"^{re.escape(text)}$")


def test_a_port_in_use_ends_the_start_before_anything_is_made(house: House):
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        port = str(occupant.getsockname()[1])
        said = house.refusal("serve", REDIS_PORT=port)

    assert said.startswith(f"Port {port} is in use: stop what listens there, or choose another")
    assert "REDIS_PORT=" in said
    assert not (house.var / "postgres").exists()


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5", "٨٠"])
def test_a_port_that_is_none(monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setenv("WEB_PORT", text)
    with saying(f"WEB_PORT must be a port, 1 to 65535, not {text!r}."):
        port_from_environment("WEB_PORT")


def test_free_ports_differ_from_each_other_and_from_what_is_taken():
    given = {free_port() for _ in range(10)}

    assert len(given) == 10
    with socket.create_server(("127.0.0.1", max(given) + 1)):
        assert max(given) + 1 not in {free_port() for _ in range(39)}


def test_one_port_for_two():
    with saying("WEB_PORT and REDIS_PORT are both 8000: change one."):
        require_distinct([Port("WEB_PORT", 8000), Port("REDIS_PORT", 8000)])


@pytest.mark.parametrize(
    "url", ["mysql://shop@127.0.0.1/shop", "shop", "postgres://[", "redis://x"]
)
def test_a_url_of_another_kind(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("DATABASE_URL", url)
    with saying("DATABASE_URL must look like postgres://user:password@host/name."):
        given_url("DATABASE_URL")


def test_a_url_where_nothing_answers(monkeypatch: pytest.MonkeyPatch):
    port = free_port()
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{port}/0")
    with saying(
        f"REDIS_URL: nothing answers on 127.0.0.1:{port} (Connection refused);"
        " start it, or unset REDIS_URL for the embedded server."
    ):
        given_url("REDIS_URL")


def test_keys_that_are_lost_while_the_data_is_there(tmp_path: Path):
    data = tmp_path / "postgres"
    data.mkdir()
    with pytest.raises(SetupError, match=r"keys\.json is gone, and .*postgres cannot be opened"):
        load_keys(tmp_path / "keys.json", data=data)
    assert not (tmp_path / "keys.json").exists()


def test_keys_are_made_once_and_for_their_owner_only(tmp_path: Path):
    path = tmp_path / "var/keys.json"
    keys = load_keys(path, data=tmp_path / "postgres")

    assert load_keys(path, data=tmp_path / "postgres") == keys
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(set(keys.values())) == 4


def test_a_command_that_is_missing(house: House):
    assert house.refusal("run") == (
        "Give the command behind `--`: python -m config.house run -- COMMAND."
    )
