"""Baskets and what is in force for them, as pricing is told: plain values, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from marketing.pricing import (
    BasketLine,
    Context,
    CouponKind,
    CouponOffer,
    FullReduction,
    ReductionStep,
    Scope,
)

TEA, CUPS = 1, 2  # categories


@dataclass(frozen=True)
class FlatRate:
    first_weight_grams: int = 10**9
    first_fee_amount: int = 800
    extra_weight_grams: int = 500
    extra_fee_amount: int = 200
    free_over_amount: int | None = None


def line(code: str, price: int, quantity: int = 1, **more: Any) -> BasketLine:
    return BasketLine(
        sku_code=code,
        quantity=quantity,
        list_price_amount=price,
        weight_grams=100,
        freight_template_id=1,
        category_ids=more.pop("category_ids", frozenset({TEA})),
        **more,
    )


def context(*, free_over: int | None = None, **more: Any) -> Context:
    return Context(rates={1: FlatRate(free_over_amount=free_over)}, **more)


def step(threshold: int, off: int = 0, *, free_shipping: bool = False) -> ReductionStep:
    return ReductionStep(threshold, off, free_shipping)


def reduction(code: str, *steps: ReductionStep, **more: Any) -> FullReduction:
    return FullReduction(code=code, name=code, steps=steps, **more)


def coupon(code: str, kind: CouponKind = CouponKind.FIXED, **more: Any) -> CouponOffer:
    return CouponOffer(code=code, name=code, kind=kind, **more)


# --- any of them ---------------------------------------------------------------------------

amounts = st.integers(min_value=0, max_value=50_000)
scopes = st.sampled_from(
    [Scope(), Scope(category_ids=frozenset({CUPS})), Scope(sku_codes=frozenset({"A", "C"}))]
)
lines = st.builds(
    line,
    code=st.just(""),
    price=amounts,
    quantity=st.integers(min_value=1, max_value=9),
    category_ids=st.sampled_from([frozenset({TEA}), frozenset({CUPS})]),
    floor_price_amount=st.integers(min_value=0, max_value=20_000),
)
baskets = st.lists(lines, min_size=1, max_size=5).map(
    lambda drawn: [replace(each, sku_code="ABCDE"[n]) for n, each in enumerate(drawn)]
)
_steps = st.lists(
    st.tuples(st.integers(1, 60_000), st.integers(0, 9_000), st.booleans()), min_size=1, max_size=3
).map(lambda drawn: tuple(ReductionStep(*each) for each in sorted(dict_of_first(drawn))))


def dict_of_first(drawn: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    return [(threshold, *rest) for threshold, rest in {each[0]: each[1:] for each in drawn}.items()]


reductions = st.lists(
    st.builds(
        FullReduction,
        code=st.just(""),
        name=st.just("满减"),
        steps=_steps,
        scope=scopes,
        repeats=st.booleans(),
        cap_amount=st.none() | st.integers(1, 20_000),
        stacking_group=st.sampled_from(["", "spring"]),
        exclusive=st.booleans(),
        priority=st.integers(0, 2),
    ).map(lambda row: replace(row, repeats=row.repeats and len(row.steps) == 1)),
    max_size=4,
).map(lambda drawn: tuple(replace(row, code=f"R{n}") for n, row in enumerate(drawn)))

_TERMS: Mapping[CouponKind, st.SearchStrategy[dict[str, int]]] = {
    CouponKind.FIXED: st.fixed_dictionaries({"amount": st.integers(1, 20_000)}),
    CouponKind.PERCENT: st.fixed_dictionaries({"off_basis_points": st.integers(1, 9_999)}),
    CouponKind.FREE_SHIPPING: st.just({}),
}
coupons = st.lists(
    st.sampled_from(list(CouponKind)).flatmap(
        lambda kind: st.builds(
            lambda terms, **more: coupon("", kind, **terms, **more),
            terms=_TERMS[kind],
            threshold_amount=st.integers(0, 60_000),
            scope=scopes,
            stackable=st.booleans(),
            cap_amount=st.none() | st.integers(1, 5_000),
        )
    ),
    max_size=4,
).map(lambda drawn: tuple(replace(each, code=f"C{n}") for n, each in enumerate(drawn)))

contexts = st.builds(
    context,
    free_over=st.none() | st.integers(0, 60_000),
    tier_factor=st.integers(7_000, 10_000),
    reductions=reductions,
    coupons=coupons,
)
