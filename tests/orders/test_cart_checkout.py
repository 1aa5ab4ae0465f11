import pytest

from core.actor import Actor
from core.errors import DomainError
from orders import services
from orders.errors import CartChanged, NothingSelected, QuoteChanged, TooMuch
from orders.events import OrderPlaced
from orders.models import EntryPoint, Instalment, Order, OrderTransition
from orders.services import Item
from products.errors import InsufficientStock
from products.models import Reservation, Sku, StockItem, StockMovement
from tests.orders.carts import fill, in_cart, selected_in_cart, take_off_sale
from tests.orders.factories import NOON, a_member, a_shop, an_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return a_member()


@pytest.fixture
def address(member):
    return an_address(member)


def quote(member, address):
    return services.quote_cart(member_id=member.pk, address_id=address.public_id, at=NOON).quote


def place(member, address, fingerprint: str) -> Order:
    return services.place_cart(
        member_id=member.pk,
        address_id=address.public_id,
        fingerprint=fingerprint,
        remark="",
        actor=Actor.member(member.pk),
        at=NOON,
    )


def rows() -> dict[str, int]:
    """How many rows there are of all that placing writes."""
    models = (Order, OrderTransition, Instalment, Reservation)
    counted = {model.__name__: model.objects.count() for model in models}
    counted["reserve"] = StockMovement.objects.filter(kind="reserve").count()
    counted["reserved"] = sum(StockItem.objects.values_list("reserved", flat=True))
    return counted


NOTHING_PLACED = {
    "Order": 0,
    "OrderTransition": 0,
    "Instalment": 0,
    "Reservation": 0,
    "reserve": 0,
    "reserved": 0,
}


def test_the_selected_lines_become_an_order_and_leave_the_cart(member, address, published):
    placed = published(OrderPlaced)
    a_shop({"TEA-01": 10, "TEA-02": 5, "TEA-03": 5}, price=9900)
    other = a_member("13800000002")
    for each in (member, other):
        fill(each, {"TEA-01": 1, "TEA-02": 2, "TEA-03": 3})
    services.change_cart_line(member_id=member.pk, sku_code="TEA-02", selected=False)

    seen = quote(member, address)
    order = place(member, address, seen.fingerprint)

    assert order.entry_point == EntryPoint.CART
    assert order.payable_amount == seen.payable_amount == 4 * 9900 + 800
    assert [(line.sku_code, line.quantity) for line in order.lines.all()] == [
        ("TEA-03", 3),
        ("TEA-01", 1),
    ]
    assert (in_cart(member), selected_in_cart(member)) == ({"TEA-02": 2}, set())
    assert in_cart(other) == {"TEA-01": 1, "TEA-02": 2, "TEA-03": 3}
    assert [event.number for event in placed] == [order.number]
    assert rows() == {
        "Order": 1,
        "OrderTransition": 1,
        "Instalment": 1,
        "Reservation": 2,
        "reserve": 2,
        "reserved": 4,
    }


def test_the_cart_is_quoted_as_buy_now_would_quote_its_lines(member, address):
    a_shop({"TEA-01": 10, "TEA-02": 5})
    fill(member, {"TEA-02": 2, "TEA-01": 1})

    bought_now = services.quote_order(
        member_id=member.pk,
        items=[Item("TEA-01", 1), Item("TEA-02", 2)],
        address_id=address.public_id,
        at=NOON,
    )

    assert quote(member, address) == bought_now.quote


def test_a_preview_changes_nothing_and_takes_six_queries(
    member, address, django_assert_num_queries
):
    a_shop({"TEA-01": 10, "TEA-02": 5})
    fill(member, {"TEA-01": 1, "TEA-02": 2})

    quote(member, address)  # rules are in the cache from here on
    with django_assert_num_queries(6):
        quote(member, address)

    assert in_cart(member) == {"TEA-01": 1, "TEA-02": 2}
    assert rows() == NOTHING_PLACED


def more_of_a_line(member):
    fill(member, {"TEA-01": 1})


def another_line(member):
    fill(member, {"TEA-03": 1})


def a_line_less(member):
    services.remove_from_cart(member_id=member.pk, sku_code="TEA-01")


def a_line_deselected(member):
    services.change_cart_line(member_id=member.pk, sku_code="TEA-01", selected=False)


def a_line_gone(member):
    take_off_sale("TEA-01")


def another_price(member):
    Sku.objects.filter(code="TEA-01").update(list_price_amount=10900)


@pytest.mark.parametrize(
    "change",
    [more_of_a_line, another_line, a_line_less, a_line_deselected, a_line_gone, another_price],
)
def test_what_changed_after_the_preview_is_shown_before_it_is_ordered(member, address, change):
    a_shop({"TEA-01": 10, "TEA-02": 5, "TEA-03": 5})
    fill(member, {"TEA-01": 1, "TEA-02": 2})
    seen = quote(member, address)
    change(member)
    before = in_cart(member), selected_in_cart(member)

    with pytest.raises(QuoteChanged) as refused:
        place(member, address, seen.fingerprint)

    assert refused.value.facts["quote"] == quote(member, address)
    assert rows() == NOTHING_PLACED
    assert (in_cart(member), selected_in_cart(member)) == before


def test_what_is_short_is_named_and_the_cart_stays_as_it_was(member, address):
    a_shop({"TEA-01": 10, "TEA-02": 1})
    fill(member, {"TEA-01": 1, "TEA-02": 2})
    seen = quote(member, address)

    with pytest.raises(InsufficientStock) as refused:
        place(member, address, seen.fingerprint)

    assert refused.value.facts["shortages"] == [{"sku": "TEA-02", "requested": 2, "available": 1}]
    assert_refused_whole(member, {"TEA-01": 1, "TEA-02": 2})


def test_more_lines_than_an_order_takes_are_refused_and_the_cart_stays_as_it_was(member, address):
    codes = {f"TEA-{n:03}": 1 for n in range(101)}
    a_shop(codes)
    fill(member, codes)

    with pytest.raises(TooMuch):
        quote(member, address)
    with pytest.raises(TooMuch):
        place(member, address, "")

    assert_refused_whole(member, codes)


def nothing_in_it(member):
    services.empty_cart(member_id=member.pk)


def nothing_selected(member):
    services.select_cart(member_id=member.pk, selected=False)


def nothing_for_sale(member):
    Sku.objects.update(is_active=False)


@pytest.mark.parametrize("change", [nothing_in_it, nothing_selected, nothing_for_sale])
def test_a_cart_without_a_line_to_buy_is_no_order(member, address, change):
    a_shop()
    fill(member, {"TEA-01": 1})
    seen = quote(member, address)
    change(member)
    before = in_cart(member)

    with pytest.raises(NothingSelected):
        quote(member, address)
    with pytest.raises(NothingSelected):
        place(member, address, seen.fingerprint)

    assert_refused_whole(member, before)


@pytest.mark.parametrize("basket", [{"TEA-01": 2}, {"TEA-02": 1}, {"TEA-03": 1}])
def test_an_order_that_claims_lines_which_the_cart_does_not_have_so_is_refused(
    member, address, basket
):
    """Another quantity, not selected, not there."""
    a_shop({"TEA-01": 10, "TEA-02": 5, "TEA-03": 5})
    fill(member, {"TEA-01": 1, "TEA-02": 1})
    services.change_cart_line(member_id=member.pk, sku_code="TEA-02", selected=False)
    items = [Item(code, quantity) for code, quantity in basket.items()]
    checkout = services.quote_order(
        member_id=member.pk, items=items, address_id=address.public_id, at=NOON
    )

    with pytest.raises(CartChanged):
        services.place_order(
            member_id=member.pk,
            items=items,
            address_id=address.public_id,
            fingerprint=checkout.quote.fingerprint,
            entry_point=EntryPoint.CART,
            actor=Actor.member(member.pk),
            at=NOON,
        )

    assert_refused_whole(member, {"TEA-01": 1, "TEA-02": 1})


def test_another_members_cart_cannot_be_ordered(member, address):
    a_shop()
    other = a_member("13800000002")
    fill(other, {"TEA-01": 1})

    with pytest.raises(DomainError):
        place(member, address, "")

    assert_refused_whole(other, {"TEA-01": 1})


def assert_refused_whole(member, cart: dict[str, int]) -> None:
    assert rows() == NOTHING_PLACED
    assert in_cart(member) == cart
