"""The shop in a real browser, from "Buy now" to Completed; nothing but the public API behind it."""

from datetime import timedelta

from core.clock import shift
from members.models import Member
from members.roles import Role
from members.selectors import wallet
from members.services import set_password
from orders.models import Order
from orders.tasks import sweep_completions
from products.models import Product, Sku
from tests.fixtures.browser import in_a_browser
from tests.journeys.doors import Desk
from tests.orders.factories import NOON, a_member, an_address
from tests.payments.factories import with_balance
from tests.storefront.phone import Phone, elsewhere

pytestmark = in_a_browser


def a_member_with_password() -> None:
    member = a_member("13800000001")
    an_address(member)
    with_balance(50_000, member)
    set_password(member_id=member.pk, password="dingdan-demo", keep_token_id=0, at=NOON)


def product_page() -> str:
    slug: str = elsewhere(lambda: Product.objects.values_list("slug", flat=True).get())
    return f"/products/{slug}"


def pay_at_the_cashier(phone: Phone) -> None:
    """The payer's phone, played by the sandbox: scans the code and presses "pay"."""
    with phone.tab.context.expect_page() as opened:
        phone.press("No phone? Open the sandbox's cashier")
    opened.value.click("button[value=pay]")
    opened.value.close()


def test_bought_now_by_a_newcomer_and_paid_by_wechat_to_the_end(phone, relay):
    phone.open(product_page())
    phone.press("Buy now")

    # a newcomer signs in, and writes down an address
    phone.write("Phone", "13912345678")
    phone.press("Get a code")
    phone.tab.locator(".code").wait_for()
    phone.press("Sign in")
    phone.press("New address")
    phone.write("Recipient", "王小明")
    phone.write("Phone", "13912345678")
    phone.press("Region")
    for division in ("上海市", "黄浦区"):
        phone.press(division)
    phone.write("Street, house, door", "南京东路1号")
    phone.press("Save")

    # the quote, the order, the code
    phone.press("Place the order, ¥107.00")
    phone.tab.get_by_label("WeChat Pay").check(force=True)
    phone.press("Pay ¥107.00")
    pay_at_the_cashier(phone)
    phone.sees("Paid")

    # staff ship it
    order = elsewhere(lambda: (relay(), Order.objects.get())[1])
    elsewhere(lambda: (Desk(Role.OPERATIONS).ship(order.number, "SF1000000000001"), relay()))
    phone.press("See the order")
    phone.sees("SF1000000000001")
    phone.press("Confirm receipt")
    phone.tab.locator("dialog").get_by_role("button", name="Confirm receipt").click()
    phone.tab.locator(".order-head", has_text="Received").wait_for()

    # the time to send it back is over
    elsewhere(lambda: (shift(timedelta(days=7)), sweep_completions(), True))
    phone.open("/orders?status=completed")
    phone.tab.locator(".order-card", has_text=order.number).wait_for()
    phone.sees("Completed")


def test_collected_as_a_guest_ordered_at_a_price_that_was_seen_and_paid_once(phone):
    elsewhere(a_member_with_password)
    phone.open(product_page())
    phone.press("Add to cart")
    phone.press("Cart 1")
    phone.press("One more")
    phone.press("Check out, ¥198.00")

    # signing in brings the cart along
    phone.press("With a password")
    phone.write("Phone", "13800000001")
    phone.write("Password", "dingdan-demo")
    phone.press("Sign in")
    phone.press("Check out, ¥198.00")

    # the price rises behind the shopper's back
    phone.tab.get_by_role("button", name="Place the order, ¥206.00").wait_for()
    elsewhere(lambda: Sku.objects.update(list_price_amount=10900))
    phone.press("Place the order, ¥206.00")
    phone.sees("The price has changed")
    assert elsewhere(lambda: [Order.objects.count()]) == [0]
    phone.press("Order for ¥226.00")

    # out of reach when the button is pressed, and pressed twice when it is not
    pay = phone.tab.get_by_role("button", name="Pay ¥226.00")
    pay.wait_for()
    phone.tab.context.set_offline(True)
    pay.click()
    phone.sees("No connection to the shop. Check your network and try again.")
    phone.tab.context.set_offline(False)
    pay.dblclick()
    phone.sees("Paid")

    assert elsewhere(money_and_orders) == (50_000 - 22_600, ["awaiting_shipment"])
    phone.press("See the order")
    phone.press("Buy again")
    phone.is_at("/cart")


def money_and_orders() -> tuple[int, list[str]]:
    member = Member.objects.get()
    return wallet(member.pk).available, list(Order.objects.values_list("status", flat=True))
