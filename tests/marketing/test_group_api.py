"""A group buy as clients see it: find an offer, open a team, share it, join, leave."""

import uuid
from datetime import timedelta

import pytest
import time_machine

from core.actor import Actor
from marketing.models import GroupOffer
from members.models import Member
from orders.models import Order
from payments import services
from tests.marketing.group_buys import a_team, an_offer, buy, paid, standing, team_of
from tests.members.factories import JsonClient, signed_in
from tests.orders.factories import NOON, a_member, an_address, in_state, pay, status_of

pytestmark = pytest.mark.django_db

API = "/api/v1"
GUEST = JsonClient()


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def ordered(member: Member, offer: GroupOffer, team: str = "") -> dict:
    """The answer to an order of one piece, by preview and place."""
    client = signed_in(member)
    wanted = {
        "items": [{"sku": "TEA-01", "quantity": 1}],
        "address": str((member.addresses.first() or an_address(member)).public_id),
        "deal": {"kind": "group_buy", "id": str(offer.public_id), "team": team},
    }
    quote = client.post(f"{API}/checkout/preview", wanted).json()
    placed = client.post(
        f"{API}/orders",
        wanted | {"fingerprint": quote.get("fingerprint", "x")},
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    return placed.json()


def test_anybody_sees_the_offers_that_are_open(django_assert_num_queries):
    offer = an_offer(quota=5, limit_per_member=2)
    an_ended(offer)
    shown = GUEST.get(f"{API}/group-offers/{offer.public_id}").json()
    with django_assert_num_queries(2):
        assert GUEST.get(f"{API}/group-offers").json()["results"] == [shown]
    assert (shown["team_size"], shown["forms_within"], shown["pieces_left"]) == (3, 72000, 5)
    assert shown["prices"][0]["price"] == {"amount": 6900, "currency": "CNY"}


def an_ended(offer: GroupOffer) -> GroupOffer:
    return GroupOffer.objects.create(
        name="over",
        product_id=offer.product_id,
        team_size=2,
        opens_at=NOON - timedelta(days=2),
        ends_at=NOON - timedelta(days=1),
    )


def test_a_team_is_opened_shared_by_its_code_and_joined():
    offer = an_offer()
    leader = a_member()
    order = ordered(leader, offer)
    assert (order["entry_point"], order["deal_id"]) == ("group_buy", str(offer.public_id))
    own = signed_in(leader).get(f"{API}/orders/{order['number']}/team").json()
    assert (own["status"], own["order"], own["may_leave"]) == ("opening", order["number"], False)
    assert GUEST.get(f"{API}/group-teams/{own['code']}").status_code == 404  # it has not begun
    pay(Order.objects.get(number=order["number"]))

    shown = GUEST.get(f"{API}/group-teams/{own['code']}").json()

    assert (shown["missing"], shown["can_be_joined"]) == (2, True)
    assert shown["members"] == [
        {"name": "138****0001", "is_leader": True, "joined_at": "2026-11-11T04:00:00Z"}
    ]
    listed = GUEST.get(f"{API}/group-offers/{offer.public_id}/teams").json()
    assert [team["code"] for team in listed] == [own["code"]]
    again = ordered(leader, offer, team=own["code"])
    assert again["code"] == "group.already_in_team"
    joiner = a_member("13900000002")
    joined = ordered(joiner, offer, team=own["code"])
    assert joined["payable"] == order["payable"]
    (mine,) = signed_in(joiner).get(f"{API}/group-teams").json()["results"]
    assert (mine["code"], mine["order"], mine["missing"]) == (own["code"], joined["number"], 2)


@pytest.mark.parametrize("reason", ["cancelled by the member", "payment timeout"])
def test_the_team_of_an_order_that_was_never_paid_is_still_shown(reason):
    services.list_channels()
    offer = an_offer()
    team = a_team(offer)
    order = buy(offer, team=team)
    path = f"{API}/orders/{order.number}/team"
    mine = signed_in(order.member)
    assert mine.get(path).json()["is_held"] is True
    services.close_unpaid_order(
        order_id=order.pk, reason=reason, actor=Actor.rule("payment_timeout"), at=NOON
    )

    shown = mine.get(path)

    assert shown.status_code == 200
    own = shown.json()
    assert (own["order"], own["is_held"], own["may_leave"]) == (order.number, False, False)
    assert (own["missing"], len(own["members"]), own["can_be_joined"]) == (2, 1, True)
    again = ordered(order.member, offer, team=team.number)
    assert mine.get(f"{API}/orders/{again['number']}/team").json()["is_held"] is True


def test_the_lists_of_teams_take_the_same_queries_however_many_there_are(
    django_assert_num_queries,
):
    offer = an_offer()
    a_team(offer)
    path = f"{API}/group-offers/{offer.public_id}/teams"
    assert len(GUEST.get(path).json()) == 1  # rules and clock are in the cache from here on
    for _ in range(2):
        a_team(offer, paid=2)
    with django_assert_num_queries(4):  # the offer, its prices, the teams, their seats
        assert len(GUEST.get(path).json()) == 3


def test_who_has_paid_may_leave_and_nobody_else_for_them():
    services.list_channels()
    order = paid(buy(an_offer()))
    team = team_of(order)
    path = f"{API}/orders/{order.number}/leave-team"
    stranger = signed_in(a_member("13900000003"))
    assert stranger.get(f"{API}/orders/{order.number}/team").status_code == 404
    assert stranger.post(path).status_code == 404
    assert standing(team) == ("forming", 1, 1)
    mine = signed_in(order.member)
    assert mine.get(f"{API}/orders/{order.number}/team").json()["may_leave"] is True

    answer = mine.post(path)

    assert (answer.status_code, answer.json()["status"]) == (200, "refunded")
    assert standing(team) == ("forming", 0, 0)
    assert mine.post(path).json()["code"] == "group.leaving_refused"


def test_an_order_without_a_team_has_none_to_leave():
    order = in_state("awaiting_shipment")
    client = signed_in(order.member)
    assert client.get(f"{API}/orders/{order.number}/team").json()["code"] == "group.team_not_found"
    refused = client.post(f"{API}/orders/{order.number}/leave-team")
    assert (refused.status_code, refused.json()["code"]) == (409, "group.leaving_refused")
    assert status_of(order) == "awaiting_shipment"


def test_a_deal_that_is_none():
    offer = an_offer()
    for wrong in ("x", str(uuid.uuid4())):
        offer.public_id = wrong
        assert ordered(a_member(), offer)["code"] == "deal.unknown"
