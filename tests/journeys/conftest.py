"""A small shop that is open: a shopper, goods on the shelf, ways to pay, time that can be moved."""

from collections.abc import Iterator

import pytest

from core.laws import verdicts
from products.models import StockItem
from tests.journeys.doors import Shopper
from tests.orders.factories import a_member, a_shop, an_address
from tests.payments.conftest import (  # noqa: F401  (fixtures)
    channels,
    eager,
    sandbox,
    sandbox_process,
    wechat,
)


@pytest.fixture
def shopper(channels: None, settings) -> Iterator[Shopper]:  # noqa: F811
    """Opposite a shop with ten of each thing; whatever happens between them is lawful."""
    settings.DEMO = True
    a_shop({"TEA-01": 10, "CUP-01": 10})
    member = a_member()
    yield Shopper(member, an_address(member))
    assert [verdict for verdict in verdicts() if verdict.broken] == []


@pytest.fixture
def shelf(shopper: Shopper):
    """``shelf()``: what is on hand and what of it is reserved, by SKU."""
    items = StockItem.objects.order_by("sku__code")
    return lambda: {
        code: (on_hand, reserved)
        for code, on_hand, reserved in items.values_list("sku__code", "on_hand", "reserved")
    }
