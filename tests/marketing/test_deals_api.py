"""The window of deals: what anybody sees of a product's offers and of presales, by which clock."""

from datetime import timedelta

import pytest
import time_machine
from rest_framework.test import APIClient

from core.clock import shift
from marketing.models import GroupOffer
from members.services import issue_token
from tests.marketing.flash import a_session
from tests.marketing.group_buys import an_offer
from tests.marketing.presales import a_presale, order_presale
from tests.orders.factories import NOON
from tests.products.factories import SkuFactory, stocked

pytestmark = pytest.mark.django_db
GUEST = APIClient()


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def test_a_products_deals_are_told_together_and_those_of_others_are_not(
    django_assert_num_queries,
):
    offer = an_offer()
    presale = a_presale()
    tea, cup = presale.sku, SkuFactory(code="CUP-01")
    stocked(cup, 10)
    a_session({"TEA-01": tea, "CUP-01": cup}, quota=1)
    a_session({"CUP-01": cup}, quota=1)
    path = f"/api/v1/products/{tea.product.slug}/deals"
    GUEST.get(path)  # rules and clock are in the cache from here on

    with django_assert_num_queries(5):
        deals = GUEST.get(path).json()

    (sale,) = deals["flash_sales"]
    assert [item["sku"] for item in sale["items"]] == ["TEA-01"]
    assert [each["id"] for each in deals["group_offers"]] == [str(offer.public_id)]
    assert [each["id"] for each in deals["presales"]] == [str(presale.public_id)]

    GroupOffer.objects.update(ends_at=NOON)
    assert GUEST.get(path).json()["group_offers"] == []
    none = GUEST.get("/api/v1/products/nothing-such/deals").json()
    assert none == {"flash_sales": [], "group_offers": [], "presales": []}


def test_anybody_sees_presales_and_a_member_what_they_have_ordered():
    presale = a_presale()
    order = order_presale(presale, 2)
    token = issue_token(member_id=order.member_id, at=NOON)
    member = APIClient(headers={"Authorization": f"Bearer {token}"})

    (guests,) = GUEST.get("/api/v1/presales").json()
    (members,) = member.get("/api/v1/presales").json()

    assert (guests["mine"], members["mine"]) == (0, 2)
    assert guests | {"mine": 2} == members
    wrong = APIClient(headers={"Authorization": "Bearer wrong"})
    assert wrong.get("/api/v1/presales").status_code == 401


def test_answers_tell_the_shops_time_and_refusals_do_not(settings):
    settings.DEMO = True
    shift(timedelta(days=7))

    assert GUEST.get("/api/v1/presales")["X-Shop-Time"] == "2026-11-18T04:00:00.000+00:00"
    assert "X-Shop-Time" not in GUEST.get("/api/v1/me")
