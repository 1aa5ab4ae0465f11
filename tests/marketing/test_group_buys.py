"""Group buys from the order's side: what a team's price, seat, clock and end do to an order."""

from datetime import timedelta

import pytest

from marketing import errors, services
from marketing.events import SeatLost, TeamFailed
from marketing.models import GroupSeat, GroupTeam, GroupTeamEvent
from marketing.rules import GROUP_FORM_BY, GROUP_PAYMENT_TIMEOUT
from members.models import Notice
from orders import services as orders
from orders.models import Order
from tests.marketing.group_buys import (
    AFTER_THE_DEADLINE,
    FORMS_WITHIN,
    GROUP_PRICE,
    STAFF,
    a_team,
    an_offer,
    buy,
    orders_of,
    pieces_taken,
    seats_held,
    standing,
    team_of,
)
from tests.orders.factories import NOON, RULE, a_member, fresh, pay, status_of

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def close(order: Order) -> None:
    orders.close_order(order_id=order.pk, actor=RULE, reason="timeout", at=NOON)


def told(team: GroupTeam) -> list[str]:
    """What members of the team were told, one after the other."""
    members = [order.member_id for order in orders_of(team)]
    notices = Notice.objects.filter(member_id__in=members, facts__team=team.number)
    return list(notices.order_by("pk").values_list("event", flat=True))


def test_the_leader_pays_the_group_price_and_the_clock_starts_with_the_payment():
    offer = an_offer()

    order = buy(offer, quantity=2)

    assert (order.entry_point, order.deal_kind) == ("group_buy", "group_buy")
    assert order.deal_reference == str(offer.public_id)
    assert order.goods_amount == 2 * GROUP_PRICE
    assert order.payment_due_at == NOON + GROUP_PAYMENT_TIMEOUT.duration
    team = team_of(order)
    assert (team.status, team.seats_taken, team.due_at) == ("opening", 1, None)

    pay(order, at=NOON + MINUTE)

    team = team_of(order)
    assert (team.status, team.due_at) == ("forming", NOON + MINUTE + FORMS_WITHIN)
    assert status_of(order) == "paid"  # it waits for the others
    assert pieces_taken(offer) == 2


def test_an_offer_without_a_time_of_its_own_forms_by_the_rule_of_that_moment():
    offer = an_offer(form_within=None)
    order = buy(offer)
    GROUP_FORM_BY.change(5)
    pay(order)
    GROUP_FORM_BY.change(7)
    assert team_of(order).due_at == NOON + timedelta(hours=5)


def test_with_the_last_payment_the_team_is_formed_and_all_its_orders_go_on(relay):
    team = a_team(an_offer(), paid=3)

    assert standing(team) == ("formed", 3, 3)
    assert {status_of(order) for order in orders_of(team)} == {"paid"}
    relay()
    assert {status_of(order) for order in orders_of(team)} == {"awaiting_shipment"}
    assert told(team).count("group.joined") == told(team).count("group.formed") == 3
    assert list(GroupTeamEvent.objects.order_by("pk").values_list("name", "target")) == [
        ("open", "opening"),
        ("start", "forming"),
        ("form", "formed"),
    ]


def test_a_formed_team_frees_its_orders_once_though_the_news_comes_twice(relay):
    team = a_team(an_offer(), paid=3)
    relay()
    (order, *_others) = orders_of(team)
    version = fresh(order).version

    orders.free_from_group(number=order.number, team=team.number, at=NOON)

    assert fresh(order).version == version
    assert order.timeline.filter(kind="group.formed").count() == 1


def test_a_joiner_pays_until_the_team_ends_at_the_latest():
    offer = an_offer()
    team = a_team(offer)
    late = NOON + FORMS_WITHIN - 10 * MINUTE

    order = buy(offer, team=team, at=late)

    assert order.payment_due_at == NOON + FORMS_WITHIN
    assert order.instalments.get().due_at == NOON + FORMS_WITHIN
    assert standing(team) == ("forming", 2, 1)


def test_another_payment_timeout_leaves_the_clock_of_a_team_alone():
    order = buy(an_offer())
    orders.apply_rule(rule="PAYMENT_TIMEOUT", order_ids=[order.pk], actor=STAFF, at=NOON)
    assert fresh(order).payment_due_at == NOON + GROUP_PAYMENT_TIMEOUT.duration


def test_who_does_not_pay_gives_the_seat_back_and_another_takes_it(relay):
    offer = an_offer(quota=3)
    team = a_team(offer, paid=2)
    order = buy(offer, team=team)
    with pytest.raises(errors.TeamFull):
        buy(offer, team=team)
    member = order.member

    close(order)

    assert (standing(team), seats_held(order), pieces_taken(offer)) == (("forming", 2, 2), 0, 2)
    again = pay(buy(offer, team=team, member=member))
    relay()
    assert status_of(again) == "awaiting_shipment"


def test_a_team_whose_leader_does_not_pay_is_over_and_nobody_could_join_it():
    offer = an_offer()
    order = buy(offer)
    with pytest.raises(errors.TeamClosed):
        buy(offer, team=team_of(order))

    close(order)

    assert standing(team_of(order)) == ("failed", 0, 0)
    assert pieces_taken(offer) == 0
    services.give_back_deals([("group_buy", order.number)], at=NOON)  # twice is once
    assert pieces_taken(offer) == 0


@pytest.mark.parametrize("is_swept", [True, False])
def test_an_overdue_team_has_failed_whether_or_not_the_sweep_has_come_by(is_swept):
    offer = an_offer()
    team = a_team(offer, paid=2)
    if is_swept:
        services.settle_overdue_teams(team_ids=[team.pk], at=AFTER_THE_DEADLINE)
    for at in (AFTER_THE_DEADLINE, NOON + FORMS_WITHIN - MINUTE):
        if at < AFTER_THE_DEADLINE and is_swept:
            continue
        with pytest.raises(errors.TeamClosed):
            buy(offer, team=team, at=at)


def test_the_clocks_meet_a_payment_that_comes_after_the_deadline_as_late(published):
    offer = an_offer()
    team = a_team(offer, paid=2)
    last = buy(offer, team=team)
    lost, failed = published(SeatLost), published(TeamFailed)

    pay(last, at=AFTER_THE_DEADLINE)

    assert standing(team) == ("failed", 0, 2)
    assert [event.number for event in lost] == [last.number]
    assert len(failed) == 2
    assert status_of(last) == "paid"  # until payments gives the money back


def test_who_pays_late_but_finds_the_seat_free_may_take_it_again(relay):
    offer = an_offer(quota=3)
    team = a_team(offer, paid=2)
    order = buy(offer, team=team)
    close(order)

    services.take_deal_again(kind="group_buy", reference=order.number, at=NOON)
    services.take_deal_again(kind="group_buy", reference=order.number, at=NOON)  # twice is once

    assert (standing(team), pieces_taken(offer)) == (("forming", 3, 2), 3)
    services.give_back_deals([("group_buy", order.number)], at=NOON)
    assert (standing(team), pieces_taken(offer)) == (("forming", 2, 2), 2)


def test_a_seat_that_somebody_else_has_is_not_taken_again():
    offer = an_offer()
    team = a_team(offer, paid=2)
    order = buy(offer, team=team)
    close(order)
    pay(buy(offer, team=team))

    with pytest.raises(errors.TeamClosed):
        services.take_deal_again(kind="group_buy", reference=order.number, at=NOON)

    assert (standing(team), seats_held(order)) == (("formed", 3, 3), 0)


def test_a_leader_who_pays_late_opens_a_team_anew():
    offer = an_offer()
    order = buy(offer)
    close(order)
    first = team_of(order)

    services.take_deal_again(kind="group_buy", reference=order.number, at=NOON)

    assert (team_of(order).status, team_of(order) == first) == ("opening", False)
    services.give_back_deals([("group_buy", order.number)], at=NOON)
    assert team_of(order).status == "failed"
    close_offer = NOON + timedelta(days=2)
    other = buy(offer)
    close(other)
    with pytest.raises(errors.UnknownDeal):
        services.take_deal_again(kind="group_buy", reference=other.number, at=close_offer)


def refused(error: type[Exception], **asked) -> None:
    """The order is refused, and nothing of it is left."""
    before = (Order.objects.count(), GroupSeat.objects.count(), GroupTeam.objects.count())
    with pytest.raises(error):
        buy(**asked)
    after = (Order.objects.count(), GroupSeat.objects.count(), GroupTeam.objects.count())
    assert after == before


def test_a_member_has_one_seat_in_a_team():
    offer = an_offer()
    team = a_team(offer)
    (leader,) = orders_of(team)
    refused(errors.AlreadyInTeam, offer=offer, team=team, member=leader.member)


def test_a_member_buys_no_more_pieces_than_one_may_in_however_many_teams():
    offer = an_offer(limit_per_member=3)
    member = a_member()
    first = buy(offer, member=member, quantity=2)
    refused(errors.GroupLimitReached, offer=offer, member=member, quantity=2)
    buy(offer, member=member, quantity=1)
    close(first)
    buy(offer, member=member, quantity=2)


def test_the_quota_ends_the_offer_and_what_comes_back_is_for_others():
    offer = an_offer(quota=2)
    order = buy(offer, quantity=2)
    refused(errors.GroupSoldOut, offer=offer)
    close(order)
    buy(offer)
    assert pieces_taken(offer) == 1


def test_only_what_the_offer_names_is_bought_in_a_group_and_only_while_it_is_open():
    offer = an_offer()
    refused(errors.NotOnGroupOffer, offer=offer, sku="TEA-02")
    refused(errors.UnknownDeal, offer=offer, at=offer.opens_at - MINUTE)
    refused(errors.UnknownDeal, offer=offer, at=offer.ends_at)
    stranger = a_team(offer)
    stranger.number = "ABCDEFGHJK"
    refused(errors.TeamNotFound, offer=offer, team=stranger)


def test_a_team_that_forms_takes_joiners_after_its_offer_has_ended():
    offer = an_offer(ends_at=NOON + timedelta(hours=1))
    team = a_team(offer)
    buy(offer, team=team, at=NOON + timedelta(hours=2))
    assert standing(team) == ("forming", 2, 1)


def test_missing_members_are_made_up_only_where_the_offer_says_so_and_it_is_logged(relay):
    offer = an_offer(virtual_completion="by_staff")
    team, other = a_team(offer, paid=2), a_team(offer)
    unpaid = buy(offer, team=team)

    services.complete_team(team_id=team.pk, actor=STAFF, at=NOON)

    assert standing(team) == ("formed", 2, 2)
    assert team_of(orders_of(team)[0]).virtual_seats == 1
    logged = GroupTeamEvent.objects.filter(team=team, name="form").get()
    assert (logged.actor, logged.reason) == ("staff:7", "completed with virtual members")
    assert seats_held(unpaid) == 0
    relay()
    assert [status_of(order) for order in orders_of(team)] == [
        "awaiting_shipment",
        "awaiting_shipment",
        "pending_payment",
    ]
    with pytest.raises(errors.NoVirtualMembers):
        services.complete_team(team_id=team.pk, actor=STAFF, at=NOON)
    type(offer).objects.update(virtual_completion="never")
    with pytest.raises(errors.NoVirtualMembers):
        services.complete_team(team_id=other.pk, actor=STAFF, at=NOON)
    assert standing(other) == ("forming", 1, 1)


@pytest.mark.parametrize(
    ("completion", "ends_as"),
    [("never", "failed"), ("by_staff", "failed"), ("at_deadline", "formed")],
)
def test_at_its_deadline_a_team_ends_as_its_offer_says(completion, ends_as):
    team = a_team(an_offer(virtual_completion=completion), paid=2)
    services.settle_overdue_teams(team_ids=[team.pk], at=AFTER_THE_DEADLINE)
    assert standing(team)[0] == ends_as


def test_staff_cancel_a_team_that_is_forming_and_no_other():
    offer = an_offer()
    team, formed = a_team(offer), a_team(offer, paid=3)
    services.cancel_team(team_id=team.pk, reason="sold elsewhere", actor=STAFF, at=NOON)
    assert standing(team) == ("failed", 0, 1)
    for each in (team, formed):
        with pytest.raises(errors.TeamNotForming):
            services.cancel_team(team_id=each.pk, reason="", actor=STAFF, at=NOON)
    assert standing(formed) == ("formed", 3, 3)
