"""The order page: everything about one order, and only the actions that are legal now."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backoffice.order_actions import ORDER_ACTIONS
from core.actor import Actor
from logistics import lifecycle as logistics
from logistics.models import Shipment
from logistics.services import plan_shipments
from members.roles import Role
from members.selectors import wallet
from members.services import grant_balance, sync_roles
from orders import services
from orders.lifecycle import COLOURS, OrderStatus, Stops
from orders.models import Order, OrderTransition, TimelineEntry
from orders.selectors import recipient_of
from payments import lifecycle as payments
from payments.models import Attempt
from payments.services import Way, list_channels, start_payment
from tests.backoffice.staff import at_work, colleague, in_role
from tests.logistics.factories import an_order, planned
from tests.orders.factories import (
    NOON,
    STAFF,
    a_shop,
    dispatch,
    in_state,
    pay,
    place,
    status_of,
)

pytestmark = pytest.mark.django_db

EVERY_ACTION = tuple(action.permission for action in ORDER_ACTIONS)

# What somebody with every permission may do in each state.
LEGAL: dict[str, set[str]] = {
    "pending_payment": {"cancel"},
    "paid": {"refund"},
    "awaiting_shipment": {"refund"},
    "shipped": {"refund"},
    "received": {"refund"},
    "completed": {"refund"},
    "closed": set(),
    "refunding": set(),
    "refunded": set(),
}
# What each role does with orders; every role that sees orders opens the page.
ACTIONS_OF = {
    Role.OPERATIONS: {"cancel"},
    Role.CUSTOMER_SERVICE: {"cancel"},
    Role.SUPERVISOR: {"cancel", "refund"},
    Role.STORE_STAFF: set(),
    Role.FINANCE: {"refund"},
    Role.ADMINISTRATOR: {"cancel", "refund"},
}


def url_of(order: Order) -> str:
    return f"/admin/orders/order/{order.pk}/change/"


def page_of(order: Order, desk: Client) -> str:
    answer = desk.get(url_of(order))
    assert answer.status_code == 200
    return answer.content.decode()


def act(order: Order, name: str, desk: Client, reason: str = "customer asked") -> tuple[int, str]:
    """Push the button; the status of the answer and the page that it leads to."""
    answer = desk.post(
        f"/admin/orders/order/{order.pk}/actions/{name}/", {"reason": reason}, follow=True
    )
    return answer.status_code, answer.content.decode()


def offered_on(page: str) -> set[str]:
    return set(re.findall(r"/actions/(\w+)/", page))


def traces(order: Order) -> tuple[str, int, int]:
    return (
        status_of(order),
        OrderTransition.objects.filter(order=order).count(),
        TimelineEntry.objects.filter(order=order).count(),
    )


def chief() -> Client:
    return at_work(colleague("orders.view_order", *EVERY_ACTION))


@pytest.mark.parametrize("status", OrderStatus.values)
def test_offers_exactly_the_actions_that_are_legal_in_each_state(status):
    order = in_state(status)

    page = page_of(order, chief())

    assert offered_on(page) == LEGAL[status]
    assert f'class="dd-state dd-{COLOURS[OrderStatus(status)]}"' in page


def test_every_state_is_in_the_table():
    assert set(LEGAL) == set(OrderStatus.values)


@pytest.mark.parametrize("action", ORDER_ACTIONS, ids=lambda action: action.name)
@pytest.mark.parametrize("status", OrderStatus.values)
def test_an_action_that_is_not_legal_now_is_refused_and_nothing_moves(action, status):
    if action.name in LEGAL[status]:
        return
    order = in_state(status)
    before = traces(order)

    answer, page = act(order, action.name, chief())

    assert answer == 200
    assert any(why in page for why in ("does not allow this now", "Nothing is left to refund"))
    assert traces(order) == before


@pytest.mark.parametrize("action", ORDER_ACTIONS, ids=lambda action: action.name)
@pytest.mark.parametrize("status", OrderStatus.values)
def test_who_lacks_the_permission_is_neither_offered_the_action_nor_obeyed(action, status):
    order = in_state(status)
    others = {permission for permission in EVERY_ACTION if permission != action.permission}
    desk = at_work(colleague("orders.view_order", *others))
    before = traces(order)

    assert action.name not in offered_on(page_of(order, desk))
    assert act(order, action.name, desk)[0] == 403
    assert traces(order) == before


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("status", ["pending_payment", "awaiting_shipment"])
def test_each_role_is_offered_and_granted_its_own_actions_and_no_others(role, status):
    sync_roles()
    order = in_state(status)
    desk = at_work(in_role(role))

    assert offered_on(page_of(order, desk)) == ACTIONS_OF[role] & LEGAL[status]
    for action in ORDER_ACTIONS:
        may = action.name in ACTIONS_OF[role]
        assert act(order, action.name, desk, reason=" ")[0] == (200 if may else 403)
    assert status_of(order) == status


def test_every_role_is_in_the_table():
    assert set(ACTIONS_OF) == set(Role)


def test_cancelling_closes_the_order_under_the_name_and_reason_of_who_did_it():
    order = in_state("pending_payment")
    user = colleague("orders.view_order", "orders.cancel_order")
    desk = at_work(user)

    answer, page = act(order, "cancel", desk, reason="ordered twice")

    assert answer == 200
    assert f"Order {order.number} is cancelled." in page
    assert status_of(order) == "closed"
    row = OrderTransition.objects.get(order=order, name="close")
    assert (row.actor, row.reason) == (str(Actor.staff(user.pk)), "ordered twice")
    assert "ordered twice" in page
    assert "Li Na" in page


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_an_action_without_a_reason_that_fits_does_nothing(reason):
    order = in_state("pending_payment")
    before = traces(order)

    _answer, page = act(order, "cancel", chief(), reason=reason)

    assert "Nothing was done" in page
    assert traces(order) == before


def test_actions_take_a_post_with_a_csrf_token_and_a_known_name():
    order = in_state("pending_payment")
    url = f"/admin/orders/order/{order.pk}/actions/cancel/"
    desk = chief()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies

    assert desk.get(url).status_code == 405
    assert strict.post(url, {"reason": "x"}).status_code == 403
    assert act(order, "explode", desk)[0] == 404
    assert Client().post(url, {"reason": "x"}).status_code == 302
    assert status_of(order) == "pending_payment"


def test_refunding_everything_pays_the_balance_back_and_shows_it():
    list_channels()
    order = paid_by_balance()
    member_id = order.member_id
    desk = at_work(colleague("orders.view_order", "payments.view_attempt", *EVERY_ACTION))
    assert wallet(member_id).available == 0

    _answer, page = act(order, "refund", desk, reason="arrived broken")

    assert status_of(order) == "refunded"
    assert wallet(member_id).available == order.payable_amount
    assert f"The refund of order {order.number} is on its way." in page
    assert "arrived broken" in page
    figures = dict(re.findall(r'<div class="dd-strong"><dt>(\w+)</dt><dd[^>]*>([^<]+)</dd>', page))
    assert figures == {"Paid": "¥107.00", "Refunded": "¥107.00"}


def test_money_and_parcels_are_shown_to_who_may_see_them():
    list_channels()
    order = paid_by_balance()
    plan_shipments(order_id=order.pk, at=NOON)
    number = Attempt.objects.get().out_trade_no

    little = page_of(order, at_work(colleague("orders.view_order", username="little")))
    seeing = page_of(
        order,
        at_work(
            colleague(
                "orders.view_order",
                "payments.view_attempt",
                "logistics.view_shipment",
                username="seeing",
            )
        ),
    )
    shipping = page_of(
        order,
        at_work(
            colleague("orders.view_order", "logistics.view_shipment", "logistics.ship_shipment")
        ),
    )

    ship_url = f"/admin/logistics/shipment/{Shipment.objects.get().pk}/ship"
    assert number not in little
    assert "dd-parcel" not in little
    assert number in seeing
    assert f"{order.number}-1" in seeing
    assert ship_url not in seeing
    assert ship_url in shipping


def paid_by_balance() -> Order:
    a_shop()
    order = place()
    grant_balance(
        member_id=order.member_id,
        amount=order.payable_amount,
        key="g",
        reason="",
        actor=STAFF,
        at=NOON,
    )
    start_payment(
        order_id=order.pk,
        way=Way(("balance",)),
        actor=Actor.member(order.member_id),
        at=NOON,
    )
    return order


def test_tells_the_whole_story_in_sentences():
    page = page_of(in_state("completed"), chief())

    story = re.findall(r"<p><strong>([^<]+)</strong></p>\s*(?:<p class=\"dd-quiet\"><time)", page)
    assert story == [
        "Order completed",
        "Receipt confirmed",
        "Everything has been shipped",
        "Handed to fulfilment",
        "Paid in full",
        "Order placed, stock reserved",
    ]


def test_recipients_are_whole_only_for_who_may_see_them():
    order = in_state("awaiting_shipment")

    masked = page_of(order, at_work(colleague("orders.view_order", username="masked")))
    whole = page_of(order, at_work(colleague("orders.view_order", "orders.view_recipient")))

    assert "王**" in masked
    assert "138****0001" in masked
    for secret in ("王小明", "13800000001", "南京东路1号"):
        assert secret not in masked
        assert secret in whole


def test_shows_what_holds_the_order_back():
    order = in_state("shipped")
    services.place_block(
        order_id=order.pk, kind="ticket", reference="T-9", stops=[Stops.RECEIVE], at=NOON
    )

    page = page_of(order, chief())

    assert "After-sales ticket" in page
    assert "T-9" in page
    assert "Stops receipt since 2026-11-11 12:00" in page
    assert "stopped by a block" in page


def test_says_how_much_of_a_partly_shipped_order_has_left():
    a_shop({"TEA-01": 5, "POT-01": 5})
    order = dispatch(pay(place({"TEA-01": 2, "POT-01": 1})), {1: 2})

    assert "2 of 3 shipped" in page_of(order, chief())


def test_opens_by_the_public_number_as_well():
    order = in_state("shipped")

    assert (
        order.number in chief().get(f"/admin/orders/order/{order.number}/change/").content.decode()
    )


@pytest.mark.parametrize("key", ["999999", "26111112000099999999", "nonsense"])
def test_an_unknown_order_is_not_found(key):
    assert chief().get(f"/admin/orders/order/{key}/change/").status_code == 404


def test_is_closed_to_who_may_not_see_orders():
    order = in_state("pending_payment")

    assert at_work(colleague("orders.cancel_order")).get(url_of(order)).status_code == 403


def test_costs_the_same_number_of_queries_whatever_the_order_has_been_through():
    desk = chief()
    order = in_state("refunded")
    page_of(order, desk)
    with CaptureQueriesContext(connection) as for_short_story:
        page_of(order, desk)
    for n in range(30):
        services.record(
            order_id=order.pk, kind="order.note", facts={"n": n}, actor=Actor.staff(n), at=NOON
        )
    with CaptureQueriesContext(connection) as for_long_story:
        page_of(order, desk)

    assert len(for_long_story) == len(for_short_story) <= 15


def test_every_state_has_its_colour():
    assert set(logistics.COLOURS) == set(logistics.ShipmentStatus)
    assert set(payments.ATTEMPT_COLOURS) == set(payments.AttemptStatus)
    assert set(payments.LEG_COLOURS) == set(payments.LegStatus)


def test_a_parcel_and_its_recipient_look_the_same_at_the_order_and_at_the_desk():
    order = an_order()
    (parcel,) = planned(order)
    desk = at_work(colleague("orders.view_order", "logistics.view_shipment"))
    state = '<span class="dd-badge dd-indigo">To be picked</span>'

    order_page = desk.get(f"/admin/orders/order/{order.pk}/change/").content.decode()
    parcel_page = desk.get(f"/admin/logistics/shipment/{parcel.pk}/change/").content.decode()

    assert state in order_page
    assert state in desk.get("/admin/logistics/shipment/").content.decode()
    shown = recipient_of(order, is_masked=True)
    assert str(shown) in parcel_page
    assert all(text in order_page for text in (shown.name, shown.phone, shown.address))
