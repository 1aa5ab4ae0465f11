"""The pages in a real browser: they render without an error and the dialog does its work."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from members.models import StaffUser
from tests.fixtures.browser import LAUNCH, in_a_browser
from tests.logistics.factories import planned
from tests.logistics.figures import labels
from tests.orders.factories import in_state, status_of

pytestmark = in_a_browser


@contextmanager
def signed_in_tab(site: str, *, width: int) -> Iterator[Any]:
    """A superuser's tab; an error in its console fails the test. No ORM while it is open."""
    from playwright.sync_api import sync_playwright

    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**LAUNCH)
        context = browser.new_context(locale="en-US", viewport={"width": width, "height": 844})
        tab = context.new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("console", lambda said: errors.extend([said.text] * (said.type == "error")))
        tab.goto(f"{site}/admin/login/")
        tab.fill("#id_username", "chief")
        tab.fill("#id_password", "correct horse")
        tab.press("#id_password", "Enter")
        tab.wait_for_selector(".dd-home")
        yield tab
        browser.close()
    assert errors == []


@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
def test_an_order_is_opened_from_the_list_and_cancelled_by_its_dialog(live_server, width):
    StaffUser.objects.create_superuser("chief", "chief@example.com", "correct horse")
    order = in_state("pending_payment")

    with signed_in_tab(live_server.url, width=width) as tab:
        tab.goto(f"{live_server.url}/admin/orders/order/")
        tab.click(f"text={order.number}")
        tab.click("button:has-text('Cancel order')")
        tab.fill("dialog[open] textarea", "ordered twice")
        tab.click("dialog[open] button[type=submit]")
        tab.wait_for_selector(f"text=Order {order.number} is cancelled.")
        shown = tab.locator(".dd-header .dd-state").inner_text()
        page_width = tab.evaluate("document.documentElement.scrollWidth")

    assert shown == "Closed"
    assert page_width <= width
    assert status_of(order) == "closed"


def test_a_parcel_is_shipped_from_the_desk(live_server):
    StaffUser.objects.create_superuser("chief", "chief@example.com", "correct horse")
    (parcel,) = planned()

    with signed_in_tab(live_server.url, width=1280) as tab:
        tab.goto(f"{live_server.url}/admin/logistics/shipment/")
        tab.click("#result_list a:has-text('Ship')")
        tab.select_option("select[name=courier]", "shunfeng")
        tab.fill("input[name=tracking_number]", "sf1000000000001")
        tab.click("form button:has-text('Ship')")
        tab.wait_for_selector(f"text=Parcel {parcel.number} is shipped.")
        tab.goto(f"{live_server.url}/admin/logistics/shipment/?stage=underway")
        shown = tab.locator("#result_list").inner_text()
        page_width = tab.evaluate("document.documentElement.scrollWidth")

    assert "SF Express SF1000000000001" in shown
    assert page_width <= 1280
    assert labels(parcel) == [("shunfeng", "SF1000000000001")]
