"""What every request gets: an id that goes through everything it causes; probes; JSON logs."""

import json
import logging
import sys
from contextlib import contextmanager

import pytest
from django.test import Client

from core import health, tracing
from core.logs import AddCause, JsonFormatter
from core.tracing import cause, caused_by, resumed

# --- request ids --------------------------------------------------------------------------


@pytest.mark.urls("tests.core.urls")
def test_a_given_request_id_goes_through_everything(client, db):
    answer = client.post(
        "/api/tea",
        {"cups": []},
        content_type="application/json",
        headers={"X-Request-ID": "abc-123.DEF_4"},
    )
    assert answer.json() == {"cause": "request:abc-123.DEF_4"}
    assert answer["X-Request-ID"] == "abc-123.DEF_4"


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "white space", 'in"jected', "茶茶茶茶茶茶茶茶"]
)
def test_a_request_id_that_is_not_plain_is_replaced(client, given):
    answer = client.get("/healthz", HTTP_X_REQUEST_ID=given)
    assert answer["X-Request-ID"] != given
    assert len(answer["X-Request-ID"]) == 16


def test_each_request_has_an_id_of_its_own(client):
    ids = {client.get("/healthz")["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert cause() == ""


def test_causes_nest_and_are_resumed():
    with caused_by("request", "one"):
        assert cause() == "request:one"
        with resumed("task:two"):
            assert cause() == "task:two"
        with caused_by("notification") as fresh:
            assert fresh == cause()
            assert fresh.startswith("notification:")
        assert cause() == "request:one"
    assert tracing.cause() == ""


# --- probes -------------------------------------------------------------------------------


def test_a_living_process_says_so(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_process_that_reaches_database_and_cache_is_ready(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "failing": []})


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["database", "cache"])
def test_a_process_that_misses_one_is_not_ready_and_says_which(client, monkeypatch, name):
    def unreachable() -> None:
        raise ConnectionError

    monkeypatch.setitem(health._PROBES, name, unreachable)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "unavailable", "failing": [name]},
    )


def test_probes_need_no_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/api/v1/nothing").status_code == 301


# --- logs ---------------------------------------------------------------------------------


@contextmanager
def lines_of(name):
    """What is logged under this name meanwhile, line by line."""
    lines = []
    handler = logging.Handler()
    handler.setFormatter(JsonFormatter())
    handler.addFilter(AddCause())
    handler.emit = lambda record: lines.append(handler.format(record))
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)


def logged(message, *args, **kwargs):
    """What one call to a logger comes out as."""
    with lines_of("tests.logs") as lines:
        logging.getLogger("tests.logs").error(message, *args, **kwargs)
    (line,) = lines
    assert "\n" not in line
    return json.loads(line)


@pytest.mark.urls("tests.core.urls")
@pytest.mark.parametrize(
    ("path", "level"), [("/api/nothing", "WARNING"), ("/api/fail/crash", "ERROR")]
)
@pytest.mark.django_db
def test_a_request_that_fails_is_logged_once_with_its_id(path, level):
    client = Client(raise_request_exception=False)
    with lines_of("django.request") as lines:
        client.get(path, headers={"X-Request-ID": "abcdefgh"})
    (line,) = map(json.loads, lines)
    assert (line["level"], line["cause"]) == (level, "request:abcdefgh")


def test_a_log_line_is_one_json_object_with_its_cause():
    with caused_by("request", "abcdefgh"):
        line = logged("the %s boils\nover", "茶壶")
    assert line["message"] == "the 茶壶 boils\nover"
    assert (line["level"], line["logger"]) == ("ERROR", "tests.logs")
    assert line["cause"] == "request:abcdefgh"
    assert line["at"].endswith("+00:00")
    assert set(line) == {"at", "level", "logger", "cause", "message"}


def test_extras_become_fields():
    line = logged("paid", extra={"order": "2605010001", "amount": 12345, "odd": {1}})
    assert (line["order"], line["amount"], line["odd"]) == ("2605010001", 12345, "{1}")


def test_an_exception_is_told_on_the_same_line():
    try:
        raise ZeroDivisionError("no tea")
    except ZeroDivisionError:
        line = logged("failed", exc_info=sys.exc_info())
    assert "ZeroDivisionError: no tea" in line["exception"]


def test_outside_of_any_work_there_is_no_cause():
    assert logged("idle")["cause"] == ""
