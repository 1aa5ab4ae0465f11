"""Staff correct balances: small corrections at once, large ones when a second person agrees."""

from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from core.actor import Actor
from core.models import Incident
from ledger.errors import EntryMismatch, InsufficientBalance
from members import selectors, services
from members.errors import AdjustmentDecided, GrantLimitExceeded, OwnAdjustment
from members.models import BalanceAdjustment, Member
from members.rules import BALANCE_ADJUSTMENT_LIMIT
from tests.members.factories import MemberFactory
from tests.members.purses import DAY, NOON, STAFF, broken_laws
from tests.races import race

pytestmark = pytest.mark.django_db

COLLEAGUE = Actor.staff(8)


@pytest.fixture
def member() -> Member:
    return MemberFactory()


def adjust(member: Member, amount: int, key: str, *, at=NOON, actor=STAFF) -> BalanceAdjustment:
    return services.adjust_balance(
        member_id=member.pk, amount=amount, key=key, reason="miscounted", actor=actor, at=at
    )


def balance(member: Member) -> int:
    return selectors.wallet(member.pk).balance


def test_a_small_adjustment_is_booked_at_once_up_and_down_and_once_per_key(member):
    for _ in range(2):
        adjust(member, 5_000, "up")
    down = adjust(member, -2_000, "down")

    assert balance(member) == 3_000
    assert (down.status, down.decided_by, down.decided_at) == ("approved", "", NOON)
    assert [line.entry.kind for line in selectors.statement(member.pk)] == [
        "balance_adjustment",
        "balance_adjustment",
    ]
    with pytest.raises(EntryMismatch):
        adjust(member, 1, "up")
    assert broken_laws() == []


@pytest.mark.django_db(transaction=True)
def test_nobody_takes_off_more_than_there_is(member):
    adjust(member, 500, "up")
    with pytest.raises(InsufficientBalance):
        adjust(member, -501, "down")
    with pytest.raises(ValueError, match="changes something"):
        adjust(member, 0, "nothing")
    assert balance(member) == 500
    assert BalanceAdjustment.objects.count() == 1


def test_a_large_one_waits_for_somebody_else_and_is_an_incident_until_then(member):
    large = adjust(member, 20_001, "large")
    assert (large.status, balance(member)) == ("requested", 0)
    incident = Incident.objects.get()
    assert (incident.kind, incident.subject) == ("adjustment_waits", f"adjustment:{large.pk}")
    assert broken_laws() == []

    with pytest.raises(OwnAdjustment):
        services.approve_adjustment(adjustment_id=large.pk, actor=STAFF, at=NOON)
    services.approve_adjustment(adjustment_id=large.pk, actor=COLLEAGUE, at=NOON)

    assert balance(member) == 20_001
    incident.refresh_from_db()
    assert incident.resolution == "approved"
    refuse = partial(services.refuse_adjustment, adjustment_id=large.pk, actor=COLLEAGUE, at=NOON)
    with pytest.raises(AdjustmentDecided):
        refuse(reason="no")
    assert broken_laws() == []


def test_a_refused_one_changes_nothing(member):
    large = adjust(member, 99_999, "large")
    services.refuse_adjustment(adjustment_id=large.pk, reason="no proof", actor=COLLEAGUE, at=NOON)
    large.refresh_from_db()
    assert (large.status, large.refusal, balance(member)) == ("refused", "no proof", 0)
    assert Incident.objects.get().resolution == "no proof"
    with pytest.raises(AdjustmentDecided):
        services.approve_adjustment(adjustment_id=large.pk, actor=COLLEAGUE, at=NOON)


def test_many_small_ones_in_a_day_are_a_large_one(member):
    assert adjust(member, 15_000, "first").status == "approved"
    assert adjust(member, -6_000, "second").status == "requested"
    assert adjust(member, -6_000, "third", actor=COLLEAGUE).status == "approved"
    assert adjust(member, 20_000, "next day", at=NOON + DAY).status == "approved"


def test_the_database_lets_nobody_decide_their_own_or_decide_again(member):
    large = adjust(member, 99_999, "large")
    own = "UPDATE members_balanceadjustment SET status = 'approved', decided_at = now(), "
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(own + "decided_by = actor WHERE id = %s", [large.pk])


@pytest.mark.django_db(transaction=True)
def test_many_adjustments_at_once_stay_within_what_one_person_may(member):
    BALANCE_ADJUSTMENT_LIMIT.change(10)
    race([partial(adjust, member, 300, f"k{number}") for number in range(6)])
    assert balance(member) == 900
    assert broken_laws() == []


def test_a_person_grants_no_more_points_in_a_day_than_the_rule_allows(member):
    grant = partial(
        services.grant_points, member_id=member.pk, reason="a gift", actor=STAFF, at=NOON
    )
    grant(points=4_000, key="first")
    grant(points=4_000, key="first")
    with pytest.raises(GrantLimitExceeded) as refused:
        grant(points=1_001, key="second")

    assert refused.value.facts == {"limit": 5_000, "left": 1_000}
    assert selectors.points(member.pk).balance == 4_000
    grant(points=9_999, key="by rule", actor=Actor.rule("campaign"))
