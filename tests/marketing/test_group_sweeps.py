"""The sweep as beat starts it, and what the database itself refuses."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, InternalError, connection

from core.models import Incident
from marketing.events import TeamFailed
from marketing.models import GroupOffer, GroupTeam
from marketing.tasks import sweep_group_teams
from members.models import Notice
from tests.marketing.group_buys import (
    AFTER_THE_DEADLINE,
    FORMS_WITHIN,
    a_team,
    an_offer,
    buy,
    orders_of,
    pieces_taken,
    standing,
)
from tests.orders.factories import NOON, status_of

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


def sweep_at(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        sweep_group_teams()


def test_a_team_past_its_deadline_fails_and_its_paid_orders_are_told_of_once(published):
    offer = an_offer(quota=10)
    team, whole, forming = a_team(offer, paid=2), a_team(offer, paid=3), a_team(offer)
    GroupTeam.objects.filter(pk=forming.pk).update(due_at=AFTER_THE_DEADLINE + MINUTE)
    unpaid = buy(offer, team=team)
    heard = published(TeamFailed)

    sweep_at(AFTER_THE_DEADLINE)
    sweep_at(AFTER_THE_DEADLINE)

    assert [standing(each) for each in (team, whole, forming)] == [
        ("failed", 0, 2),
        ("formed", 3, 3),
        ("forming", 1, 1),
    ]
    paid = [order.number for order in orders_of(team) if order != unpaid]
    assert [event.number for event in heard] == paid
    assert pieces_taken(offer) == 4
    assert status_of(unpaid) == "pending_payment"  # its own clock closes it


def test_a_bad_team_does_not_keep_the_others_from_ending():
    offer = an_offer()
    good, bad, other = (a_team(offer) for _ in range(3))
    table = "ALTER TABLE marketing_groupteamevent"
    with connection.cursor() as cursor:  # its log takes no further row
        cursor.execute(f"{table} ADD CONSTRAINT bad CHECK (team_id <> %s) NOT VALID", [bad.pk])

    sweep_at(AFTER_THE_DEADLINE)

    assert [standing(team)[0] for team in (good, bad, other)] == ["failed", "forming", "failed"]
    incident = Incident.objects.get()
    assert (incident.kind, incident.subject) == ("group_team_stuck", f"team:{bad.number}")
    with connection.cursor() as cursor:
        cursor.execute(f"{table} DROP CONSTRAINT bad")
    sweep_at(AFTER_THE_DEADLINE)
    assert standing(bad)[0] == "failed"


def test_members_are_reminded_once_when_an_hour_is_left_of_a_longer_time(relay):
    team = a_team(offer := an_offer(), paid=2)
    GroupOffer.objects.update(form_within=30 * MINUTE)
    at = NOON + FORMS_WITHIN - 20 * MINUTE
    a_team(offer, at=at)  # whose members know that it ends soon
    for minutes in (61, 59, 58):
        sweep_at(NOON + FORMS_WITHIN - minutes * MINUTE)
    sweep_at(at)
    relay()

    reminded = Notice.objects.filter(event="group.ending").values_list("facts__team", flat=True)
    assert list(reminded) == [team.number, team.number]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE marketing_groupteam SET status = 'failed'",  # which nobody has logged
        "UPDATE marketing_groupteam SET status = 'opening'",  # no move of the table
        "UPDATE marketing_groupteam SET seats_taken = size + 1",
    ],
)
def test_the_database_refuses_a_team_that_is_not_what_its_rows_say(statement):
    team = a_team(an_offer())
    with pytest.raises((IntegrityError, InternalError)), connection.cursor() as cursor:
        cursor.execute(statement)
    assert standing(team) == ("forming", 1, 1)


def test_no_code_but_the_state_machine_moves_a_team():
    with pytest.raises(TypeError, match="state_machine"):
        GroupTeam.objects.update(status="formed")
