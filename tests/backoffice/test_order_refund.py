"""Staff refund a part of an order: who gets what is shown first, and done only as it was shown."""

import re

import pytest
from django.urls import reverse

from payments.models import Refund
from tests.backoffice.staff import at_work, colleague
from tests.orders.factories import status_of
from tests.payments.conftest import channels  # noqa: F401  (a fixture)
from tests.payments.refunding import paid_by_balance, refund_of, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channels")]
MAY = ("orders.view_order", "payments.view_attempt", "payments.request_refund")
TYPED = {"line_1": "1", "destination": "original", "reason": "one was cracked"}


def page_of(order) -> str:
    return reverse("admin:orders_order_refund", args=(order.pk,))


def shown(client, order, typed) -> str:
    """The fingerprint of what the page shows."""
    page = client.post(page_of(order), typed | {"preview": ""}).content.decode()
    found = re.search(r'name="fingerprint" value="([0-9a-f]{32})"', page)
    assert found, page
    return found[1]


def test_what_goes_back_is_shown_to_the_fen_and_then_done():
    order = paid_by_balance({"TEA-01": 3, "TEA-02": 1}, off={1: 1000})
    client = at_work(colleague(*MAY, "payments.grant_goodwill"))
    assert (
        page_of(order)
        in client.get(reverse("admin:orders_order_change", args=(order.pk,))).content.decode()
    )
    typed = TYPED | {"shipping": "on", "goodwill": "5.01"}

    page = client.post(page_of(order), typed | {"preview": ""}).content.decode()
    for figure in ("¥95.66", "¥8.00", "¥108.67"):
        assert figure in page
    assert not Refund.objects.exists()
    done = client.post(
        page_of(order), typed | {"refund": "", "fingerprint": shown(client, order, typed)}
    )

    assert done.url == reverse("admin:orders_order_change", args=(order.pk,))
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason) == (10867, "one was cracked")
    assert rows(refund)[:2] == [("goods", 1, 1, 9566), ("shipping", None, 0, 800)]
    assert "¥108.67" in client.get(done.url).content.decode()
    assert status_of(order) == "awaiting_shipment"


def test_what_was_not_shown_is_not_refunded():
    order = paid_by_balance({"TEA-01": 3})
    client = at_work(colleague(*MAY))
    seen = shown(client, order, TYPED)
    other = TYPED | {"line_1": "2", "goodwill": "5"}  # goodwill is not this person's to give

    page = client.post(page_of(order), other | {"refund": "", "fingerprint": seen})

    text = page.content.decode()
    assert "The refund would be another one now" in text
    assert "¥198.00" in text
    assert not Refund.objects.exists()


def test_what_is_refused_is_said_on_the_page():
    order = paid_by_balance({"TEA-01": 2})
    client = at_work(colleague(*MAY, "payments.grant_goodwill"))
    refund_of(order, {1: 1})

    page = client.post(page_of(order), TYPED | {"goodwill": "500", "preview": ""}).content.decode()

    assert "So much is not left to refund" in page
    assert "fingerprint" not in page
    assert Refund.objects.count() == 1
