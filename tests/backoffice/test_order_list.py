"""The order list: what it shows, how it is searched, cut and paged, and what that costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from logistics.services import plan_shipments, ship_shipment
from members.services import grant_balance
from orders import services
from orders.lifecycle import COLOURS, OrderStatus
from orders.models import Order
from payments.services import Way, list_channels, start_payment
from tests.backoffice.staff import at_work, colleague
from tests.orders.factories import NOON, RULE, STAFF, a_member, a_shop, an_address, in_state, place

pytestmark = pytest.mark.django_db

LIST = "/admin/orders/order/"


@pytest.fixture
def desk() -> Client:
    return at_work(colleague("orders.view_order"))


def some_orders(count: int) -> list[Order]:
    """Orders of one member, a minute apart, the oldest first."""
    a_shop({"TEA-01": count})
    member = a_member()
    return [place(member=member, at=NOON + timedelta(minutes=n)) for n in range(count)]


def numbers_on(page: str) -> list[str]:
    return re.findall(r'<span class="dd-number">(\d{20})</span>', page)


def get(desk: Client, query: str = "") -> str:
    answer = desk.get(f"{LIST}{query}")
    assert answer.status_code == 200, answer
    return answer.content.decode()


def link(page: str, rel: str) -> str | None:
    found = re.search(rf'<a href="([^"]+)" rel="{rel}"', page)
    return found and found[1].replace("&amp;", "&")


@pytest.mark.parametrize("status", OrderStatus.values)
def test_shows_each_state_as_its_colour_block(desk, status):
    in_state(status)

    assert f'<span class="dd-state dd-{COLOURS[OrderStatus(status)]}">' in get(desk)


def test_masks_the_member_and_shows_the_total_in_yuan(desk):
    order = in_state("pending_payment")

    page = get(desk)

    assert "138****0001" in page
    assert order.member.phone not in page
    assert "¥107.00" in page


def test_costs_the_same_number_of_queries_for_one_order_and_for_fifty(desk):
    a_shop({"TEA-01": 50})
    member = a_member()
    place(member=member)
    get(desk)
    with CaptureQueriesContext(connection) as for_one:
        get(desk)
    for n in range(49):
        place(member=member, at=NOON + timedelta(minutes=n))
    with CaptureQueriesContext(connection) as for_fifty:
        assert len(numbers_on(get(desk))) == 50

    assert len(for_fifty) == len(for_one) <= 5
    assert not [each["sql"] for each in for_fifty if "COUNT(*)" in each["sql"]]


def test_pages_by_the_last_number_seen_there_and_back(desk, monkeypatch):
    monkeypatch.setattr("backoffice.admin.order.OrderAdmin.list_per_page", 2)
    newest_first = [order.number for order in reversed(some_orders(5))]

    first = get(desk)
    second = get(desk, link(first, "next"))
    third = get(desk, link(second, "next"))

    assert [numbers_on(first), numbers_on(second), numbers_on(third)] == [
        newest_first[:2],
        newest_first[2:4],
        newest_first[4:],
    ]
    assert link(first, "prev") is None
    assert link(third, "next") is None
    assert numbers_on(get(desk, link(third, "prev"))) == newest_first[2:4]
    assert numbers_on(get(desk, link(second, "prev"))) == newest_first[:2]


@pytest.mark.parametrize(
    "term",
    ["{number}", "{prefix}", "13800000001", " 13800000001 "],
    ids=["whole number", "beginning of the number", "phone", "phone with blanks"],
)
def test_finds_an_order_by(desk, term):
    a_shop({"TEA-01": 5})
    order = place(member=a_member("13800000001"))
    place(member=a_member("13900000002"), at=NOON + timedelta(days=40))

    page = get(desk, f"?q={term.format(number=order.number, prefix=order.number[:12])}")

    assert numbers_on(page) == [order.number]


def test_finds_an_order_by_its_recipients_phone_whoever_bought_it(desk):
    a_shop()
    giver = a_member("13800000001")
    address = an_address(giver)
    address.phone = "13900000002"  # a friend's
    address.save(update_fields=["phone"])
    order = place(member=giver, address=address)

    assert numbers_on(get(desk, "?q=13900000002")) == [order.number]


def test_finds_an_order_by_the_number_on_its_parcel(desk):
    order = in_state("awaiting_shipment")
    (parcel,) = plan_shipments(order_id=order.pk, at=NOON)
    ship_shipment(
        shipment_id=parcel.pk,
        courier_code="shunfeng",
        tracking_number="SF1234567890",
        actor=STAFF,
        at=NOON,
    )

    assert numbers_on(get(desk, "?q=sf1234567890")) == [order.number]


def test_finds_an_order_by_the_number_of_its_payment(desk):
    list_channels()
    a_shop()
    order = place()
    grant_balance(
        member_id=order.member_id, amount=20_000, key="g", reason="", actor=STAFF, at=NOON
    )
    attempt = start_payment(order_id=order.pk, way=Way(("balance",)), actor=STAFF, at=NOON)

    assert numbers_on(get(desk, f"?q={attempt.out_trade_no}")) == [order.number]


@pytest.mark.parametrize("term", ["1", "nobody", "00000000000000000000", "%", "' OR 1=1"])
def test_finds_nothing_for_what_is_no_number_of_ours(desk, term):
    in_state("pending_payment")

    assert numbers_on(desk.get(LIST, {"q": term}).content.decode()) == []


def test_filters_by_state_and_by_day_of_the_shop(desk):
    closed, late, _next_day = (
        place_at(NOON),
        place_at(NOON + timedelta(hours=11, minutes=59)),
        place_at(NOON + timedelta(hours=12)),
    )
    services.close_order(order_id=closed.pk, actor=RULE, reason="timeout", at=NOON)

    assert numbers_on(get(desk, "?status__exact=closed")) == [closed.number]
    assert numbers_on(get(desk, "?placed_at_from=2026-11-11&placed_at_to=2026-11-11")) == [
        late.number,
        closed.number,
    ]
    assert numbers_on(get(desk, "?placed_at_to=2026-11-10")) == []


def place_at(at):
    if not Order.objects.exists():
        a_shop({"TEA-01": 5})
        return place(at=at)
    return place(member=Order.objects.first().member, at=at)


def test_says_when_payment_is_due_and_when_it_is_overdue(desk, time_machine):
    in_state("pending_payment")

    time_machine.move_to(NOON + timedelta(minutes=10), tick=False)
    assert "in 20" in get(desk)
    time_machine.move_to(NOON + timedelta(minutes=31), tick=False)
    assert "overdue" in get(desk)


def test_is_closed_to_who_may_not_see_orders():
    in_state("pending_payment")
    stranger = at_work(colleague("core.view_incident"))

    assert stranger.get(LIST).status_code == 403
    assert Client().get(LIST).status_code == 302


def test_has_no_form_to_add_or_delete_an_order():
    order = in_state("pending_payment")
    chief = at_work(colleague("orders.view_order", "orders.add_order", "orders.delete_order"))

    assert chief.get(reverse("admin:orders_order_add")).status_code == 403
    assert chief.post(reverse("admin:orders_order_delete", args=(order.pk,))).status_code == 403
    assert Order.objects.get() == order
