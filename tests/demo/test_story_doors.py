"""The doors of ``make demo`` against a shop that really serves."""

import pytest
from django.core.management import call_command
from django.core.signals import request_finished

from demo.accounts import SHOPPERS, STAFF
from demo.story.doors.api import Api, Refused
from demo.story.doors.goods import Goods
from demo.story.doors.shopper import Shopper
from demo.story.doors.staff import Staff
from demo.story.report import Report
from demo.story.script import Unexpected
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
