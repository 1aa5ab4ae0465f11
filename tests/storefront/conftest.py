"""A shop that is open: goods, ways to pay that can be reached, and a phone to shop with."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.orders.factories import a_shop
from tests.payments.conftest import (  # noqa: F401  (fixtures)
    channels,
    reachable,
    sandbox,
    sandbox_process,
)
from tests.storefront.phone import Phone


@pytest.fixture
def phone(reachable, live_server, settings) -> Iterator[Any]:  # noqa: F811
    """A phone on which /shop/ can be opened, in a shop with ten of each thing.

    Not one error may be written to its console.
    """
    settings.SANDBOX_URL = reachable.base_url
    a_shop({"TEA-01": 10, "CUP-01": 10})
    with Phone.switched_on(f"{live_server.url}/shop/") as phone:
        yield phone
    assert phone.errors == []
