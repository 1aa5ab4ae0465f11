"""Staff enter an order for a member, and lower the price of one, by the services of all."""

import re

import pytest
from django.urls import reverse

from members.models import Address
from orders.models import Order
from tests.backoffice.staff import at_work, colleague
from tests.orders.factories import a_member, a_shop, an_address, place

pytestmark = pytest.mark.django_db
ENTER = "orders.enter_order"


def rows(*items: tuple[str, int]) -> dict[str, str]:
    typed = {"rows-TOTAL_FORMS": "8", "rows-INITIAL_FORMS": "0"}
    for number, (sku, quantity) in enumerate(items):
        typed |= {f"rows-{number}-sku": sku, f"rows-{number}-quantity": str(quantity)}
    return typed


def test_an_order_is_previewed_and_placed_for_the_member_on_the_phone():
    a_shop({"TEA-01": 10})
    member = a_member()
    address = an_address(member)
    client = at_work(colleague(ENTER, "orders.view_order"))
    page = f"{reverse('admin:orders_order_enter')}?phone={member.phone}"
    typed = rows(("TEA-01", 2)) | {"address": str(address.public_id), "remark": "after six"}

    shown = client.post(page, typed | {"preview": ""}).content.decode()
    found = re.search(r'name="fingerprint" value="([0-9a-f]{32})"', shown)
    assert found
    assert not Order.objects.exists()
    placed = client.post(page, typed | {"place": "", "fingerprint": found[1]})

    order = Order.objects.get()
    assert placed.url == reverse("admin:orders_order_change", args=(order.pk,))
    assert (order.member_id, order.remark, order.lines.get().quantity) == (
        member.pk,
        "after six",
        2,
    )
    assert order.transitions.get().actor.startswith("staff:")


def test_a_price_that_was_not_shown_places_nothing_and_shows_the_new_one():
    a_shop({"TEA-01": 10})
    member = a_member()
    address = an_address(member)
    client = at_work(colleague(ENTER, "orders.view_order"))
    page = f"{reverse('admin:orders_order_enter')}?phone={member.phone}"
    typed = rows(("TEA-01", 2)) | {"address": str(address.public_id), "fingerprint": "0" * 32}

    answer = client.post(page, typed | {"place": ""}, follow=True)

    assert "The price has changed" in answer.content.decode()
    assert "Place the order over ¥206.00" in answer.content.decode()
    assert not Order.objects.exists()


def test_nothing_is_entered_for_a_stranger_or_without_goods():
    client = at_work(colleague(ENTER, "orders.view_order"))
    address = reverse("admin:orders_order_enter")
    assert "No member has this phone" in client.get(f"{address}?phone=13900000000").content.decode()
    a_shop({"TEA-01": 10})
    member = a_member()
    book = an_address(member)

    answer = client.post(
        f"{address}?phone={member.phone}", rows() | {"address": str(book.public_id), "preview": ""}
    )

    assert "Say what is ordered" in answer.content.decode()
    assert Address.objects.count() == 1
    assert not Order.objects.exists()


def test_the_price_page_lowers_a_line_and_the_order_page_says_by_how_much():
    a_shop({"TEA-01": 10})
    order = place()
    client = at_work(colleague("orders.view_order", "orders.change_price"))
    page = reverse("admin:orders_order_price", args=(order.pk,))

    assert "99.00" in client.get(page).content.decode()
    typed = {"line_1": "90", "shipping": "8.00", "reason": "regular", "version": str(order.version)}
    answer = client.post(page, typed, follow=True).content.decode()

    assert Order.objects.get().payable_amount == 9800
    assert "regular" in answer
    assert "−¥9.00" in answer
