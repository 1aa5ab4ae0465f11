"""Full reductions as rows: in force for a while, frozen into the orders made meanwhile."""

import pytest

from core.laws import verdicts
from marketing import services as marketing
from marketing.errors import ImpossibleSteps
from marketing.models import PromotionChange
from orders.errors import QuoteChanged
from orders.services import Item
from tests.marketing.promotions import DAY, STAFF, a_coupon, a_reduction, order, order_at, quote
from tests.orders.factories import NOON, a_member, a_shop, an_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    a_shop({"TEA-01": 50, "TEA-02": 50})
    return a_member()


@pytest.fixture
def address(member):
    return an_address(member)


def test_a_reduction_is_shared_out_over_its_lines_and_frozen(member, address):
    offer = a_reduction((30000, 4000), (60000, 10000))
    items = [Item("TEA-01", 2), Item("TEA-02", 2)]

    placed = order(member, address, items=items)

    first, second = placed.lines.all()
    assert first.discount_amount + second.discount_amount == placed.discount_amount == 4000
    assert {row.code for row in placed.discounts.all()} == {str(offer.public_id)}
    assert [verdict.law.name for verdict in verdicts() if verdict.broken] == []


def test_a_reduction_that_ends_between_preview_and_order_changes_the_quote(member, address):
    a_reduction((30000, 4000), ends_at=NOON + DAY)
    seen = quote(member, address).quote

    with pytest.raises(QuoteChanged):
        order_at(seen.fingerprint, member, address, at=NOON + DAY)

    assert seen.discount_amount == 4000


def test_coupons_are_measured_after_reductions(member, address):
    a_reduction((30000, 10000))
    coupon = a_coupon(member, threshold_amount=30000)

    quoted = quote(member, address).quote  # 396 less 100 is not 300

    assert quoted.discount_amount == 10000
    (refused,) = quoted.not_applied
    assert (refused.code, refused.reason, refused.missing_amount) == (
        str(coupon.public_id),
        "below_threshold",
        400,
    )


def test_each_change_says_what_it_was_and_who_changed_it(member):
    offer = a_reduction((30000, 4000))

    for _twice in range(2):
        marketing.change_reduction(offer_id=offer.pk, is_enabled=False, actor=STAFF, at=NOON)

    born, changed = PromotionChange.objects.order_by("pk")
    assert born.after["steps"] == [{"threshold": 30000, "off": 4000}]
    assert (changed.before, changed.after, changed.actor) == (
        {"is_enabled": True},
        {"is_enabled": False},
        "staff:7",
    )


@pytest.mark.parametrize(
    ("steps", "fields"),
    [
        ([(60000, 100), (30000, 50)], {}),
        ([(30000, 0)], {}),
        ([(30000, 10), (60000, 30)], {"repeats": True}),
        ([(-1, 10)], {}),
    ],
)
def test_steps_that_cannot_be_are_refused(steps, fields):
    with pytest.raises(ImpossibleSteps):
        a_reduction(*steps, **fields)

    assert not PromotionChange.objects.exists()
