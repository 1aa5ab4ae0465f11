"""What becomes of the money of a group buy whose team fails, is missed, or is left."""

import pytest

from core.actor import Actor
from core.models import OutboxMessage
from marketing import services as marketing
from marketing.errors import LeavingRefused
from marketing.models import Coupon, GroupTeam
from marketing.rules import GROUP_LEAVE
from members.models import Notice
from orders import services as orders
from payments import services
from payments.models import Refund
from products.models import StockItem
from tests.marketing.group_buys import (
    AFTER_THE_DEADLINE,
    GROUP_PRICE,
    STAFF,
    an_offer,
    buy,
    orders_of,
    paid,
    pieces_taken,
    seats_held,
    standing,
    team_of,
)
from tests.marketing.promotions import a_coupon
from tests.orders.factories import NOON, a_member, status_of
from tests.payments.factories import available

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channels(db: None) -> None:
    services.list_channels()


def a_paid_team(offer, *, members: int) -> GroupTeam:
    leader = paid(buy(offer))
    for _ in range(members - 1):
        paid(buy(offer, team=team_of(leader)))
    return team_of(leader)


def refunds_of(team: GroupTeam) -> list[tuple[str, str]]:
    """Of each order of the team: its state and why it was refunded."""
    reasons = dict(Refund.objects.values_list("order__number", "reason"))
    return [(status_of(order), reasons.get(order.number, "")) for order in orders_of(team)]


def test_all_who_paid_for_a_team_that_failed_are_refunded_once(relay):
    offer = an_offer(stock=10)
    team = a_paid_team(offer, members=2)
    unpaid = buy(offer, team=team)

    marketing.settle_overdue_teams(team_ids=[team.pk], at=AFTER_THE_DEADLINE)
    relay()
    for order in orders_of(team):  # the news may come again
        services.refund_failed_team(number=order.number, team=team.number, at=NOON)

    refunded = ("refunded", "group not formed")
    assert refunds_of(team) == [refunded, refunded, ("pending_payment", "")]
    assert [available(order.member) for order in orders_of(team)[:2]] == [GROUP_PRICE + 800] * 2
    assert Refund.objects.count() == 2
    assert set(StockItem.objects.values_list("reserved", flat=True)) == {0, 1}  # of the unpaid one
    orders.close_order(order_id=unpaid.pk, actor=STAFF, reason="", at=NOON)
    assert set(StockItem.objects.values_list("reserved", flat=True)) == {0}
    assert Notice.objects.filter(event="group.failed").count() == 2


@pytest.mark.parametrize("ended_as", ["failed", "formed"])
def test_who_pays_when_the_team_has_ended_gets_the_money_back_and_no_seat(relay, ended_as):
    offer = an_offer(virtual_completion="by_staff")
    team = a_paid_team(offer, members=2)
    late = buy(offer, team=team)
    end = marketing.complete_team if ended_as == "formed" else marketing.cancel_team
    reason = {} if ended_as == "formed" else {"reason": "out of tea"}
    end(team_id=team.pk, actor=STAFF, at=NOON, **reason)
    before = standing(team)

    paid(late)
    relay()

    assert (status_of(late), available(late.member)) == ("refunded", GROUP_PRICE + 800)
    assert (standing(team), seats_held(late)) == (before, 0)
    assert refunds_of(team)[-1] == ("refunded", "paid too late for the group")
    assert late.timeline.filter(kind="group.missed").count() == 1


def test_who_is_refunded_before_the_team_is_formed_frees_the_seat_for_another(relay):
    offer = an_offer(quota=3)
    team = a_paid_team(offer, members=2)
    (_leader, joiner) = orders_of(team)

    services.request_refund(order_id=joiner.pk, reason="a mistake", actor=STAFF, at=NOON)

    assert (standing(team), pieces_taken(offer)) == (("forming", 1, 1), 1)
    paid(buy(offer, team=team))
    paid(buy(offer, team=team, member=joiner.member))
    relay()
    assert standing(team) == ("formed", 3, 3)
    states = [state for state, _reason in refunds_of(team)]
    assert states == ["awaiting_shipment", "refunded", "awaiting_shipment", "awaiting_shipment"]


def test_a_member_refunded_after_the_team_was_formed_lets_nobody_down(relay):
    team = a_paid_team(an_offer(), members=3)
    (order, *_others) = orders_of(team)

    services.request_refund(order_id=order.pk, reason="a mistake", actor=STAFF, at=NOON)
    relay()

    assert standing(team) == ("formed", 3, 3)
    states = [state for state, _reason in refunds_of(team)]
    assert states == ["refunded", "awaiting_shipment", "awaiting_shipment"]


def test_a_member_leaves_a_team_that_is_forming_and_is_refunded():
    offer = an_offer()
    team = a_paid_team(offer, members=2)
    (_leader, joiner) = orders_of(team)
    member = Actor.member(joiner.member_id)

    services.leave_group(order_id=joiner.pk, actor=member, at=NOON)

    assert refunds_of(team) == [("paid", ""), ("refunded", "left the group")]
    assert (standing(team), available(joiner.member)) == (("forming", 1, 1), GROUP_PRICE + 800)


def test_nobody_leaves_a_team_that_has_ended_or_where_the_shop_says_no():
    team, formed = a_paid_team(offer := an_offer(), members=1), None
    formed = a_paid_team(offer, members=3)
    cases = [(formed, NOON, True), (team, AFTER_THE_DEADLINE, True), (team, NOON, False)]
    for each, at, allowed in cases:
        GROUP_LEAVE.change(allowed)
        order = orders_of(each)[0]
        with pytest.raises(LeavingRefused):
            services.leave_group(order_id=order.pk, actor=Actor.member(order.member_id), at=at)
    assert not Refund.objects.exists()
    assert [standing(each)[0] for each in (team, formed)] == ["forming", "formed"]


def test_a_free_order_of_a_team_that_failed_ends_too(relay):
    """No money can go back; its goods, its seat and its coupons do."""
    offer, member = an_offer(price=100, takes_coupons=True), a_member()
    for kind, amount in (("fixed", 100), ("free_shipping", 0)):
        a_coupon(member, kind=kind, amount=amount, threshold_amount=0, stackable=True)
    leader = buy(offer, member=member)
    team = team_of(leader)
    assert (leader.payable_amount, status_of(leader)) == (0, "paid")

    marketing.settle_overdue_teams(team_ids=[team.pk], at=AFTER_THE_DEADLINE)
    relay()

    assert refunds_of(team) == [("refunded", "group not formed")]
    assert (seats_held(leader), pieces_taken(offer)) == (0, 0)
    assert set(StockItem.objects.values_list("reserved", flat=True)) == {0}
    assert Coupon.objects.filter(used_for="").count() == 2
    assert not OutboxMessage.objects.filter(delivered_at=None).exists()
