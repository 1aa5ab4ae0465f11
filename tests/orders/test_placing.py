import itertools

import pytest

from core.actor import Actor
from core.errors import NotFound
from marketing.pricing import Quote
from orders import services
from orders.errors import NotDeliverable, QuoteChanged, TooMuch, UnknownSku
from orders.events import OrderPlaced
from orders.models import EntryPoint, Order
from orders.numbers import next_order_number
from orders.services import Item
from products.errors import InsufficientStock
from products.models import FreightRate, Sku, StockItem
from tests.orders.factories import NOON, RULE, a_member, a_shop, an_address, place

pytestmark = pytest.mark.django_db


def reserved(code: str) -> int:
    return StockItem.objects.get(sku__code=code).reserved


def test_freezes_lines_prices_and_address_and_reserves_the_stock(published):
    placed = published(OrderPlaced)
    a_shop({"TEA-01": 10, "TEA-02": 5}, price=9900)

    order = place({"TEA-02": 1, "TEA-01": 3})

    assert [
        (line.number, line.sku_code, line.quantity, line.unit_price_amount, line.amount)
        for line in order.lines.all()
    ] == [(1, "TEA-02", 1, 9900, 9900), (2, "TEA-01", 3, 9900, 29700)]
    assert (order.goods_amount, order.shipping_amount, order.payable_amount) == (39600, 800, 40400)
    assert (order.recipient_name, order.region_code) == ("王小明", "310101")
    assert [(i.purpose, i.amount, i.status) for i in order.instalments.all()] == [
        ("full", 40400, "pending")
    ]
    assert (reserved("TEA-01"), reserved("TEA-02")) == (3, 1)
    assert placed == [
        OrderPlaced(
            order_id=order.pk,
            number=order.number,
            payable_amount=order.payable_amount,
            payable_points=0,
            at=NOON,
        )
    ]


def test_a_renamed_sku_gets_its_stock_back_and_the_order_keeps_the_old_name():
    skus = a_shop({"TEA-01": 10})
    order = place({"TEA-01": 3})
    Sku.objects.filter(pk=skus["TEA-01"].pk).update(code="TEA-99", is_active=False)

    services.close_order(order_id=order.pk, actor=RULE, reason="timeout", at=NOON)

    assert reserved("TEA-99") == 0
    assert [line.sku_code for line in order.lines.all()] == ["TEA-01"]


def test_the_same_sku_twice_is_one_line():
    a_shop()
    member = a_member()
    address = an_address(member)
    items = [Item("TEA-01", 1), Item("TEA-01", 2)]

    checkout = services.quote_order(
        member_id=member.pk, items=items, address_id=address.public_id, at=NOON
    )

    assert [(line.sku_code, line.quantity) for line in checkout.quote.lines] == [("TEA-01", 3)]


def test_a_changed_price_is_never_charged_silently():
    skus = a_shop(price=9900)
    member = a_member()
    address = an_address(member)
    seen = quote(member, address)
    skus["TEA-01"].list_price_amount = 10900
    skus["TEA-01"].save()

    with pytest.raises(QuoteChanged) as refused:
        place_with(seen.fingerprint, member, address)

    assert refused.value.facts["quote"].goods_amount == 10900
    assert_nothing_placed()


def test_a_changed_shipping_fee_is_never_charged_silently():
    a_shop()
    member = a_member()
    address = an_address(member)
    seen = quote(member, address)
    FreightRate.objects.update(first_fee_amount=1200)

    with pytest.raises(QuoteChanged):
        place_with(seen.fingerprint, member, address)

    assert_nothing_placed()


def test_what_is_short_is_named_with_what_is_left():
    a_shop({"TEA-01": 10, "TEA-02": 1})

    with pytest.raises(InsufficientStock) as refused:
        place({"TEA-01": 1, "TEA-02": 2})

    assert refused.value.facts["shortages"] == [{"sku": "TEA-02", "requested": 2, "available": 1}]
    assert_nothing_placed()


@pytest.mark.parametrize("quantity", [0, -1, 1000])
def test_quantities_out_of_range_are_refused(quantity):
    a_shop()

    with pytest.raises(TooMuch):
        place({"TEA-01": quantity})

    assert_nothing_placed()


def test_skus_off_sale_are_named():
    skus = a_shop({"TEA-01": 10, "TEA-02": 5})
    skus["TEA-02"].is_active = False
    skus["TEA-02"].save()

    with pytest.raises(UnknownSku) as refused:
        place({"TEA-01": 1, "TEA-02": 1, "TEA-99": 1})

    assert refused.value.facts["skus"] == "TEA-02, TEA-99"
    assert_nothing_placed()


def test_somebody_elses_address_is_not_found():
    a_shop()
    mine, theirs = a_member("13800000001"), a_member("13800000002")

    with pytest.raises(NotFound):
        place(member=mine, address=an_address(theirs))

    assert_nothing_placed()


def test_a_region_without_a_freight_rate_is_not_served():
    a_shop()
    FreightRate.objects.update(region_codes=["440000"])

    with pytest.raises(NotDeliverable):
        place()

    assert_nothing_placed()


def test_two_hundred_numbers_are_unique_sorted_by_time_and_not_neighbours():
    numbers = [next_order_number(NOON) for _ in range(200)]

    assert len(set(numbers)) == 200
    assert {number[:12] for number in numbers} == {"261111120000"}
    assert all(len(number) == 20 and number.isdigit() for number in numbers)
    tails = [int(number[12:]) for number in numbers]
    assert all(abs(b - a) > 1 for a, b in itertools.pairwise(tails))


def quote(member, address) -> Quote:
    items = [Item("TEA-01", 1)]
    checkout = services.quote_order(
        member_id=member.pk, items=items, address_id=address.public_id, at=NOON
    )
    return checkout.quote


def place_with(fingerprint, member, address) -> Order:
    return services.place_order(
        member_id=member.pk,
        items=[Item("TEA-01", 1)],
        address_id=address.public_id,
        fingerprint=fingerprint,
        entry_point=EntryPoint.BUY_NOW,
        actor=Actor.member(member.pk),
        at=NOON,
    )


def assert_nothing_placed() -> None:
    assert not Order.objects.exists()
    assert not StockItem.objects.filter(reserved__gt=0).exists()
