"""The back office of flash sales: set up, watched, changed and ended on the page."""

from datetime import timedelta

import pytest
import time_machine

from marketing.models import FlashSale
from tests.backoffice.staff import at_work, in_role
from tests.marketing.flash import HOUR, a_session, buy, left_of, offer_of
from tests.orders.factories import NOON, a_member, a_shop

pytestmark = pytest.mark.django_db

SALES, ITEMS = "/admin/marketing/flashsale/", "/admin/marketing/flashitem/"


@pytest.fixture
def desk():
    with time_machine.travel(NOON, tick=False):
        yield at_work(in_role("operations"))


def rows(*typed):
    sent = {"form-TOTAL_FORMS": str(len(typed)), "form-INITIAL_FORMS": "0"}
    for index, row in enumerate(typed):
        names = ("sku", "price_amount", "quota", "per_member_limit")
        sent |= {f"form-{index}-{name}": value for name, value in zip(names, row, strict=True)}
    return sent


WHEN = {"name": "午间秒杀", "starts_at": "2026-11-11T12:00", "ends_at": "2026-11-11T13:00"}


def test_a_session_is_set_up_on_one_page(desk):
    a_shop({"TEA-01": 50, "TEA-02": 50})
    typed = rows(("TEA-01", "19.90", "20", "2"), ("TEA-02", "5", "10", "1"), ("", "", "", "1"))

    answer = desk.post(f"{SALES}set-up/", WHEN | {"pay_within": "10"} | typed, follow=True)

    assert answer.status_code == 200
    sale = FlashSale.objects.get()
    assert (sale.starts_at, sale.ends_at, sale.pay_within) == (
        NOON,
        NOON + HOUR,
        timedelta(minutes=10),
    )
    terms = sale.items.values_list("sku__code", "price_amount", "quota", "per_member_limit")
    assert list(terms) == [("TEA-01", 1990, 20, 2), ("TEA-02", 500, 10, 1)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (WHEN | rows(("TEA-09", "1", "1", "1")), "TEA-09"),
        (WHEN | rows(("TEA-01", "1", "1", "1"), ("TEA-01", "2", "1", "1")), "Each SKU"),
        (WHEN | rows(("TEA-01", "1", "11", "1")), "Not enough stock"),
        (
            WHEN | {"ends_at": "2026-11-11T11:00"} | rows(("TEA-01", "1", "1", "1")),
            "not in the past",
        ),
    ],
    ids=["unknown", "twice", "short", "over"],
)
def test_what_cannot_be_is_said_on_the_page(desk, wrong, said):
    a_shop({"TEA-01": 10})

    answer = desk.post(f"{SALES}set-up/", wrong)

    assert said in answer.content.decode()


def test_the_page_shows_what_is_sold_in_bars_that_it_asks_for_again(desk):
    sale = a_session(a_shop(), quota=4)
    item = offer_of(sale)
    buy(item, a_member())

    for address in (SALES, f"{SALES}{sale.pk}/change/", f"{ITEMS}{item.pk}/change/"):
        page = desk.get(address).content.decode()
        assert '<progress max="4" value="1"></progress>' in page
        assert "marketing/flash_sale.js" in page


def test_staff_change_the_quota_that_they_saw_and_end_the_session(desk):
    sale = a_session(a_shop(), quota=4)
    item = offer_of(sale)

    desk.post(f"{ITEMS}{item.pk}/quota/", {"seen": "4", "quota": "6"})
    assert left_of(item) == 6
    refused = desk.post(f"{ITEMS}{item.pk}/quota/", {"seen": "4", "quota": "9"})
    assert ("6" in refused.context["form"].non_field_errors()[0], left_of(item)) == (True, 6)
    assert desk.get(f"{SALES}{sale.pk}/end/").status_code == 200
    assert left_of(item) == 6  # looking ends nothing
    desk.post(f"{SALES}{sale.pk}/end/")

    sale.refresh_from_db()
    assert (left_of(item), sale.ended_at) == (0, NOON)
    assert "has ended" in desk.post(f"{SALES}{sale.pk}/start/").content.decode()
