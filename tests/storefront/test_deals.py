"""Flash sales, group buys and presales in a real browser, from the home page to what was paid."""

from datetime import timedelta

from core.clock import real_now, shift
from marketing.models import FlashItem, GroupOffer, GroupTeam
from members.models import Member
from members.services import issue_token
from orders.models import Order
from payments.services import Way, forfeit_unpaid_balance, start_payment
from products.models import Sku
from tests.fixtures.browser import in_a_browser
from tests.marketing.flash import a_session
from tests.marketing.flash import buy as buy_in_the_sale
from tests.marketing.group_buys import a_team, buy, paid, team_of
from tests.marketing.presales import OPENS, a_presale, order_presale
from tests.orders.factories import NOON, a_member, an_address
from tests.payments.factories import with_balance
from tests.storefront.phone import Phone, elsewhere

pytestmark = in_a_browser


def a_shopper(phone: Phone) -> None:
    """Signed in on the phone, with an address and 1000 yuan."""

    def open_account() -> str:
        member = a_member("13800000001")
        an_address(member)
        with_balance(100_000, member)
        return issue_token(member_id=member.pk, at=real_now())

    phone.sign_in(elsewhere(open_account))


def status_and_deal() -> tuple[str, str]:
    order = Order.objects.get(member__phone="13800000001")
    return order.status, order.deal_kind


def test_a_presale_is_paid_in_two_instalments_each_in_its_time(phone):
    a_shopper(phone)
    elsewhere(lambda: a_presale(at=real_now()))
    phone.open("/presales")
    phone.tab.locator(".deal").click()
    phone.press("Pay the deposit ¥50.00")
    phone.tab.locator("dialog").get_by_role("button", name="Pay the deposit").click()
    phone.press("Place the order, ¥50.00")
    phone.press("Pay ¥50.00")
    phone.sees("Deposit paid")
    phone.press("See the order")
    phone.tab.locator(".instalment.is-ahead", has_text="¥408.00").wait_for()
    assert elsewhere(status_and_deal) == ("pending_payment", "presale")

    # the time has come for the balance
    elsewhere(lambda: shift(OPENS - NOON))
    phone.tab.reload()
    phone.press("Pay the balance")
    phone.press("Pay ¥408.00")
    phone.sees("Paid")
    assert elsewhere(status_and_deal) == ("awaiting_shipment", "presale")


def test_a_team_is_opened_shared_with_a_friend_and_left(phone):
    a_shopper(phone)
    offer = elsewhere(a_group_offer)
    phone.open("/groups")
    phone.tab.locator(".deal").click()
    phone.press("¥69.00 Open a team")
    phone.tab.locator("dialog").get_by_role("button", name="Open a team").click()
    phone.press("Place the order, ¥77.00")
    phone.press("Pay ¥77.00")
    phone.press("See the order")
    phone.sees("2 more to go")

    # a friend follows the link, and pays
    code = elsewhere(lambda: GroupTeam.objects.get().number)
    elsewhere(lambda: a_friend_joins(offer))
    phone.open(f"/teams/{code}")
    phone.sees("One more and it is complete")

    phone.press("See the order")
    phone.press("Leave the team")
    phone.tab.locator("dialog").get_by_role("button", name="Leave the team").click()
    phone.tab.locator(".order-head", has_text="Refunded").wait_for()
    assert elsewhere(status_and_deal) == ("refunded", "group_buy")
    assert elsewhere(lambda: [GroupTeam.objects.get().seats_taken]) == [1]


def a_group_offer() -> GroupOffer:
    now, tea = real_now(), Sku.objects.get(code="TEA-01")
    offer = GroupOffer.objects.create(
        name="三人团",
        name_en="Tea for three",
        product=tea.product,
        team_size=3,
        opens_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1),
        limit_per_member=2,
    )
    offer.prices.create(sku=tea, price_amount=6900)
    return offer


def a_friend_joins(offer: GroupOffer) -> Order:
    team = team_of(Order.objects.get())
    return paid(buy(offer, team=team, at=real_now()), at=real_now())


def test_a_flash_sale_is_entered_at_home_bought_and_seen_to_sell_out(phone):
    a_shopper(phone)
    tea = elsewhere(lambda: Sku.objects.get(code="TEA-01"))
    elsewhere(lambda: a_session({"TEA-01": tea}, at=real_now(), quota=2))
    phone.open("/")
    phone.tab.locator(".flash-strip a").first.click()
    phone.sees("0% taken")

    phone.tab.get_by_role("button", name="Buy now: ").click()
    phone.press("Place the order, ¥27.00")
    phone.press("Pay ¥27.00")
    phone.sees("Paid")
    assert elsewhere(status_and_deal) == ("awaiting_shipment", "flash_sale")

    phone.open("/flash")
    phone.sees("50% taken")
    elsewhere(somebody_buys_the_last)
    phone.sees("Sold out")


def somebody_buys_the_last() -> Order:
    return buy_in_the_sale(FlashItem.objects.get(), a_member("13800000009"), at=real_now())


def test_what_is_said_of_a_payment_is_what_became_of_the_order(phone):
    a_shopper(phone)
    last, forfeited = elsewhere(the_last_seat_and_a_forfeited_presale)

    phone.open(f"/orders/{last}/paying")
    phone.sees("We pack it and tell you when it is on its way.")

    phone.open(f"/orders/{forfeited}/paying")
    phone.sees("The balance was not paid in time: the deposit stays with the shop.")


def the_last_seat_and_a_forfeited_presale() -> tuple[str, str]:
    """The numbers of an order that completed its team, and of one whose balance never came."""
    member, at = Member.objects.get(), real_now()
    team = a_team(a_group_offer(), paid=2, at=at)
    last = paid(buy(team.offer, team=team, member=member, at=at), at=at)
    forfeited = order_presale(a_presale(at=at), member=member, at=at)
    start_payment(order_id=forfeited.pk, way=Way(("balance",)), actor=member.actor, at=at)
    forfeit_unpaid_balance(
        order_id=forfeited.pk, reason="balance timeout", actor=member.actor, at=at + timedelta(1)
    )
    return last.number, forfeited.number


def test_a_look_at_a_sale_leaves_the_focus_on_the_article_that_it_was_on(phone):
    a_shopper(phone)
    skus = elsewhere(lambda: {sku.code: sku for sku in Sku.objects.all()})
    elsewhere(lambda: a_session(skus, at=real_now(), quota=2))
    phone.open("/flash")
    phone.tab.get_by_role("button", name="Buy now: ").last.focus()
    before = phone.tab.evaluate("document.activeElement.id")
    untouched = phone.tab.locator(".deal button").first.element_handle()

    elsewhere(lambda: one_is_bought(before.removeprefix("buy-")))
    phone.sees("50% taken")

    assert phone.tab.evaluate("document.activeElement.id") == before
    assert untouched.evaluate("node => node.isConnected")


def one_is_bought(public_id: str) -> Order:
    item = FlashItem.objects.get(public_id=public_id)
    return buy_in_the_sale(item, a_member("13800000009"), at=real_now())
