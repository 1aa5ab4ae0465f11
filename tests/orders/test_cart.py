import pytest
from django.db import IntegrityError, transaction

from core.errors import NotFound
from orders import selectors, services
from orders.errors import CartFull, UnknownSku
from orders.models import CartLine
from orders.rules import MAX_CART_LINES
from orders.services import Item, LeftOut, LeftOutReason
from products.models import Product, Sku, StockItem
from tests.orders.carts import fill, in_cart, selected_in_cart, take_off_sale
from tests.orders.factories import NOON, a_member, a_shop, an_address, place
from tests.products.factories import SkuFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return a_member()


def states(member) -> dict[str, str]:
    return {e.line.sku.code: str(e.state) for e in selectors.cart_of(member.pk).entries}


def a_full_cart(member) -> dict[str, int]:
    skus = [SkuFactory(code=f"FULL-{n:03}") for n in range(MAX_CART_LINES)]
    CartLine.objects.bulk_create(
        CartLine(member=member, sku=sku, quantity=1, selected=False, added_at=NOON) for sku in skus
    )
    return dict.fromkeys((sku.code for sku in skus), 1)


def test_what_is_added_twice_is_one_line_with_both(member):
    a_shop({"TEA-01": 10, "TEA-02": 5})

    fill(member, {"TEA-01": 1, "TEA-02": 1})
    fill(member, {"TEA-01": 2})

    assert in_cart(member) == {"TEA-01": 3, "TEA-02": 1}


def test_adding_selects_the_line(member):
    a_shop()
    fill(member, {"TEA-01": 1})
    services.change_cart_line(member_id=member.pk, sku_code="TEA-01", selected=False)

    fill(member, {"TEA-01": 1})

    assert selected_in_cart(member) == {"TEA-01"}


def test_an_unknown_sku_and_one_off_sale_are_not_added(member):
    a_shop({"TEA-01": 10, "TEA-02": 10})
    take_off_sale("TEA-02")

    for code in ("TEA-02", "TEA-99"):
        with pytest.raises(UnknownSku) as refused:
            fill(member, {code: 1})
        assert refused.value.facts["skus"] == code

    assert in_cart(member) == {}


def test_more_pieces_than_an_order_takes_are_refused(member):
    a_shop()
    fill(member, {"TEA-01": 999})

    with pytest.raises(CartFull):
        fill(member, {"TEA-01": 1})

    assert in_cart(member) == {"TEA-01": 999}


def test_a_full_cart_takes_more_of_what_it_holds_and_nothing_else(member):
    a_shop()
    held = a_full_cart(member)
    fill(member, {"FULL-007": 2})

    with pytest.raises(CartFull):
        fill(member, {"TEA-01": 1})

    assert in_cart(member) == held | {"FULL-007": 3}


def test_quantity_and_selection_change_alone_or_together(member):
    a_shop({"TEA-01": 10, "TEA-02": 5})
    fill(member, {"TEA-01": 1, "TEA-02": 1})

    services.change_cart_line(member_id=member.pk, sku_code="TEA-01", quantity=4)
    assert (in_cart(member)["TEA-01"], selected_in_cart(member)) == (4, {"TEA-01", "TEA-02"})

    services.change_cart_line(member_id=member.pk, sku_code="TEA-01", selected=False)
    assert (in_cart(member)["TEA-01"], selected_in_cart(member)) == (4, {"TEA-02"})

    services.change_cart_line(member_id=member.pk, sku_code="TEA-02", quantity=2, selected=False)
    assert (in_cart(member), selected_in_cart(member)) == ({"TEA-01": 4, "TEA-02": 2}, set())


@pytest.mark.parametrize("quantity", [0, -1, 1000])
def test_quantities_out_of_range_leave_the_line_as_it_was(member, quantity):
    a_shop()
    fill(member, {"TEA-01": 2})

    with pytest.raises(CartFull):
        services.change_cart_line(member_id=member.pk, sku_code="TEA-01", quantity=quantity)

    assert in_cart(member) == {"TEA-01": 2}


@pytest.mark.parametrize("quantity", [0, 1000])
def test_the_database_too_refuses_quantities_out_of_range(member, quantity):
    a_shop()
    fill(member, {"TEA-01": 2})

    with pytest.raises(IntegrityError), transaction.atomic():
        CartLine.objects.update(quantity=quantity)

    assert in_cart(member) == {"TEA-01": 2}


def test_a_line_that_is_not_there_can_neither_change_nor_go(member):
    a_shop({"TEA-01": 10, "TEA-02": 5})
    fill(member, {"TEA-01": 1})

    with pytest.raises(NotFound):
        services.change_cart_line(member_id=member.pk, sku_code="TEA-02", quantity=1)
    with pytest.raises(NotFound):
        services.remove_from_cart(member_id=member.pk, sku_code="TEA-02")

    assert in_cart(member) == {"TEA-01": 1}


def test_all_lines_are_selected_or_none_and_other_carts_stay_as_they_were(member):
    a_shop({"TEA-01": 10, "TEA-02": 5})
    other = a_member("13800000002")
    for each in (member, other):
        fill(each, {"TEA-01": 1, "TEA-02": 1})

    services.select_cart(member_id=member.pk, selected=False)
    assert (selected_in_cart(member), selected_in_cart(other)) == (set(), {"TEA-01", "TEA-02"})

    services.select_cart(member_id=member.pk, selected=True)
    assert selected_in_cart(member) == {"TEA-01", "TEA-02"}


def test_one_line_goes_or_all_and_other_carts_stay_as_they_were(member):
    a_shop({"TEA-01": 10, "TEA-02": 5})
    other = a_member("13800000002")
    for each in (member, other):
        fill(each, {"TEA-01": 1, "TEA-02": 1})

    services.remove_from_cart(member_id=member.pk, sku_code="TEA-01")
    assert in_cart(member) == {"TEA-02": 1}

    services.empty_cart(member_id=member.pk)
    assert (in_cart(member), in_cart(other)) == ({}, {"TEA-01": 1, "TEA-02": 1})


def test_prices_and_stock_are_those_of_this_moment(member):
    skus = a_shop({"TEA-01": 10, "TEA-02": 5}, price=9900)
    fill(member, {"TEA-01": 2, "TEA-02": 1})
    Sku.objects.filter(pk=skus["TEA-01"].pk).update(list_price_amount=8800)
    StockItem.objects.filter(sku=skus["TEA-02"]).update(on_hand=3)

    cart = selectors.cart_of(member.pk)

    assert [
        (e.line.sku.code, e.unit_price_amount, e.amount, e.available) for e in cart.entries
    ] == [("TEA-02", 9900, 9900, 3), ("TEA-01", 8800, 17600, 10)]
    assert (cart.goods_amount, cart.selected_quantity) == (27500, 3)


def test_each_line_says_what_the_shop_can_give(member):
    skus = a_shop({"ALL": 2, "SOME": 2, "NONE": 1, "SKU-GONE": 9, "PRODUCT-GONE": 9})
    fill(member, {"ALL": 2, "SOME": 2, "NONE": 2, "SKU-GONE": 1, "PRODUCT-GONE": 1})
    StockItem.objects.filter(sku=skus["SOME"]).update(on_hand=1)
    StockItem.objects.filter(sku=skus["NONE"]).update(on_hand=0)
    take_off_sale("SKU-GONE")
    another = SkuFactory().product
    Product.objects.filter(pk=another.pk).update(is_active=False)
    Sku.objects.filter(code="PRODUCT-GONE").update(product=another)

    assert states(member) == {
        "ALL": "ready",
        "SOME": "short",
        "NONE": "sold_out",
        "SKU-GONE": "gone",
        "PRODUCT-GONE": "gone",
    }


def test_what_is_gone_stays_in_sight_and_counts_in_no_figure(member):
    a_shop({"TEA-01": 10, "TEA-02": 5}, price=9900)
    fill(member, {"TEA-01": 1, "TEA-02": 3})
    take_off_sale("TEA-02")
    services.select_cart(member_id=member.pk, selected=True)

    cart = selectors.cart_of(member.pk)

    assert [(e.line.sku.code, e.line.is_selected) for e in cart.entries] == [
        ("TEA-02", False),
        ("TEA-01", True),
    ]
    assert (cart.goods_amount, cart.selected_quantity) == (9900, 1)


def test_a_cart_takes_two_queries_however_long(member, django_assert_num_queries):
    codes = [f"TEA-{n}" for n in range(30)]
    a_shop(dict.fromkeys(codes, 10))
    fill(member, {"TEA-0": 1})
    with django_assert_num_queries(2):
        states(member)

    fill(member, dict.fromkeys(codes, 1))
    with django_assert_num_queries(2):
        assert len(states(member)) == 30


def test_a_merge_keeps_the_fuller_of_two_lines_and_the_given_order(member):
    a_shop({"TEA-01": 10, "TEA-02": 5, "TEA-03": 5, "TEA-04": 5})
    fill(member, {"TEA-01": 3, "TEA-02": 1})
    services.select_cart(member_id=member.pk, selected=False)

    collected = [Item("TEA-04", 1), Item("TEA-01", 2), Item("TEA-03", 1), Item("TEA-02", 2)]
    left_out = services.merge_into_cart(member_id=member.pk, items=collected, at=NOON)

    assert left_out == []
    assert in_cart(member) == {"TEA-01": 3, "TEA-02": 2, "TEA-03": 1, "TEA-04": 1}
    assert selected_in_cart(member) == {"TEA-01", "TEA-02", "TEA-03", "TEA-04"}
    assert list(states(member))[:2] == ["TEA-04", "TEA-03"]


def test_a_repeated_merge_changes_nothing(member):
    a_shop({"TEA-01": 10, "TEA-02": 5})
    collected = [Item("TEA-01", 2), Item("TEA-02", 1), Item("TEA-01", 2)]

    for _time in range(2):
        services.merge_into_cart(member_id=member.pk, items=collected, at=NOON)

        assert in_cart(member) == {"TEA-02": 1, "TEA-01": 4}


def test_a_merge_says_what_it_left_out_and_takes_the_rest(member):
    a_shop({"TEA-01": 10, "TEA-02": 5, "TEA-03": 5})
    held = a_full_cart(member)
    services.remove_from_cart(member_id=member.pk, sku_code="FULL-000")
    del held["FULL-000"]
    take_off_sale("TEA-02")

    codes = ["TEA-99", "TEA-01", "TEA-02", "TEA-03", "FULL-001"]
    left_out = services.merge_into_cart(
        member_id=member.pk, items=[Item(code, 999) for code in codes], at=NOON
    )

    assert left_out == [
        LeftOut("TEA-99", LeftOutReason.GONE),
        LeftOut("TEA-02", LeftOutReason.GONE),
        LeftOut("TEA-03", LeftOutReason.CART_FULL),
    ]
    assert in_cart(member) == held | {"FULL-001": 999, "TEA-01": 999}


def test_a_merge_takes_the_same_number_of_statements_however_long(
    member, django_assert_num_queries
):
    codes = [f"TEA-{n}" for n in range(30)]
    a_shop(dict.fromkeys(codes, 10))
    fill(member, dict.fromkeys(codes[:2], 1))
    for some in (codes[:3], codes):
        services.empty_cart(member_id=member.pk)
        fill(member, dict.fromkeys(some[:2], 1))
        # BEGIN, lock, lines, SKUs, update, insert, COMMIT
        with django_assert_num_queries(7):
            services.merge_into_cart(
                member_id=member.pk, items=[Item(code, 2) for code in some], at=NOON
            )


def test_buying_again_puts_the_lines_back_and_says_what_is_gone(member):
    a_shop({"TEA-01": 10, "TEA-02": 5, "TEA-03": 5}, price=9900)
    an_address(member)
    order = place({"TEA-01": 2, "TEA-02": 1, "TEA-03": 1}, member=member)
    fill(member, {"TEA-01": 1})
    take_off_sale("TEA-02")
    Sku.objects.filter(code="TEA-03").update(list_price_amount=10900)

    for _time in range(2):
        left_out = services.buy_again(order_id=order.pk, member_id=member.pk, at=NOON)

        assert left_out == [LeftOut("TEA-02", LeftOutReason.GONE)]
        assert in_cart(member) == {"TEA-01": 2, "TEA-03": 1}
    assert selectors.cart_of(member.pk).goods_amount == 2 * 9900 + 10900
