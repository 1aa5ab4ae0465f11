"""Many hands on the same key, account or hold. Each race is run first without its guard."""

from collections import Counter
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError
from django.db.models import F

from core.db import atomic
from ledger import services as ledger
from ledger.errors import AlreadyReversed, EntryMismatch, HoldClosed, InsufficientBalance
from ledger.models import Account, Entry, Hold
from ledger.selectors import Balance, balance_of
from ledger.services import Leg
from ledger.services.journal import write_entry
from tests.ledger.books import NOON, broken_laws, pay, shop, wallet
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 20


def outcomes(results: list[object]) -> Counter[type]:
    return Counter(type(result) for result in results)


def test_parallel_spends_never_overdraw_an_account():
    member, funds = wallet(70), shop("order_funds")

    results = race(
        [
            partial(pay, f"pay:{number}", source=member, target=funds, amount=10)
            for number in range(RACERS)
        ]
    )

    assert outcomes(results) == {Entry: 7, InsufficientBalance: 13}
    assert balance_of(member) == Balance(balance=0, held=0)
    assert balance_of(funds).balance == 70
    assert broken_laws() == []


def test_without_the_guard_parallel_spends_overdraw():
    """Read, decide, write: what the conditional update is there for."""
    member, funds = wallet(70), shop("order_funds")
    all_have_read = Barrier(RACERS, timeout=60)

    @atomic
    def spend(number: int) -> Entry | None:
        account = Account.objects.get(pk=member)
        all_have_read.wait()
        if account.balance_amount < 10:
            return None
        entry = write_entry(
            key=f"pay:{number}",
            kind="pay",
            reference="",
            legs=[Leg(member, -10), Leg(funds, 10)],
            at=NOON,
        )
        account.balance_amount -= 10
        account.save(update_fields=["balance_amount"])
        return entry

    results = race([partial(spend, number) for number in range(RACERS)])

    assert outcomes(results) == {Entry: RACERS}
    assert balance_of(funds).balance == 200
    assert broken_laws() == ["the balance of a guarded account is the sum of its postings"]


def test_even_without_the_guard_the_database_lets_nobody_below_the_floor():
    member = wallet(70)
    all_have_read = Barrier(RACERS, timeout=60)

    @atomic
    def spend() -> int:
        account = Account.objects.get(pk=member)
        all_have_read.wait()
        assert account.balance_amount >= 10
        return Account.objects.filter(pk=member).update(balance_amount=F("balance_amount") - 10)

    results = race([spend] * RACERS)

    assert outcomes(results) == {int: 7, IntegrityError: 13}
    assert balance_of(member).balance == 0


def test_parallel_holds_never_promise_the_same_money_twice():
    member = wallet(70)
    results = race(
        [
            partial(
                ledger.hold,
                key=f"hold:{number}",
                account_id=member,
                amount=10,
                reference="",
                at=NOON,
            )
            for number in range(RACERS)
        ]
    )
    assert outcomes(results) == {Hold: 7, InsufficientBalance: 13}
    assert balance_of(member) == Balance(balance=70, held=70)
    assert broken_laws() == []


def test_parallel_entries_under_one_key_are_one_entry():
    member, funds = wallet(70), shop("order_funds")
    results = race([partial(pay, "pay:1", source=member, target=funds, amount=10)] * RACERS)
    assert outcomes(results) == {Entry: RACERS}
    assert len({entry.pk for entry in results}) == 1
    assert balance_of(member).balance == 60


def test_without_waiting_for_the_twin_parallel_entries_under_one_key_break():
    """Look first, insert then: what ON CONFLICT is there for."""
    all_have_looked = Barrier(RACERS, timeout=60)

    @atomic
    def post() -> Entry:
        found = Entry.objects.filter(key="pay:1").first()
        all_have_looked.wait()
        return found or Entry.objects.create(key="pay:1", kind="pay", at=NOON, posting_count=2)

    results = race([post] * RACERS)

    # The one that got through falls at commit, for it has no postings.
    assert outcomes(results) == {IntegrityError: RACERS}


def test_one_key_with_two_contents_at_once_is_one_entry_and_refusals():
    member, funds = wallet(70), shop("order_funds")
    results = race(
        [
            partial(pay, "pay:1", source=member, target=funds, amount=10 + number % 2)
            for number in range(RACERS)
        ]
    )
    assert outcomes(results) == {Entry: RACERS // 2, EntryMismatch: RACERS // 2}
    assert Entry.objects.filter(key="pay:1").count() == 1
    assert broken_laws() == []


def test_parallel_holds_under_one_key_are_one_hold():
    member = wallet(70)
    hold = partial(ledger.hold, key="hold:1", account_id=member, amount=40, reference="", at=NOON)
    results = race([hold] * RACERS)
    assert outcomes(results) == {Hold: RACERS}
    assert balance_of(member) == Balance(balance=70, held=40)


def test_a_hold_is_posted_by_one_of_many():
    member, funds = wallet(70), shop("order_funds")
    hold = ledger.hold(key="hold:1", account_id=member, amount=40, reference="", at=NOON)
    results = race(
        [
            partial(
                ledger.post_hold,
                hold_id=hold.pk,
                to_account_id=funds,
                kind="pay",
                key=f"post:{number}",
                at=NOON,
            )
            for number in range(RACERS)
        ]
    )
    assert outcomes(results) == {Entry: 1, HoldClosed: RACERS - 1}
    assert balance_of(member) == Balance(balance=30, held=0)
    assert broken_laws() == []


def test_posting_one_hold_under_one_key_many_times_at_once_posts_it_once():
    member, funds = wallet(70), shop("order_funds")
    hold = ledger.hold(key="hold:1", account_id=member, amount=40, reference="", at=NOON)
    post = partial(
        ledger.post_hold, hold_id=hold.pk, to_account_id=funds, kind="pay", key="post", at=NOON
    )
    results = race([post] * RACERS)
    assert len({entry.pk for entry in results}) == 1
    assert balance_of(funds).balance == 40


def test_without_the_lock_a_hold_is_posted_by_several():
    """Read, decide, write: what locking the hold is there for."""
    member, funds = wallet(200), shop("order_funds")
    hold = ledger.hold(key="hold:1", account_id=member, amount=40, reference="", at=NOON)
    all_have_read = Barrier(4, timeout=60)

    @atomic
    def post(number: int) -> Entry | None:
        held = Hold.objects.get(pk=hold.pk)
        all_have_read.wait()
        if held.remaining_amount < 20:
            return None
        entry = write_entry(
            key=f"post:{number}",
            kind="pay",
            reference="",
            legs=[Leg(member, -20), Leg(funds, 20)],
            at=NOON,
            hold_id=held.pk,
        )
        held.posted_amount += 20
        held.save(update_fields=["posted_amount"])
        return entry

    results = race([partial(post, number) for number in range(4)])

    assert outcomes(results) == {Entry: 4}
    assert balance_of(funds).balance == 80
    assert "a hold was posted by as much as its entries took from its account" in broken_laws()[-1]


@pytest.mark.parametrize("round_", range(5))
def test_posting_and_voiding_at_once_leave_one_winner(round_):
    member, funds = wallet(70), shop("order_funds")
    hold = ledger.hold(key="hold:1", account_id=member, amount=40, reference="", at=NOON)

    posting = partial(
        ledger.post_hold, hold_id=hold.pk, to_account_id=funds, kind="pay", key="post", at=NOON
    )
    post, _void = race([posting, partial(ledger.void_hold, hold_id=hold.pk, at=NOON)])

    paid = 40 if isinstance(post, Entry) else 0
    assert paid or isinstance(post, HoldClosed)
    assert balance_of(member) == Balance(balance=70 - paid, held=0)
    assert broken_laws() == []


def test_an_entry_is_taken_back_by_one_of_many():
    member, funds = wallet(70), shop("order_funds")
    wrong = pay("pay:1", source=member, target=funds, amount=10)
    results = race(
        [
            partial(
                ledger.reverse_entry,
                entry_id=wrong.pk,
                key=f"undo:{number}",
                kind="correction",
                at=NOON,
            )
            for number in range(RACERS)
        ]
    )
    assert outcomes(results) == {Entry: 1, AlreadyReversed: RACERS - 1}
    assert balance_of(member).balance == 70


def test_entries_over_the_same_accounts_in_opposite_order_do_not_deadlock():
    one, two = wallet(1_000), wallet(1_000)
    results = race(
        [
            partial(
                pay,
                f"pay:{number}",
                source=one if number % 2 else two,
                target=two if number % 2 else one,
                amount=1,
            )
            for number in range(RACERS)
        ]
    )
    assert outcomes(results) == {Entry: RACERS}


def test_many_who_open_the_same_account_get_the_same():
    results = race([partial(ledger.open_account, kind="order_funds")] * RACERS)
    assert outcomes(results) == {Account: RACERS}
    assert len({account.pk for account in results}) == 1
