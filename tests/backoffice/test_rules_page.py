"""The page of the rules: what each may be and does, and its new value for orders that are open."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from core.rules import forget_known
from members.roles import Role
from orders.rules import AUTO_RECEIVE
from tests.backoffice.staff import at_work, in_role
from tests.orders.factories import NOON, fresh, in_state
from tests.payments.conftest import eager  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

RULES = "/admin/constance/config/"


@pytest.fixture
def desk():
    # The rules have no table: their content type is made by the first entry of the log, and
    # what another test rolled back must not be remembered.
    ContentType.objects.clear_cache()
    return at_work(in_role(Role.OPERATIONS))


def filled_in(desk, **values):
    """The form as the browser sends it, with the fingerprint of what was shown."""
    shown = re.search(r'name="version" value="(\w+)"', desk.get(RULES).content.decode())
    defaults = {name: row[0] for name, row in settings.CONSTANCE_CONFIG.items()}
    return {"version": shown[1], **defaults, **values}


def value_now():
    forget_known()
    return AUTO_RECEIVE.value


def test_each_rule_says_what_it_may_be_and_what_it_does(desk):
    page = desk.get(RULES).content.decode()

    assert "1-60 days" in page
    assert "A shipped order counts as received after this" in page
    assert page.count("Apply to open orders</button>") == 4


def test_a_value_within_its_range_is_saved_and_one_outside_comes_back(desk):
    desk.post(RULES, filled_in(desk, AUTO_RECEIVE=10))
    assert value_now() == 10
    assert "AUTO_RECEIVE" in LogEntry.objects.get().change_message

    page = desk.post(RULES, filled_in(desk, AUTO_RECEIVE=61)).content.decode()
    assert "less than or equal to 60" in page
    assert value_now() == 10


def test_the_button_has_the_clocks_of_open_orders_reckoned_anew(desk, eager):  # noqa: F811
    order = in_state("shipped")
    AUTO_RECEIVE.change(30)

    answer = desk.post(f"{RULES}AUTO_RECEIVE/apply/", follow=True)

    assert "“Automatic receipt” is being applied to the open orders." in answer.content.decode()
    assert fresh(order).auto_receive_at == NOON + timedelta(days=30)
    assert "AUTO_RECEIVE: applied to open orders" in LogEntry.objects.get().change_message
    assert desk.post(f"{RULES}LOW_STOCK_LEVEL/apply/").status_code == 404
