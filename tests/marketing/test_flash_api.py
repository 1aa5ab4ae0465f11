"""Flash sales as shoppers see them: what is on, what is left, and an order by the ordinary door."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from rest_framework.test import APIClient

from core.clock import real_now
from marketing.services import end_flash_sale
from members.services import issue_token
from orders.models import Order
from tests.marketing.flash import HOUR, MINUTE, a_session, buy, offer_of
from tests.orders.factories import NOON, STAFF, a_member, a_shop, an_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def sales(tag=""):
    headers = {"Accept-Language": "en", **({"If-None-Match": tag} if tag else {})}
    return APIClient().get("/api/v1/flash-sales", headers=headers)


def test_shoppers_see_what_runs_and_what_is_to_come_with_the_shops_time():
    skus = a_shop(price=9900)
    a_session(skus, quota=4, limit=2)
    a_session(skus, quota=3, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR, name_en="Next")
    a_session(skus, quota=2, starts_at=NOON + timedelta(days=8), ends_at=NOON + timedelta(days=9))
    ended = a_session(skus, quota=1)
    end_flash_sale(sale_id=ended.pk, actor=STAFF, at=NOON)

    answer = sales().json()

    assert answer["server_time"] == "2026-11-11T04:00:00Z"
    shown = [(sale["name"], sale["state"]) for sale in answer["sales"]]
    assert shown == [("Noon sale", "running"), ("Next", "to_come")]
    (offer,) = answer["sales"][0]["items"]
    assert offer["price"]["amount"] == 1900
    assert offer["list_price"]["amount"] == 9900
    figures = ("sku", "quota", "sold", "left", "per_member_limit")
    assert [offer[name] for name in figures] == ["TEA-01", 4, 0, 4, 2]


def test_polling_costs_two_reads_however_many_sales_and_nothing_is_sent_twice(
    django_assert_num_queries,
):
    skus = a_shop({"TEA-01": 50, "TEA-02": 50})
    items = [a_session(skus, quota=4).items.order_by("pk").first() for _ in range(3)]
    tag = sales()["ETag"]
    with django_assert_num_queries(2):
        assert sales().status_code == 200
    assert (sales(tag).status_code, sales(tag).content) == (304, b"")

    buy(items[0], a_member())

    answer = sales(tag)
    assert answer.status_code == 200
    assert answer.json()["sales"][0]["items"][0]["sold"] == 1


def test_an_offer_is_ordered_by_the_ordinary_door_and_sold_out_is_said_as_a_problem():
    item = offer_of(a_session(a_shop(), quota=1))
    member = a_member()
    token = issue_token(member_id=member.pk, at=real_now())
    api = APIClient(headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})
    wanted = {
        "items": [{"sku": "TEA-01", "quantity": 1}],
        "address": str(an_address(member).public_id),
        "deal": {"kind": "flash_sale", "id": str(item.public_id)},
    }
    quote = api.post("/api/v1/checkout/preview", wanted, format="json").json()
    assert (quote["lines"][0]["price_kind"], quote["goods"]["amount"]) == ("flash_sale", 1900)

    def place():
        key = {"Idempotency-Key": str(uuid4())}
        body = wanted | {"fingerprint": quote["fingerprint"]}
        return api.post("/api/v1/orders", body, format="json", headers=key)

    placed, late = place(), place()

    assert placed.status_code == 201, placed.content
    assert placed.json()["entry_point"] == placed.json()["deal_kind"] == "flash_sale"
    assert Order.objects.get().payment_due_at == NOON + 5 * MINUTE
    assert (late.status_code, late.json()["code"], late.json()["left"]) == (
        409,
        "flash_sale.sold_out",
        0,
    )
    assert Order.objects.count() == 1
