"""Staff set up group offers, watch their teams, and complete or cancel them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketing.models import GroupOffer, PromotionChange
from members.roles import Role
from tests.backoffice.staff import at_work, in_role
from tests.marketing.group_buys import a_team, an_offer, broken_laws, standing
from tests.orders.factories import NOON, a_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(time_machine) -> Client:
    time_machine.move_to(NOON, tick=False)
    return at_work(in_role(Role.OPERATIONS))


def typed(product_id: int, prices: list[tuple[str, str]], **fields: object) -> dict[str, object]:
    """The form of an offer as it is sent."""
    rows = {
        f"prices-{row}-{name}": value
        for row, (code, amount) in enumerate(prices)
        for name, value in {"sku_code": code, "price_amount": amount, "id": ""}.items()
    }
    return {
        "name": "三人团",
        "name_en": "Tea for three",
        "product": product_id,
        "team_size": 3,
        "form_within": 12,
        "opens_at_0": "2026-11-01",
        "opens_at_1": "00:00:00",
        "ends_at_0": "2026-12-01",
        "ends_at_1": "00:00:00",
        "virtual_completion": "by_staff",
        "prices-TOTAL_FORMS": len(prices),
        "prices-INITIAL_FORMS": 0,
        **rows,
        **fields,
    }


def test_an_offer_is_set_up_with_its_prices_and_changed(desk):
    product = a_shop({"TEA-01": 5, "TEA-02": 5})["TEA-01"].product
    add = reverse("admin:marketing_groupoffer_add")
    assert desk.get(add).status_code == 200

    answer = desk.post(add, typed(product.pk, [("TEA-01", "69"), ("TEA-02", "79")]))

    assert answer.status_code == 302
    offer = GroupOffer.objects.get()
    assert (offer.team_size, offer.form_within) == (3, timedelta(hours=12))
    assert dict(offer.prices.values_list("sku__code", "price_amount")) == {
        "TEA-01": 6900,
        "TEA-02": 7900,
    }
    page = reverse("admin:marketing_groupoffer_change", args=[offer.pk])
    assert "TEA-02" in desk.get(page).content.decode()
    first, second = offer.prices.order_by("pk")
    change = typed(product.pk, [("TEA-01", "65"), ("TEA-02", "79.00")], form_within="")
    change |= {"prices-INITIAL_FORMS": 2, "prices-0-id": first.pk, "prices-1-id": second.pk}
    change |= {"prices-1-DELETE": "on", "prices-0-offer": offer.pk, "prices-1-offer": offer.pk}

    assert desk.post(page, change).status_code == 302

    offer = GroupOffer.objects.get()
    assert (offer.form_within, offer.taken_quantity) == (None, 0)
    assert dict(offer.prices.values_list("sku__code", "price_amount")) == {"TEA-01": 6500}
    born, changed = PromotionChange.objects.order_by("pk")
    assert born.after["prices"] == {"TEA-01": 6900, "TEA-02": 7900}
    assert (changed.before["prices"], changed.after["prices"]) == (
        {"TEA-01": 6900, "TEA-02": 7900},
        {"TEA-01": 6500},
    )
    assert (
        "Tea for three"
        in desk.get(reverse("admin:marketing_groupoffer_changelist")).content.decode()
    )


@pytest.mark.parametrize(
    ("prices", "fields"),
    [
        ([], {}),
        ([("TEA-09", 100)], {}),
        ([("TEA-01", 0)], {}),
        ([("TEA-01", 100), ("TEA-01", 200)], {}),
        ([("TEA-01", 100)], {"team_size": 1}),
        ([("TEA-01", 100)], {"ends_at_0": "2026-11-01"}),
    ],
)
def test_an_offer_that_is_none_is_refused_in_its_form(desk, prices, fields):
    product = a_shop()["TEA-01"].product
    answer = desk.post(
        reverse("admin:marketing_groupoffer_add"), typed(product.pk, prices, **fields)
    )
    assert answer.status_code == 200
    assert not GroupOffer.objects.exists()


def test_a_team_is_watched_completed_and_cancelled(desk):
    offer = an_offer(virtual_completion="by_staff")
    team, other = a_team(offer, paid=2), a_team(offer)
    listing = desk.get(reverse("admin:marketing_groupteam_changelist")).content.decode()
    assert team.number in listing
    assert "2/3" in listing
    page = reverse("admin:marketing_groupteam_change", args=[team.pk])
    assert team.seats.first().order_number in desk.get(page).content.decode()

    sent = {"_form_submitted": "on"}
    desk.post(reverse("admin:marketing_groupteam_complete", args=[team.pk]), sent)
    why = sent | {"reason": "out of tea"}
    desk.post(reverse("admin:marketing_groupteam_cancel", args=[other.pk]), why)

    assert standing(team) == ("formed", 2, 2)
    assert standing(other)[0] == "failed"
    assert other.events.get(name="fail").reason == "out of tea"
    assert broken_laws() == []


def test_customer_service_watches_teams_and_settles_none():
    team = a_team(an_offer(virtual_completion="by_staff"))
    service = at_work(in_role(Role.CUSTOMER_SERVICE))
    assert service.get(reverse("admin:marketing_groupteam_changelist")).status_code == 200
    done = service.post(reverse("admin:marketing_groupteam_complete", args=[team.pk]))
    assert done.status_code == 403
    assert standing(team) == ("forming", 1, 1)
