"""Real threads at the last seat, the last payment and the deadline."""

from collections import Counter
from typing import Any

import pytest

from marketing import errors, services
from marketing.models import GroupSeat, GroupTeam
from tests.marketing.group_buys import (
    AFTER_THE_DEADLINE,
    STAFF,
    a_team,
    an_offer,
    buy,
    orders_of,
    pieces_taken,
    standing,
)
from tests.orders.factories import NOON, a_member, an_address, pay, status_of
from tests.races import ROUNDS, race

pytestmark = pytest.mark.django_db(transaction=True)

JOINERS = 6


def names_of(outcomes: list[Any]) -> Counter[str]:
    return Counter(type(outcome).__name__ for outcome in outcomes)


def test_the_last_seat_has_one_taker():
    offer = an_offer()
    team = a_team(offer, paid=2)
    members = [a_member(f"1370000000{number}") for number in range(JOINERS)]
    for member in members:
        an_address(member)

    outcomes = race([lambda each=each: buy(offer, team=team, member=each) for each in members])

    assert names_of(outcomes) == {"Order": 1, "TeamFull": JOINERS - 1}
    assert standing(team) == ("forming", 3, 2)
    assert pieces_taken(offer) == 3


def test_one_member_who_clicks_everywhere_at_once_has_one_seat_and_one_piece():
    offer = an_offer(limit_per_member=1)
    team = a_team(offer)
    member = a_member()
    an_address(member)

    outcomes = race(
        [lambda: buy(offer, team=team, member=member)] * 2 + [lambda: buy(offer, member=member)] * 2
    )

    assert names_of(outcomes)["Order"] == 1
    refusals = [each for each in outcomes if isinstance(each, Exception)]
    assert {type(each) for each in refusals} <= {errors.AlreadyInTeam, errors.GroupLimitReached}
    assert GroupSeat.objects.filter(member=member).count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_last_two_payments_at_once_form_the_team_once(_round, relay):
    offer = an_offer()
    team = a_team(offer)
    orders = [buy(offer, team=team), buy(offer, team=team)]

    race([lambda each=each: pay(each) for each in orders])
    relay()

    assert standing(team) == ("formed", 3, 3)
    assert {status_of(order) for order in orders_of(team)} == {"awaiting_shipment"}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_last_payment_and_staff_who_cancel_are_one_or_the_other(_round, relay):
    offer = an_offer()
    team = a_team(offer, paid=2)
    last = buy(offer, team=team)

    race(
        [
            lambda: pay(last),
            lambda: services.cancel_team(team_id=team.pk, reason="", actor=STAFF, at=NOON),
        ]
    )

    formed = GroupTeam.objects.get(pk=team.pk).status == "formed"
    assert standing(team) == (("formed", 3, 3) if formed else ("failed", 0, 2))
    assert {status_of(order) for order in orders_of(team)} == {"paid"}


def test_two_sweeps_at_once_end_a_team_once():
    team = a_team(an_offer(), paid=2)
    sweep = [lambda: services.settle_overdue_teams(team_ids=[team.pk], at=AFTER_THE_DEADLINE)]

    race(sweep * 3)

    assert standing(team) == ("failed", 0, 2)
    assert team.events.filter(name="fail").count() == 1
