"""The promotion calendar: what runs when, and what does not go together."""

from datetime import timedelta

import pytest

from marketing.pricing import Scope
from marketing.selectors.calendar import Clash, Entry, conflicts, promotions_between
from marketing.services import end_flash_sale, set_up_mall_item
from products.models import Sku
from tests.marketing.flash import STAFF, a_session
from tests.marketing.group_buys import an_offer
from tests.marketing.presales import a_presale
from tests.marketing.promotions import a_reduction
from tests.orders.factories import NOON, a_shop

DAY = timedelta(days=1)
WEEK = 7 * DAY
TEA, CUPS = Scope(sku_codes=frozenset({"TEA"})), Scope(sku_codes=frozenset({"CUPS"}))


def entry(name, scope=TEA, first=0, days=1, **more):
    starts_at = NOON + first * DAY
    return Entry("", name, starts_at, starts_at + days * DAY, scope, ("", 0), **more)


@pytest.mark.django_db
def test_shows_what_runs_at_some_moment_of_it_in_the_order_of_its_start():
    a_shop({"TEA-01": 1})
    step = (30_000, 4_000)
    later = a_reduction(
        step, name="B", starts_at=NOON, stacking_group="spring", sku_codes=["TEA-01"]
    )
    a_reduction(step, name="A", exclusive=True)
    a_reduction(step, is_enabled=False)
    a_reduction(step, starts_at=NOON + WEEK, ends_at=NOON + 2 * WEEK)

    first, second = promotions_between(NOON, NOON + WEEK)

    assert (first.name, first.exclusive, first.scope) == ("A", True, Scope())
    assert second.page == ("admin:marketing_fullreductionoffer_change", later.pk)
    assert (second.stacking_group, second.scope) == (
        "spring",
        Scope(sku_codes=frozenset({"TEA-01"})),
    )


@pytest.mark.django_db
def test_every_kind_of_deal_stands_on_it_until_it_is_over():
    group = an_offer()
    skus = {"TEA-01": Sku.objects.get(code="TEA-01")}
    presale, flash = a_presale(), a_session(skus, ends_at=NOON + 2 * DAY)
    points = set_up_mall_item(
        sku=skus["TEA-01"],
        points=100,
        quota=1,
        starts_at=NOON,
        ends_at=NOON + DAY,
        actor=STAFF,
        at=NOON,
    )
    end_flash_sale(sale_id=flash.pk, actor=STAFF, at=NOON + DAY)

    entries = {each.page[0]: each for each in promotions_between(NOON, NOON + WEEK)}

    ends = {page.removeprefix("admin:marketing_"): each.ends_at for page, each in entries.items()}
    assert ends == {
        "groupoffer_change": group.ends_at,
        "presale_change": presale.balance_due_at,
        "flashsale_change": NOON + DAY,
        "mallitem_change": points.ends_at,
    }
    assert all(each.has_own_price for each in entries.values())
    assert all(each.scope == Scope(sku_codes=frozenset({"TEA-01"})) for each in entries.values())


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"stacking_group": "g"}, {"stacking_group": "g"}, Clash.SAME_GROUP),
        ({"exclusive": True}, {"exclusive": True, "scope": Scope()}, Clash.EXCLUSIVE),
        ({"exclusive": True}, {}, None),
        ({}, {}, None),
        ({"stacking_group": "g"}, {"stacking_group": "h"}, None),
        ({"has_own_price": True}, {"has_own_price": True}, Clash.SAME_GOODS),
        ({"has_own_price": True}, {"has_own_price": True, "scope": CUPS}, None),
        ({"exclusive": True}, {"exclusive": True, "scope": CUPS}, None),
        ({"exclusive": True}, {"exclusive": True, "first": 1}, None),  # one ends as it starts
        ({"exclusive": True, "days": 2}, {"exclusive": True, "first": 1}, Clash.EXCLUSIVE),
    ],
)
def test_warns_of_what_meets_and_does_not_go_together(one, other, why):
    found = conflicts([entry("one", **one), entry("other", **other)])

    assert [conflict.why for conflict in found] == ([why] if why else [])


def test_a_category_may_hold_any_sku():
    category = Scope(category_ids=frozenset({1}))

    assert category.may_meet(TEA)
    assert TEA.may_meet(category)
    assert not TEA.may_meet(CUPS)
