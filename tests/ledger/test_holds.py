import pytest
from django.db import transaction

from core.db import atomic
from ledger import services as ledger
from ledger.errors import (
    EntryMismatch,
    HoldClosed,
    HoldExceeded,
    HoldMismatch,
    InsufficientBalance,
)
from ledger.models import Entry, Hold, HoldStatus
from ledger.selectors import Balance, balance_of
from tests.ledger.books import NOON, everything, pay, shop, wallet

pytestmark = pytest.mark.django_db


def held(account: int, amount: int, key: str = "hold:1") -> Hold:
    return ledger.hold(key=key, account_id=account, amount=amount, reference="order:1", at=NOON)


def posted(hold: Hold, to: int, amount: int | None = None, key: str = "post:1") -> Entry:
    return ledger.post_hold(
        hold_id=hold.pk, to_account_id=to, amount=amount, kind="pay", key=key, at=NOON
    )


def test_what_is_held_is_still_owned_and_no_longer_available():
    member = wallet(100)
    hold = held(member, 60)
    assert (hold.status, hold.amount, hold.remaining_amount) == (HoldStatus.OPEN, 60, 60)
    assert balance_of(member) == Balance(balance=100, held=60)
    assert balance_of(member).available == 40


def test_what_is_held_can_neither_be_held_again_nor_paid_out():
    member, funds = wallet(100), shop("order_funds")
    held(member, 60)
    before = everything()
    with pytest.raises(InsufficientBalance) as refusal, transaction.atomic():
        held(member, 41, key="hold:2")
    assert refusal.value.facts == {
        "account": "member_balance",
        "unit": "CNY",
        "available": 40,
        "needed": 41,
    }
    with pytest.raises(InsufficientBalance), transaction.atomic():
        pay("pay:1", source=member, target=funds, amount=41)
    assert everything() == before


def test_nobody_spends_into_debt_even_where_corrections_may_leave_some():
    points = wallet(10, unit="POINTS", floor=-50)
    before = everything()
    with pytest.raises(InsufficientBalance) as refusal, transaction.atomic():
        held(points, 11)
    assert refusal.value.facts["available"] == 10
    assert everything() == before


def test_a_repeated_key_gives_the_first_hold_and_holds_nothing_more():
    member = wallet(100)
    first = held(member, 60)
    before = everything()
    assert held(member, 60) == first
    assert everything() == before


def test_a_key_that_stands_for_another_hold_is_refused():
    member, other = wallet(100), wallet(100)
    held(member, 60)
    before = everything()
    for account, amount in [(member, 59), (other, 60)]:
        with pytest.raises(HoldMismatch), transaction.atomic():
            held(account, amount)
    with pytest.raises(HoldMismatch), transaction.atomic():
        ledger.hold(key="hold:1", account_id=member, amount=60, reference="order:2", at=NOON)
    assert everything() == before


@pytest.mark.parametrize("amount", [0, -1])
def test_holding_nothing_is_a_mistake_of_the_caller(amount):
    with pytest.raises(ValueError, match="nothing to hold"):
        held(wallet(100), amount)


def test_an_account_without_a_guard_holds_nothing():
    funds = shop("order_funds")
    with pytest.raises(ValueError, match="no guard"), transaction.atomic():
        held(funds, 1)
    assert not Hold.objects.exists()


def test_a_posted_hold_moves_what_was_held():
    member, funds = wallet(100), shop("order_funds")
    hold = held(member, 60)

    entry = posted(hold, funds)

    hold.refresh_from_db()
    assert (hold.status, hold.posted_amount, hold.closed_at) == (HoldStatus.POSTED, 60, NOON)
    assert (entry.hold_id, entry.reference) == (hold.pk, "order:1")
    assert balance_of(member) == Balance(balance=40, held=0)
    assert balance_of(funds).balance == 60


def test_a_hold_is_posted_in_parts_and_the_rest_given_back():
    member, funds = wallet(100), shop("order_funds")
    hold = held(member, 60)

    posted(hold, funds, 25)
    assert balance_of(member) == Balance(balance=75, held=35)
    posted(hold, funds, 15, key="post:2")
    hold = ledger.void_hold(hold_id=hold.pk, at=NOON)

    assert (hold.status, hold.posted_amount, hold.voided_amount) == (HoldStatus.POSTED, 40, 20)
    assert balance_of(member) == Balance(balance=60, held=0)
    assert balance_of(funds).balance == 40


def test_a_hold_posted_to_another_members_account_arrives_there():
    member, friend = wallet(100), wallet(1)
    posted(held(member, 60), friend)
    assert balance_of(friend) == Balance(balance=61, held=0)


def test_a_voided_hold_gives_everything_back_once():
    member = wallet(100)
    hold = held(member, 60)

    hold = ledger.void_hold(hold_id=hold.pk, at=NOON)
    assert (hold.status, hold.voided_amount, hold.closed_at) == (HoldStatus.VOIDED, 60, NOON)
    assert balance_of(member) == Balance(balance=100, held=0)

    before = everything()
    assert ledger.void_hold(hold_id=hold.pk, at=NOON) == hold
    assert everything() == before


def test_more_than_what_is_left_is_refused_and_nothing_has_moved():
    member, funds = wallet(100), shop("order_funds")
    hold = held(member, 60)
    posted(hold, funds, 50)
    before = everything()
    with pytest.raises(HoldExceeded) as refusal, transaction.atomic():
        posted(hold, funds, 11, key="post:2")
    assert refusal.value.facts == {"key": "hold:1", "left": 10, "needed": 11}
    assert everything() == before


@pytest.mark.parametrize("amount", [None, 1])
def test_a_closed_hold_is_not_posted(amount):
    member, funds = wallet(100), shop("order_funds")
    hold = held(member, 60)
    ledger.void_hold(hold_id=hold.pk, at=NOON)
    before = everything()
    with pytest.raises(HoldClosed) as refusal, transaction.atomic():
        posted(hold, funds, amount)
    assert refusal.value.facts["key"] == "hold:1"
    assert everything() == before


@pytest.mark.parametrize("amount", [None, 60])
@pytest.mark.parametrize("again", [None, 60])
def test_a_repeated_posting_gives_the_first_and_moves_nothing(amount, again):
    member, funds = wallet(100), shop("order_funds")
    hold = held(member, 60)
    first = posted(hold, funds, amount)
    before = everything()
    assert posted(hold, funds, again) == first
    assert everything() == before


def test_a_repeated_part_is_not_taken_from_what_is_left():
    member, funds = wallet(100), shop("order_funds")
    hold = held(member, 60)
    first = posted(hold, funds, 20)
    before = everything()
    assert posted(hold, funds, 20) == first
    assert everything() == before


def test_a_posting_under_the_key_of_another_is_refused():
    member, funds, fees = wallet(200), shop("order_funds"), shop("fees")
    hold, other = held(member, 60), held(member, 60, key="hold:2")
    posted(hold, funds, 20)
    pay("pay:1", source=member, target=funds, amount=20)
    before = everything()
    for attempt in (
        lambda: posted(hold, funds, 21),
        lambda: posted(hold, fees, 20),
        lambda: posted(other, funds, 20),
        lambda: posted(hold, funds, 20, key="pay:1"),
    ):
        with pytest.raises(EntryMismatch), transaction.atomic():
            attempt()
    assert everything() == before


@pytest.mark.parametrize("amount", [0, -1])
def test_posting_nothing_is_a_mistake_of_the_caller(amount):
    hold, funds = held(wallet(100), 60), shop("order_funds")
    with pytest.raises(ValueError, match="nothing to post"):
        posted(hold, funds, amount)


def test_posting_a_hold_to_its_own_account_is_a_mistake_of_the_caller():
    member = wallet(100)
    hold = held(member, 60)
    with pytest.raises(ValueError, match="void it"):
        posted(hold, member)


def test_a_posted_hold_is_refunded_by_reversing_its_entry():
    member, funds = wallet(100), shop("order_funds")
    entry = posted(held(member, 60), funds)
    ledger.reverse_entry(entry_id=entry.pk, key="refund:1", kind="refund", at=NOON)
    assert balance_of(member) == Balance(balance=100, held=0)


def test_holding_posting_and_voiding_take_few_statements(django_assert_num_queries):
    member, funds = wallet(100), shop("order_funds")
    with atomic(), django_assert_num_queries(2):
        hold = held(member, 60)
    with atomic(), django_assert_num_queries(4):
        posted(hold, funds, 20)
    with atomic(), django_assert_num_queries(3):
        ledger.void_hold(hold_id=hold.pk, at=NOON)
