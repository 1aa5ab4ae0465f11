"""The doors of ``make demo`` against a shop that really serves."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.signals import request_finished

from demo.accounts import SHOPPERS, STAFF
from demo.story.doors.api import Api, Refused
from demo.story.doors.crowd import Crowd
from demo.story.doors.goods import Goods, Offer
from demo.story.doors.promoter import Promoter
from demo.story.doors.shopper import Shopper
from demo.story.doors.staff import Staff
from demo.story.doors.treasurer import Treasurer
from demo.story.report import Report
from demo.story.script import Unexpected
from members.rules import POINTS_DEBT
from orders.models import Order
from tests.races import close_caches

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop_url(live_server):
    call_command("load_demo", stdout=None)
    request_finished.connect(_close_caches)
    yield live_server.url
    request_finished.disconnect(_close_caches)


def _close_caches(**_sent):
    close_caches()


def test_a_new_shopper_signs_in_looks_around_and_buys_once_however_often_she_presses(shop_url):
    api_url = f"{shop_url}/api/v1"
    shopper = Shopper.by_code(api_url, "19900000001", Report(total=1))
    window = Api(api_url, language="zh-Hans")
    goods = next(Goods.on_sale(window, at_least=5))
    before = goods.available(window)

    order = shopper.buys(goods, quantity=2, presses=3)

    assert list(Order.objects.values_list("number", "status")) == [
        (order.number, "pending_payment")
    ]
    assert goods.available(window) == before - 2
    assert shopper.pocket(order) == ({}, {})
    shopper.cancels(order)
    assert order.status == "closed"
    assert goods.available(window) == before
    with pytest.raises(Refused, match=r"order\.transition_not_allowed"):
        shopper.cancels(order)


def test_a_known_shopper_and_staff_sign_in_and_nobody_with_a_wrong_password(shop_url):
    shopper, staff, report = SHOPPERS[0], STAFF[0], Report(total=1)

    Shopper.by_password(f"{shop_url}/api/v1", shopper.sign_in, shopper.password, report)
    Staff(shop_url, staff.sign_in, staff.password, report)

    with pytest.raises(Unexpected, match="cannot sign in to the back office"):
        Staff(shop_url, staff.sign_in, "guessed", report)
    with pytest.raises(Refused):
        Shopper.by_password(f"{shop_url}/api/v1", shopper.sign_in, "guessed", report)


def test_staff_set_up_offers_and_fill_wallets_by_the_pages_of_the_back_office(shop_url):
    api_url, report = f"{shop_url}/api/v1", Report(total=1)
    shopper = Shopper.by_code(api_url, "19900000001", report)
    by_group = {each.group: each for each in STAFF}
    ops, finance = by_group["operations"], by_group["finance"]
    promoter = Promoter(shop_url, ops.sign_in, ops.password, report)
    treasurer = Treasurer(shop_url, finance.sign_in, finance.password, report)
    goods = next(Goods.on_sale(shopper.api, at_least=10))

    assert promoter.sets_rules(POINTS_PER_YUAN_EARNED=2) == {"POINTS_PER_YUAN_EARNED": 1}
    promoter.sets_up_presale(
        goods, amount=19_90, deposit=5_00, worth=6_00, opens=timedelta(hours=8)
    )
    code = promoter.prints_exchange_code(goods)
    treasurer.gives_points(shopper, 100)
    treasurer.gives_balance(shopper, 20_00)
    shopper.binds_card(treasurer.issues_card(50_00))

    wallet = shopper.api.get("/me/wallet")
    assert (shopper.balance(), wallet["points"]["available"]) == (20_00, 100)
    assert shopper.stored_value() == 50_00
    order = shopper.buys(goods, offer=Offer.of("presale", goods, shopper.api))
    assert order.payable_amount - order.read()["shipping"]["amount"] == 18_90
    assert shopper.exchanges(code).payable_amount == 0
    assert POINTS_DEBT.value is True  # a switch that the page shows as on stays on
    with pytest.raises(Unexpected, match="is refused at"):
        promoter.sets_up_flash_sale(goods, amount=0, pieces=10)


def test_a_crowd_presses_at_once_and_has_what_there_is(shop_url):
    api_url, report = f"{shop_url}/api/v1", Report(total=1)
    ops = next(each for each in STAFF if each.group == "operations")
    goods = next(Goods.on_sale(Api(api_url), at_least=10))
    promoter = Promoter(shop_url, ops.sign_in, ops.password, report)
    promoter.sets_up_flash_sale(goods, amount=9_90, pieces=2)
    crowd = Crowd(api_url, [f"1990000000{number}" for number in range(4)], report)

    orders, refusals = crowd.rushes(goods, Offer.of("flash_sale", goods, Api(api_url)))

    assert refusals == ["flash_sale.sold_out"] * 2
    assert sorted(Order.objects.values_list("number", flat=True)) == sorted(
        each.number for each in orders
    )
