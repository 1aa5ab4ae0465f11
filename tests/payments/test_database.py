"""What the database itself refuses, and that each law finds its breach."""

from itertools import product

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Choices

from core.laws import verdicts
from payments import services
from payments.channels.base import Payment
from payments.laws import LAWS
from payments.lifecycle import (
    ATTEMPT_MOVES,
    DISPOSITION_MOVES,
    LEG_MOVES,
    TENDER_MOVES,
    TOP_UP_MOVES,
    AttemptStatus,
    Disposition,
    LegStatus,
    TenderStatus,
    TopUpStatus,
)
from payments.models import Attempt, ProviderPayment, RefundLeg, Tender, TopUp
from payments.services.capture import capture_payment
from tests.orders.factories import a_member
from tests.payments import top_ups
from tests.payments.factories import (
    STAFF,
    an_order,
    now,
    paid_by_wechat,
    start,
    with_balance,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(wechat):
    """One of everything: paid by balance, refunding at WeChat Pay, open, paid too late, and a
    top-up."""
    start(an_order(with_balance(20000)), "balance")
    refunding = an_order(a_member("13800000002"))
    paid_by_wechat(refunding, wechat)
    services.request_refund(order_id=refunding.pk, reason="", actor=STAFF, at=now())
    start(an_order(a_member("13800000003")))
    late = an_order(a_member("13800000004"))
    attempt = start(late)
    services.close_unpaid_order(order_id=late.pk, reason="", actor=STAFF, at=now())
    money = Payment(attempt.out_trade_no, "4200late", attempt.amount, "CNY", now())
    capture_payment(channel="wechat", payment=money, confirmed=False, at=now())
    top_ups.tell(top_ups.start(top_ups.a_top_up(a_member("13800000005"))))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("model", "field", "to"),
    [
        (TopUp, "status", TopUpStatus.CLOSED),
        (Attempt, "status", AttemptStatus.FAILED),
        (Tender, "status", TenderStatus.VOIDED),
        (ProviderPayment, "disposition", Disposition.LATE),
        (RefundLeg, "status", LegStatus.SUCCEEDED),
    ],
)
def test_a_state_is_written_past_the_state_machine_by_no_query(model, field, to):
    with pytest.raises(TypeError, match="state_machine alone"):
        model.objects.update(**{field: to})
    with pytest.raises(TypeError, match="state_machine alone"):
        model.objects.bulk_update([], [field])


def run(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


# --- states -------------------------------------------------------------------------------

_BOOKED = "entry_id = (SELECT min(id) FROM ledger_entry)"  # a grant: no tender has it
MACHINES = {
    "topup": (TopUpStatus, TOP_UP_MOVES, "status"),
    "attempt": (AttemptStatus, ATTEMPT_MOVES, "status"),
    "tender": (TenderStatus, TENDER_MOVES, "status"),
    "providerpayment": (Disposition, DISPOSITION_MOVES, "disposition"),
    "refundleg": (LegStatus, LEG_MOVES, "status"),
}


def columns(table: str, state: str) -> str:
    """What else a row in that state must have, by the CHECKs."""
    if table == "topup":
        paid_at, entry = ("created_at", _BOOKED) if state == "paid" else ("NULL", "entry_id = NULL")
        closed_at = "created_at" if state == "closed" else "NULL"
        return f"paid_at = {paid_at}, closed_at = {closed_at}, {entry}"
    if table == "attempt":
        return "ended_at = NULL" if state in ("open", "closing") else "ended_at = opened_at"
    if table == "tender":
        return f"{_BOOKED}, refunded_amount = 0" if state == "captured" else "entry_id = NULL"
    if table == "refundleg":
        return _BOOKED if state == "succeeded" else "entry_id = NULL"
    return "refunded_amount = 0"


def test_every_pair_of_states_is_as_the_table_says_even_in_raw_sql(shop):
    for table, (states, moves, field) in MACHINES.items():
        legal = {(source, to) for source, targets in moves.items() for to in targets}
        stays = {(state, state) for state in states.values}
        everything = set(product(states.values, repeat=2))

        assert refused_pairs(table, states, field) == everything - legal - stays, table


def refused_pairs(table: str, states: type[Choices], field: str) -> set[tuple[str, str]]:
    row = f"id = (SELECT min(id) FROM payments_{table})"  # noqa: S608
    update = f"UPDATE payments_{table} SET {field} = '%s', %s WHERE {row}"  # noqa: S608
    refused = set()

    for source, target in product(states.values, repeat=2):
        with transaction.atomic():
            with pgtrigger.ignore():
                run("UPDATE payments_tender SET refunded_amount = 0")
                run(update % (source, columns(table, source)))
            try:
                with transaction.atomic():
                    run(update % (target, columns(table, target)))
            except DatabaseError:
                refused.add((source, target))
            transaction.set_rollback(True)
    return refused


REFUSED = [
    "DELETE FROM payments_topup",
    "DELETE FROM payments_topupevent",
    "UPDATE payments_topup SET amount = amount + 1",
    "UPDATE payments_topupevent SET actor = ''",
    "DELETE FROM payments_attempt",
    "DELETE FROM payments_tender",
    "DELETE FROM payments_providerpayment",
    "DELETE FROM payments_refund",
    "DELETE FROM payments_refundleg",
    "DELETE FROM payments_refundline",
    "DELETE FROM payments_cell",
    "UPDATE payments_cell SET amount = amount + 1",
    "UPDATE payments_cell SET refunded_amount = amount + 1",
    "UPDATE payments_refundline SET amount = amount + 1",
    "UPDATE payments_refundleg SET method = 'balance'",
    "UPDATE payments_attempt SET amount = amount + 1",
    "UPDATE payments_attempt SET out_trade_no = out_trade_no || '9'",
    "UPDATE payments_attempt SET expires_at = expires_at + interval '1 minute'",
    "UPDATE payments_tender SET amount = amount + 1",
    "UPDATE payments_tender SET refunded_amount = amount + 1",
    "UPDATE payments_providerpayment SET amount = amount + 1",
    "UPDATE payments_providerpayment SET refunded_amount = amount + 1",
    "UPDATE payments_refund SET amount = amount + 1",
    "UPDATE payments_refundleg SET out_refund_no = out_refund_no || '9'",
    "UPDATE payments_refundleg SET amount = amount + 1",
]


def test_what_a_provider_knows_us_by_and_what_was_booked_stands(shop):
    for sql in REFUSED:
        with pytest.raises(DatabaseError), transaction.atomic():
            run(sql)


def test_one_instalment_has_one_open_attempt(shop):
    attempt = Attempt.objects.get(status="open")
    attempt.pk, attempt.out_trade_no = None, "another_1"

    with pytest.raises(DatabaseError), transaction.atomic():
        attempt.save(force_insert=True)


# --- laws ---------------------------------------------------------------------------------

BREACHES = {
    "the tenders of an attempt sum to it": (
        "UPDATE payments_tender SET amount = amount + 1 WHERE method = 'balance'"
    ),
    "an attempt and its tenders are captured together": (
        "UPDATE payments_tender SET status = 'voided', entry_id = NULL WHERE method = 'balance'"
    ),
    "a tender holds what it takes, until it is captured or void": (
        "UPDATE ledger_hold SET amount = amount + 1, posted_amount = amount + 1 "
        "WHERE status = 'posted'"
    ),
    "an instalment is paid by one captured attempt of its amount, and by none before": (
        "UPDATE payments_attempt SET status = 'closed' WHERE channel = 'balance'"
    ),
    "an instalment knows whether an attempt is open": (
        "UPDATE orders_instalment SET attempt_open = false WHERE attempt_open"
    ),
    "only an order that waits for payment has an open attempt": (
        "UPDATE payments_attempt SET status = 'open', ended_at = NULL WHERE channel = 'balance'"
    ),
    "a top-up is paid by one captured attempt of its amount, and by none before": (
        "UPDATE payments_attempt SET status = 'closed' WHERE top_up_id IS NOT NULL"
    ),
    "only a top-up that waits for payment has an open attempt": (
        "UPDATE payments_attempt SET status = 'open', ended_at = NULL WHERE top_up_id IS NOT NULL"
    ),
    "a paid top-up is its member's, once and to the fen, and no other is": (
        "UPDATE payments_topup SET amount = amount + 1"
    ),
    "what was paid for a top-up is the member's in the same moment": (
        "UPDATE ledger_entry SET reference = 'elsewhere' WHERE kind = 'top_up'"
    ),
    "every payment at a provider is booked, in its amount": (
        "UPDATE payments_providerpayment SET amount = amount + 1"
    ),
    "an external tender is captured by the one payment that came for it": (
        "UPDATE payments_providerpayment SET disposition = 'suspense' "
        "WHERE disposition = 'captured'"
    ),
    "the cells of a captured tender of an order sum to it, and so does what they gave back": (
        "UPDATE payments_cell SET amount = amount + 1"
    ),
    "the cells of a line sum to what was to be paid for it, once all is paid": (
        "UPDATE payments_cell SET amount = amount - 1, refunded_amount = 0 "
        "WHERE line_id IS NOT NULL"
    ),
    "what a line gave back, and what of it still earns, is the sum of its cells": (
        "UPDATE orders_orderline SET earning_amount = earning_amount + 1"
    ),
    "a refund of an order is the sum of its lines": (
        "UPDATE payments_refundline SET amount = amount + 1"
    ),
    "what is refunded of a line is the sum of the refunds of it": (
        "UPDATE orders_orderline SET refunded_quantity = 1 - refunded_quantity"
    ),
    "what a tender has given back is on its way in its legs, or waits for another leg": (
        "UPDATE payments_tender SET refunded_amount = 1 WHERE method = 'balance'"
    ),
    "a refund that is held back has sent nothing since, and only such a one waits": (
        "UPDATE payments_refundleg SET status = 'blocked'"
    ),
    "what went back along a payment is the sum of its legs": (
        "UPDATE payments_providerpayment SET refunded_amount = 0"
    ),
    "money that could not be taken goes back whole": (
        "UPDATE payments_refund SET amount = amount - 1 WHERE kind = 'return_of_payment'"
    ),
    "a refund is never less than its legs, and finished when they have arrived": (
        "UPDATE payments_refund SET finished_at = requested_at"
    ),
    "a refunded order was refunded, and a refunding one is being": (
        "UPDATE payments_refund SET kind = 'return_of_payment' WHERE kind = 'order'"
    ),
    "the funds of an order are what it captured less what was refunded": (
        "UPDATE ledger_entry SET reference = 'elsewhere' WHERE kind = 'payment_captured'"
    ),
}


def test_each_law_holds_and_finds_its_breach(shop):
    assert broken() == set()

    for law in LAWS:
        with transaction.atomic():
            with pgtrigger.ignore():
                assert run(BREACHES[law.name]) > 0, law.name
            assert law.name in broken()
            transaction.set_rollback(True)


def broken() -> set[str]:
    return {verdict.law.name for verdict in verdicts() if verdict.broken}
