"""The pricing engine: what holds for any basket, and what it comes to in the cases that matter."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from marketing.pricing import (
    CouponKind,
    Deposit,
    PointsRule,
    PriceKind,
    ReductionKind,
    Scope,
    UnitPrice,
    WhyNot,
    price,
)
from tests.marketing.baskets import (
    CUPS,
    baskets,
    context,
    contexts,
    coupon,
    line,
    reduction,
    step,
)

quick = hypothesis_settings(max_examples=60)
PERCENT, FREE_SHIPPING = CouponKind.PERCENT, CouponKind.FREE_SHIPPING


def why_not(quote):
    return {row.code: row.reason for row in quote.not_applied}


def taken(quote):
    return {row.code: row.amount for row in quote.reductions}


# --- any basket ----------------------------------------------------------------------------


@quick
@given(basket=baskets, context=contexts)
def test_the_rows_add_up_and_no_share_leaves_its_line(basket, context):
    quote = price(basket, context)

    for index, (asked, quoted) in enumerate(zip(basket, quote.lines, strict=True)):
        shares = [row.shares[index] for row in quote.reductions]
        floor = min(quoted.amount, asked.floor_price_amount * asked.quantity)
        assert all(share >= 0 for share in shares)
        assert sum(shares) == quoted.discount_amount <= quoted.amount - floor
    waived = sum(row.shipping_amount for row in quote.reductions)
    assert waived in (0, quote.shipping_amount)
    assert quote.payable_amount == (
        sum(each.payable_amount for each in quote.lines) + quote.shipping_amount - waived
    )
    assert quote.payable_amount >= 0


@quick
@given(basket=baskets, context=contexts)
def test_the_same_input_gives_the_same_quote_in_whatever_order_it_comes(basket, context):
    turned = replace(context, reductions=context.reductions[::-1], coupons=context.coupons[::-1])

    assert price(basket, turned).fingerprint == price(basket, context).fingerprint


@quick
@given(basket=baskets, context=contexts)
def test_everything_in_force_is_used_or_said_why_not(basket, context):
    quote = price(basket, context)

    known = [row.code for row in (*context.reductions, *context.coupons)]
    assert sorted([*taken(quote), *why_not(quote)]) == sorted(known)
    assert all(row.amount > 0 for row in quote.reductions)
    groups = [row.stacking_group for row in context.reductions if row.code in taken(quote)]
    assert groups.count("spring") <= 1


@hypothesis_settings(max_examples=40)
@given(basket=baskets, context=contexts)
def test_no_choice_of_coupons_is_cheaper_than_the_best(basket, context):
    codes = [each.code for each in context.coupons]
    choices = [chosen for size in range(5) for chosen in combinations(codes, size)]

    best = price(basket, context)

    cheapest = min(
        price(basket, replace(context, chosen=chosen)).payable_amount for chosen in choices
    )
    assert best.payable_amount == cheapest
    assert price(basket, replace(context, chosen=best.best_coupons)).fingerprint == best.fingerprint


@quick
@given(basket=baskets, context=contexts)
def test_promotions_never_make_a_basket_dearer(basket, context):
    plain = price(basket, replace(context, reductions=(), coupons=()))

    assert price(basket, context).payable_amount <= plain.payable_amount


@quick
@given(
    amount=st.integers(0, 10**9),
    rule=st.builds(
        PointsRule,
        per_yuan=st.integers(1, 10_000),
        max_percent=st.integers(1, 100),
        step=st.integers(1, 1_000),
    ),
)
def test_points_pay_whole_steps_within_their_part_of_the_sum(amount, rule):
    cap = rule.cap(amount)

    assert 0 <= cap * 100 <= amount * rule.max_percent
    assert rule.worth(rule.needed(cap)) >= cap


# --- spreading (traps 19 to 22 and 28) ------------------------------------------------------


@pytest.mark.parametrize(
    ("prices", "off", "shares"),
    [
        ([33, 33, 33, 1], 99, (33, 33, 32, 1)),  # the last line does not take what is left over
        ([100] * 5, 3, (1, 1, 1, 0, 0)),  # nor does it go below zero
        ([1] * 8, 3, (1, 1, 1, 0, 0, 0, 0, 0)),  # nothing of the discount is lost
        ([1990, 1990, 1990, 10], 3000, (999, 998, 998, 5)),  # no ratio is rounded first
        ([333, 333, 334], 1000, (333, 333, 334)),
    ],
)
def test_a_reduction_is_spread_to_the_last_fen(prices, off, shares):
    basket = [line(code, amount) for code, amount in zip("ABCDEFGH", prices, strict=False)]
    quote = price(basket, context(reductions=(reduction("R", step(1, off)),)))

    (row,) = quote.reductions
    assert row.shares == shares


def test_a_floor_sends_the_rest_to_the_other_lines():
    basket = [line("A", 1_000, floor_price_amount=900), line("B", 1_000)]
    quote = price(basket, context(reductions=(reduction("R", step(1, 700)),)))

    assert [each.discount_amount for each in quote.lines] == [100, 600]


def test_line_totals_are_kept_not_rounded_pieces():
    for quantity in range(1, 201):
        quote = price(
            [line("A", 999, quantity)], context(reductions=(reduction("R", step(1, 100)),))
        )
        (quoted,) = quote.lines
        assert quoted.payable_amount == 999 * quantity - 100


def test_each_source_of_a_reduction_is_a_row_of_its_own():
    quote = price(
        [line("A", 20_000), line("B", 10_000)],
        context(
            reductions=(reduction("R", step(30_000, 4_000)),),
            coupons=(
                coupon("FIXED", amount=1_000, stackable=True),
                coupon("PERCENT", PERCENT, off_basis_points=1_000, stackable=True),
                coupon("SHIP", FREE_SHIPPING, stackable=True),
            ),
        ),
    )

    assert taken(quote) == {"R": 4_000, "FIXED": 1_000, "PERCENT": 2_500, "SHIP": 800}
    assert quote.discount_amount == 8_300
    assert quote.payable_amount == 30_000 + 800 - 8_300


# --- full reductions ------------------------------------------------------------------------

STEPS = (step(10_000, 1_000), step(20_000, 3_000, free_shipping=True))


@pytest.mark.parametrize(
    ("spent", "off", "shipping"),
    [(9_999, 0, 800), (10_000, 1_000, 800), (19_999, 1_000, 800), (20_000, 3_000, 0)],
)
def test_the_highest_step_that_is_reached_counts(spent, off, shipping):
    quote = price([line("A", spent)], context(reductions=(reduction("R", *STEPS),)))

    assert quote.payable_amount == spent - off + shipping


@pytest.mark.parametrize(("spent", "off"), [(9_999, 0), (20_000, 2_000), (59_999, 2_500)])
def test_a_repeating_one_counts_again_up_to_its_cap(spent, off):
    every_100 = reduction("R", step(10_000, 1_000), repeats=True, cap_amount=2_500)
    quote = price([line("A", spent)], context(reductions=(every_100,)))

    assert quote.discount_amount == off


def test_only_what_it_is_for_counts_and_is_reduced():
    basket = [line("A", 8_000), line("B", 6_000, category_ids=frozenset({CUPS}))]
    for_cups = reduction("R", step(6_000, 600), scope=Scope(category_ids=frozenset({CUPS})))
    too_high = reduction("S", step(14_000, 600), scope=Scope(sku_codes=frozenset({"A"})))
    quote = price(basket, context(reductions=(for_cups, too_high)))

    assert [each.discount_amount for each in quote.lines] == [0, 600]
    (missed,) = quote.not_applied
    assert (missed.code, missed.reason, missed.missing_amount) == (
        "S",
        WhyNot.BELOW_THRESHOLD,
        6_000,
    )


def test_of_a_group_the_best_applies_and_other_groups_besides():
    quote = price(
        [line("A", 30_000)],
        context(
            reductions=(
                reduction("SMALL", step(10_000, 1_000), stacking_group="spring"),
                reduction("LARGE", step(10_000, 2_000), stacking_group="spring"),
                reduction("OTHER", step(10_000, 500)),
            )
        ),
    )

    assert taken(quote) == {"LARGE": 2_000, "OTHER": 500}
    assert why_not(quote) == {"SMALL": WhyNot.OUTDONE}


def test_an_exclusive_one_stands_alone_where_that_is_cheaper():
    alone = reduction("ALONE", step(10_000, 3_000), exclusive=True)
    other = reduction("OTHER", step(10_000, 2_000))
    held = coupon("C", amount=1_500)

    with_coupon = price([line("A", 30_000)], context(reductions=(alone, other), coupons=(held,)))
    without = price([line("A", 30_000)], context(reductions=(alone, other)))

    assert taken(with_coupon) == {"OTHER": 2_000, "C": 1_500}
    assert taken(without) == {"ALONE": 3_000}


def test_a_reduction_that_would_cost_free_delivery_is_left_out():
    quote = price(
        [line("A", 10_000)], context(free_over=10_000, reductions=(reduction("R", step(1, 500)),))
    )

    assert (quote.payable_amount, quote.shipping_amount) == (10_000, 0)


# --- coupons --------------------------------------------------------------------------------


def test_of_what_does_not_stack_the_best_is_used_and_the_others_say_why():
    quote = price(
        [line("A", 10_000)],
        context(
            coupons=(
                coupon("TEN", amount=1_000),
                coupon("PERCENT", PERCENT, off_basis_points=1_500),
                coupon("HIGH", amount=9_000, threshold_amount=12_000),
                coupon("CUPS", amount=9_000, scope=Scope(category_ids=frozenset({CUPS}))),
            )
        ),
    )

    assert (quote.best_coupons, quote.payable_amount) == (("PERCENT",), 10_000 + 800 - 1_500)
    assert why_not(quote) == {
        "TEN": WhyNot.NOT_STACKABLE,
        "HIGH": WhyNot.BELOW_THRESHOLD,
        "CUPS": WhyNot.OTHER_GOODS,
    }


def test_a_percentage_stops_at_its_cap_and_is_taken_after_fixed_amounts():
    quote = price(
        [line("A", 10_001)],
        context(
            coupons=(
                coupon("FIXED", amount=1_000, stackable=True),
                coupon("P", PERCENT, off_basis_points=1_000, cap_amount=2_000, stackable=True),
            )
        ),
    )

    assert taken(quote) == {"FIXED": 1_000, "P": 900}


def test_the_threshold_is_what_full_reductions_have_left():
    quote = price(
        [line("A", 10_000)],
        context(
            reductions=(reduction("R", step(10_000, 100)),),
            coupons=(coupon("C", amount=500, threshold_amount=10_000),),
        ),
    )

    (missed,) = quote.not_applied
    assert (missed.reason, missed.missing_amount) == (WhyNot.BELOW_THRESHOLD, 100)


def test_a_waived_fee_that_another_coupon_brings_back():
    quote = price(
        [line("A", 10_000)],
        context(
            free_over=10_000,
            coupons=(
                coupon("C", amount=500, stackable=True),
                coupon("SHIP", FREE_SHIPPING, stackable=True),
            ),
        ),
    )

    assert taken(quote) == {"C": 500, "SHIP": 800}


def test_what_is_chosen_is_used_and_better_ones_are_suggested():
    held = (coupon("SMALL", amount=100), coupon("LARGE", amount=200))
    chosen = context(coupons=held, chosen=("SMALL", "NEVER-SEEN"))
    quote = price([line("A", 10_000)], chosen)

    assert (quote.coupons, quote.best_coupons) == (("SMALL",), ("LARGE",))
    assert why_not(quote) == {"NEVER-SEEN": WhyNot.UNKNOWN}
    without = price([line("A", 10_000)], context(chosen=("SMALL",), takes_coupons=False))
    assert why_not(without) == {"SMALL": WhyNot.NOT_WITH_OFFER}
    assert price([line("A", 10_000)], context(coupons=held, chosen=())).coupons == ()


# --- unit prices, deposits ------------------------------------------------------------------


def test_a_deal_replaces_the_price_and_a_tier_lowers_the_others():
    deal = UnitPrice(PriceKind.FLASH_SALE, 500)
    quote = price(
        [line("A", 1_000), line("B", 999), line("C", 1_000, floor_price_amount=980)],
        context(unit_prices={"A": deal}, tier_factor=9_500),
    )

    assert [(each.price_kind, each.unit_price_amount) for each in quote.lines] == [
        (PriceKind.FLASH_SALE, 500),
        (PriceKind.TIER, 949),
        (PriceKind.TIER, 980),
    ]


def test_a_deposit_counts_for_more_and_is_never_more_than_the_sum():
    presale = context(deposit=Deposit(amount=5_000, worth_amount=8_000))
    quote = price([line("A", 50_000, 2)], presale)
    cheap = price([line("A", 4_000)], replace(presale, rates=context(free_over=0).rates))

    (row,) = quote.reductions
    assert (row.kind, row.amount) == (ReductionKind.DEPOSIT, 6_000)
    assert quote.deposit_amount == 10_000
    assert cheap.deposit_amount == cheap.payable_amount == 1_000


def test_a_price_in_points_takes_points_alone():
    mall = UnitPrice(PriceKind.POINTS, 100, points=900)
    quote = price([line("A", 5_000, 2)], context(unit_prices={"A": mall}, points=PointsRule()))

    assert (quote.payable_amount, quote.payable_points) == (200 + 800, 1_800)
    assert quote.points_cap_amount == 0
