"""The wallet of a member is an account of the ledger from the first day."""

from datetime import UTC, datetime

import pytest

from core.actor import Actor
from core.errors import NotFound
from ledger import selectors as ledger
from ledger.errors import EntryMismatch
from ledger.selectors import Balance
from members import selectors
from members.models import BalanceGrant, Member
from members.services import grant_balance, open_member, open_wallet
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)
STAFF = Actor.staff(7)


def grant(member: Member, amount: int, key: str = "sorry-1") -> None:
    grant_balance(
        member_id=member.pk, amount=amount, key=key, reason="late parcel", actor=STAFF, at=NOON
    )


def test_a_new_member_has_an_empty_wallet():
    assert selectors.wallet(MemberFactory().pk) == Balance(balance=0, held=0)


def test_opening_a_member_twice_gives_the_same_one_with_the_same_wallet():
    first = open_member(phone="13812345678", at=NOON)
    again = open_member(phone="13812345678", nickname="other", at=NOON)

    assert first == again
    assert open_wallet(member_id=first.pk) == selectors.balance_account_id(first.pk)


def test_a_grant_is_booked_at_the_shops_expense_and_written_down():
    member = MemberFactory()

    grant(member, 5000)

    assert selectors.wallet(member.pk) == Balance(balance=5000, held=0)
    expense = ledger.account("balance_grants")
    assert ledger.balance_of(expense.pk) == Balance(balance=-5000, held=0)
    written = BalanceGrant.objects.get()
    assert (written.amount, written.reason, written.actor) == (5000, "late parcel", "staff:7")
    assert [posting.amount for posting in selectors.statement(member.pk)] == [5000]


def test_a_repeated_grant_gives_nothing_again():
    member = MemberFactory()
    grant(member, 5000)
    grant(member, 5000)

    assert selectors.wallet(member.pk).balance == 5000
    assert BalanceGrant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_another_grant_under_a_used_key_is_refused_and_changes_nothing():
    member, other = MemberFactory(), MemberFactory()
    grant(member, 5000)

    with pytest.raises(EntryMismatch):
        grant(member, 6000)
    with pytest.raises(EntryMismatch):
        grant(other, 5000)

    assert selectors.wallet(member.pk).balance == 5000
    assert selectors.wallet(other.pk).balance == 0
    assert BalanceGrant.objects.count() == 1


def test_a_grant_gives_something_to_somebody():
    member = MemberFactory()
    for nothing in (0, -1):
        with pytest.raises(ValueError, match="gives something"):
            grant(member, nothing)
    with pytest.raises(NotFound):
        grant_balance(member_id=0, amount=1, key="k", reason="r", actor=STAFF, at=NOON)
    assert not BalanceGrant.objects.exists()
