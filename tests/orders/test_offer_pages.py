"""Staff set up presales and the points mall, watch what is paid, and give a presale up."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketing.models import MallItem, Presale, PromotionChange
from members.roles import Role
from tests.backoffice.staff import at_work, in_role
from tests.marketing.presales import a_presale, capture_next, order_presale
from tests.orders.factories import NOON, a_shop

pytestmark = pytest.mark.django_db

_DAYS = {"starts_at": 1, "ends_at": 10, "balance_opens_at": 11, "balance_due_at": 12}


@pytest.fixture
def desk(time_machine) -> Client:
    time_machine.move_to(NOON, tick=False)
    return at_work(in_role(Role.OPERATIONS))


def typed(**fields: Any) -> dict[str, Any]:
    """The form of a presale as it is sent."""
    times = {f"{name}_0": f"2026-11-{day:02}" for name, day in _DAYS.items()}
    return {
        "name": "新茶预售",
        "sku_code": "TEA-01",
        "price_amount": "500",
        "deposit_amount": "50",
        "deposit_worth_amount": "100",
        **times,
        **{f"{name}_1": "12:00:00" for name in _DAYS},
        "quota": 5,
        "per_member_limit": 2,
        "claims-TOTAL_FORMS": 0,
        "claims-INITIAL_FORMS": 0,
        **fields,
    }


def test_a_presale_is_set_up_changed_while_nobody_has_ordered_and_logged(desk):
    a_shop()
    add = reverse("admin:marketing_presale_add")
    assert desk.get(add).status_code == 200

    assert desk.post(add, typed()).status_code == 302

    presale = Presale.objects.get()
    assert (presale.sku.code, presale.price_amount, presale.deposit_amount) == (
        "TEA-01",
        500_00,
        50_00,
    )
    page = reverse("admin:marketing_presale_change", args=[presale.pk])
    assert desk.post(page, typed(price_amount="480")).status_code == 302
    assert Presale.objects.get().price_amount == 480_00
    assert PromotionChange.objects.filter(kind="marketing.presale").count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"sku_code": "TEA-99"},
        {"deposit_amount": "0"},
        {"deposit_worth_amount": "500"},
        {"deposit_worth_amount": "49.99"},
        {"ends_at_0": "2026-11-01"},
        {"balance_opens_at_0": "2026-11-09"},
        {"balance_due_at_0": "2026-11-11"},
        {"per_member_limit": 6},
    ],
)
def test_what_cannot_be_is_told_at_its_field(desk, wrong):
    a_shop()

    answer = desk.post(reverse("admin:marketing_presale_add"), typed(**wrong))

    assert answer.status_code == 200
    (field,) = answer.context["adminform"].form.errors
    assert field == next(iter(wrong)).removesuffix("_0")
    assert not Presale.objects.exists()


def test_claims_deposits_and_balances_are_drawn_and_what_orders_rely_on_stays(desk):
    presale = a_presale()
    order_presale(presale)
    capture_next(order_presale(presale, 2), at=NOON)
    page = reverse("admin:marketing_presale_change", args=[presale.pk])

    listed = desk.get(reverse("admin:marketing_presale_changelist")).content.decode()
    shown = desk.get(page).content.decode()

    assert "0 / 2 / 5" in listed
    assert 'title="deposit paid 2"' in shown
    assert 'title="to be paid 1"' in shown
    assert 'name="price_amount"' not in shown
    assert desk.post(page, typed(quota=2)).status_code == 200
    assert desk.post(page, typed(quota=50, price_amount="1")).status_code == 302
    changed = Presale.objects.get()
    assert (changed.quota, changed.price_amount) == (50, 500_00)


def test_a_presale_is_given_up_with_a_reason(desk):
    presale = a_presale()
    capture_next(order_presale(presale), at=NOON)
    page = reverse("admin:marketing_presale_change", args=[presale.pk])
    assert "Give it up" in desk.get(page).content.decode()

    answer = desk.post(
        reverse("admin:marketing_presale_fail", args=[presale.pk]),
        {"_form_submitted": "on", "reason": "frost"},
    )

    assert answer.headers["HX-Redirect"] == page
    assert Presale.objects.get().withdrawn_reason == "frost"
    assert "1 deposit goes back" in desk.get(page).content.decode()
    assert Client().get(page).status_code == 302


def test_a_points_mall_item_is_set_up_and_its_price_changed(desk):
    a_shop()
    wanted = typed(points=2000, cash_amount="9.90")

    assert desk.post(reverse("admin:marketing_mallitem_add"), wanted).status_code == 302

    item = MallItem.objects.get()
    assert (item.points, item.cash_amount) == (2000, 9_90)
    page = reverse("admin:marketing_mallitem_change", args=[item.pk])
    assert desk.post(page, wanted | {"points": 1800}).status_code == 302
    assert MallItem.objects.get().points == 1800
    assert (
        "1800 points" in desk.get(reverse("admin:marketing_mallitem_changelist")).content.decode()
    )
