"""Every kind of entry that any app writes has its sentence, and every rule its name."""

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

from backoffice.people import RULES
from backoffice.timeline import SENTENCES, tell
from logistics.lifecycle import DELIVER, MOVE_ON, RETURN, TAKE_OUT, Trouble
from orders.lifecycle import PLACE, TRANSITIONS
from orders.models import TimelineEntry
from payments.lifecycle import AttemptStatus, Disposition
from payments.services.timeouts import PAYMENT_TIMEOUT
from tests.orders.factories import NOON

pytestmark = pytest.mark.usefixtures("_in_english")

PROJECT = Path(__file__).parents[2]
APPS = ("marketing", "orders", "payments", "logistics")

# Kinds that the code puts together from a state.
COMPOSED = {
    *(f"order.{name}" for name in (PLACE.name, *TRANSITIONS)),
    *(f"payment.{status}" for status in (AttemptStatus.CLOSED, AttemptStatus.FAILED)),
    *(f"payment.{disposition}" for disposition in Disposition),
    *(f"shipment.{move.target}" for move in (MOVE_ON, TAKE_OUT, DELIVER, RETURN)),
    *(f"shipment.trouble.{trouble}" for trouble in Trouble),
    "shipment.recovered",
}


@pytest.fixture
def _in_english():
    with override("en"):
        yield


def rules_in(app: str) -> set[str]:
    """The names that ``Actor.rule("…")`` is called with."""
    return {
        node.args[0].value
        for path in (PROJECT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "rule"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def written_kinds() -> set[str]:
    """What is handed to ``orders.services.record``, as far as it stands in the code."""
    return {
        keyword.value.value
        for app in APPS
        for path in (PROJECT / app / "services").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "kind"
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
        and "." in keyword.value.value
    } | {"payment.opened", "payment.captured"}


def test_every_kind_that_is_written_has_a_sentence_and_no_sentence_is_idle():
    assert set(SENTENCES) == written_kinds() | COMPOSED


def test_every_rule_that_acts_has_a_name():
    assert set().union(*map(rules_in, (*APPS, "marketing", "core"))) == set(RULES)


def test_amounts_times_and_codes_are_told_as_people_read_them():
    entries = [
        TimelineEntry(
            kind="payment.opened",
            facts={"payment": "P1", "method": "wechat", "amount": 12345},
            actor="member:1",
            at=NOON,
        ),
        TimelineEntry(
            kind="order.extend_receipt",
            facts={"auto_receive_at": "2026-11-21T04:00:00+00:00"},
            actor="member:1",
            at=NOON,
        ),
    ]

    lines = tell(entries, names={"member:1": "Shopper"}, words={"method": {"wechat": "WeChat Pay"}})

    assert [line.text for line in lines] == [
        "Payment of ¥123.45 begun with WeChat Pay",
        "Automatic receipt put off to 2026-11-21 12:00",
    ]


@pytest.mark.parametrize("facts", [{}, {"amount": None}])
def test_an_entry_that_lacks_a_fact_is_told_all_the_same(facts):
    entry = TimelineEntry(kind="payment.late", facts=facts, actor="rule:x", at=NOON)

    (line,) = tell([entry], names={"rule:x": "The system"}, words={})

    assert line.text.endswith("came too late and goes back to the payer")


def test_the_reasons_of_rules_are_told_in_the_readers_language():
    entry = TimelineEntry(
        kind="order.close", facts={"reason": PAYMENT_TIMEOUT.reason}, actor="rule:x", at=NOON
    )

    (line,) = tell([entry], names={"rule:x": "The system"}, words={})

    assert line.reason == "not paid in time"


def test_an_unknown_kind_shows_what_is_known_of_it():
    entry = TimelineEntry(
        kind="ticket.opened", facts={"amount": 500, "reason": "broken"}, actor="rule:x", at=NOON
    )

    (line,) = tell([entry], names={"rule:x": "The system"}, words={})

    assert (line.text, line.remarks, line.reason) == ("ticket.opened", ("amount: ¥5.00",), "broken")


def test_a_payment_that_reopened_nothing_says_what_stood_in_the_way():
    facts = {"amount": 9900, "reason": "deal.sold_out"}
    entry = TimelineEntry(kind="payment.late", facts=facts, actor="rule:x", at=NOON)

    (line,) = tell([entry], names={"rule:x": "The system"}, words={})

    assert line.reason == "Sold out at this price"
