"""Coupons, points, cards and codes in a real browser: what a member has, and pays with together."""

from datetime import timedelta

from core.clock import real_now
from marketing.models import CouponTemplate
from marketing.services import make_batch, set_up_mall_item, set_up_template
from members.models import CardBatch, LotSource, Member
from members.selectors import points, stored_value, wallet
from members.services import grant_points, issue_cards, issue_token
from orders.models import Order
from payments.models import Attempt, TopUp
from products.models import Product, Sku
from tests.fixtures.browser import in_a_browser
from tests.orders.factories import STAFF, a_member, an_address
from tests.payments.top_ups import a_top_up
from tests.storefront.phone import Phone, elsewhere
from tests.storefront.test_shop import pay_at_the_cashier

pytestmark = in_a_browser

DAY = timedelta(days=1)


def a_member_with(spendable: int) -> str:
    """A token of a member who has an address, and so many points."""
    member, at = a_member(), real_now()
    an_address(member)
    grant_points(member_id=member.pk, points=spendable, key="thanks", reason="", actor=STAFF, at=at)
    return issue_token(member_id=member.pk, at=at)


def a_coupon_to_claim() -> CouponTemplate:
    at = real_now()
    return set_up_template(
        name="满 150 减 20",
        name_en="20 off from 150",
        kind="fixed",
        amount=2000,
        threshold_amount=15000,
        claimable_from=at - DAY,
        claimable_until=at + DAY,
        valid_days=7,
        actor=STAFF,
        at=at,
    )


def a_card() -> tuple[str, str]:
    """Number and PIN of a card worth 50 yuan."""
    batch = CardBatch.objects.create(
        name="Autumn", count=1, face_amount=5000, source=LotSource.PAID
    )
    (card,) = issue_cards(batch_id=batch.pk, actor=STAFF, at=real_now())
    return card.number, card.pin


def checkout_of(quantity: int) -> str:
    slug = Product.objects.values_list("slug", flat=True).get()
    return f"/checkout?sku=TEA-01&product={slug}&quantity={quantity}"


def splits(phone: Phone, *rows: str) -> None:
    """Waits until the payment is shared like that."""
    phone.tab.wait_for_function(
        "rows => JSON.stringify([...document.querySelectorAll('.shares li')]"
        ".map(row => row.innerText.replace(/\\s+/g, ' '))) === JSON.stringify(rows)",
        arg=list(rows),
    )


def shares_paid() -> list[tuple[str, int, int]]:
    tenders = Attempt.objects.get(status="captured").tenders
    return list(tenders.values_list("method", "amount", "points"))


def test_a_coupon_is_claimed_and_chosen_and_three_ways_of_paying_share_the_rest(phone):
    phone.sign_in(elsewhere(lambda: a_member_with(1000)))
    elsewhere(a_coupon_to_claim)
    number, pin = elsewhere(a_card)
    checkout = elsewhere(lambda: checkout_of(2))

    # what is offered becomes the member's
    phone.open("/coupons")
    phone.press("Claim")
    phone.sees("Claimed")
    phone.open("/cards/new")
    phone.write("Card number", number)
    phone.write("PIN", "NOT-THE-PIN")
    phone.press("Bind")
    phone.sees("There is no card with this number and this PIN. Check both.")
    phone.write("PIN", pin)
    phone.press("Bind")
    phone.sees("¥50.00 are on your stored value")

    # the coupon is used by itself, dropped, and taken again
    phone.open(checkout)
    phone.press("Coupons -¥20.00")
    phone.switch("20 off from 150")
    phone.press("Order without coupons")
    phone.press("Coupons Not used")
    phone.switch("20 off from 150")
    phone.press("Use them: -¥20.00")
    phone.press("Place the order, ¥186.00")

    # points, stored value and WeChat Pay, each its share; then a change of mind
    phone.switch("Points")
    phone.switch("Stored value")
    splits(phone, "Points 1,000 points ¥10.00", "Stored value ¥50.00", "微 WeChat Pay ¥126.00")
    phone.press("Pay ¥186.00")
    phone.press("Pay another way")
    splits(phone, "Points 1,000 points ¥10.00", "Stored value ¥50.00", "微 WeChat Pay ¥126.00")
    phone.switch("Points")
    splits(phone, "Stored value ¥50.00", "微 WeChat Pay ¥136.00")
    phone.press("Pay ¥186.00")
    pay_at_the_cashier(phone)
    phone.sees("Paid")

    assert elsewhere(shares_paid) == [("stored_value", 5000, 0), ("wechat", 13600, 0)]
    assert elsewhere(what_is_left) == (1000, 0)


def what_is_left() -> tuple[int, int]:
    member = Member.objects.get()
    return points(member.pk).available, stored_value(member.pk).available


def test_points_buy_in_the_mall_and_a_code_becomes_an_order_with_nothing_to_pay(phone):
    phone.sign_in(elsewhere(lambda: a_member_with(5000)))
    code = elsewhere(offers_without_money)

    # two pieces for points alone
    phone.open("/mall")
    phone.tab.locator(".mall-item").get_by_text("Redeem").click()
    phone.press("One more")
    phone.press("Redeem for 4,000 points")
    phone.press("Place the order, 4,000 points + ¥8.00")
    splits(phone, "Points 4,000 points", "微 WeChat Pay ¥8.00")
    phone.press("Pay 4,000 points + ¥8.00")
    pay_at_the_cashier(phone)
    phone.sees("Paid")
    assert elsewhere(shares_paid) == [("points", 0, 4000), ("wechat", 800, 0)]

    # a code that is wrong, then one that is good for goods
    phone.open("/exchange")
    phone.write("Exchange code", "WRONG")
    phone.press("Redeem")
    phone.sees("There is no such code, or it is used or over. Check what you typed.")
    phone.write("Exchange code", code)
    phone.press("Redeem")
    phone.sees("Nothing to pay, delivered free")
    phone.press("Order with this code")
    phone.sees("Paid")
    assert elsewhere(lambda: Order.objects.latest("pk").entry_point) == "coupon"

    # and all of it is on the statement
    phone.open("/wallet/statement?of=points")
    phone.sees("-4,000")
    phone.sees("+5,000")


def offers_without_money() -> str:
    """The tea for 2,000 points, and a code that is good for one."""
    sku, at = Sku.objects.get(code="TEA-01"), real_now()
    set_up_mall_item(
        sku=sku,
        points=2000,
        cash_amount=0,
        quota=5,
        per_member_limit=2,
        starts_at=at - DAY,
        ends_at=at + DAY,
        actor=STAFF,
        at=at,
    )
    window = {"valid_from": at - DAY, "valid_until": at + DAY}
    terms = {"name": "礼盒", "sku": sku, "quantity": 1, "count": 1, "ships_free": True} | window
    return make_batch(actor=STAFF, at=at, **terms)[1][0]


def test_a_top_up_is_paid_like_an_order_and_stands_on_the_balance(phone):
    phone.sign_in(elsewhere(lambda: a_member_with(100)))

    phone.open("/wallet")
    phone.press("Top up")
    phone.write("Another amount", "88.8")
    phone.press("Top up ¥88.80")
    phone.press("Pay ¥88.80")
    pay_at_the_cashier(phone)
    phone.sees("It is in your wallet.")

    phone.open("/wallet/statement")
    phone.sees("+¥88.80")
    assert elsewhere(lambda: wallet(Member.objects.get().pk).available) == 8880


def test_each_top_up_that_waits_to_be_paid_is_shown_and_can_be_given_up(phone):
    phone.sign_in(elsewhere(lambda: a_member_with(100)))
    elsewhere(lambda: [a_top_up(Member.objects.get(), amount) for amount in (10_000, 20_000)])

    phone.open("/wallet")
    phone.sees("Top-up of ¥200.00 to be paid")
    phone.press("Cancel the top-up of ¥100.00")
    phone.press("Cancel it")
    phone.tab.get_by_text("Top-up of ¥100.00 to be paid").wait_for(state="detached")

    phone.sees("Top-up of ¥200.00 to be paid")
    closed = elsewhere(lambda: list(TopUp.objects.filter(status="closed")))
    assert [top_up.amount for top_up in closed] == [10_000]


def test_a_pin_is_written_down_nowhere(phone):
    phone.sign_in(elsewhere(lambda: a_member_with(100)))
    phone.tab.route("**/api/v1/me/cards", lambda route: route.abort())

    phone.open("/cards/new")
    phone.write("Card number", "1234567890123456")
    phone.write("PIN", "THE-SECRET-PIN")
    phone.press("Bind")
    phone.tab.locator(".toast").first.wait_for()

    assert "SECRET" not in phone.tab.evaluate("JSON.stringify(sessionStorage)")
    assert "SECRET" not in phone.tab.evaluate("JSON.stringify(localStorage)")
