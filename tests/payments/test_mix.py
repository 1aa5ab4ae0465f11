"""How methods share what is due: exact, and never more of anything than there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketing.pricing import PointsRule
from payments.errors import PaymentInsufficient
from payments.mix import INTERNAL_ORDER, Due, Share, split

RULE = PointsRule(per_yuan=100, max_percent=50, step=100)
ALL = [*INTERNAL_ORDER, "wechat"]
RICH = {"points": 10_000, "stored_value": 10_000, "balance": 10_000}

amounts = st.integers(0, 100_000)
rules = st.builds(
    PointsRule, per_yuan=st.integers(1, 300), max_percent=st.just(50), step=st.integers(1, 150)
)
dues = st.builds(
    lambda amount, cap: Due(amount, points_cap_amount=min(cap, amount)), amounts, amounts
)
purses = st.fixed_dictionaries(dict.fromkeys(INTERNAL_ORDER, amounts))


def test_points_go_first_then_cards_then_balance_and_a_provider_takes_the_rest():
    purse = {"points": 3_180, "stored_value": 2_000, "balance": 1_000}

    shares = split(Due(10_700, points_cap_amount=5_300), methods=ALL[::-1], purse=purse, rule=RULE)

    assert shares == [
        Share("points", 3_100, 3_100),
        Share("stored_value", 2_000),
        Share("balance", 1_000),
        Share("wechat", 4_600),
    ]


def test_whoever_has_nothing_left_to_pay_has_no_share():
    shares = split(Due(4_000), methods=ALL, purse=RICH, rule=RULE)

    assert shares == [Share("stored_value", 4_000)]


@pytest.mark.parametrize(
    ("asked", "cap", "used"), [(None, 5_000, 5_000), (1_250, 5_000, 1_200), (None, 950, 900)]
)
def test_points_pay_whole_steps_up_to_the_cap_and_to_what_was_asked(asked, cap, used):
    due = Due(10_000, points_cap_amount=cap)

    shares = split(due, methods=["points", "wechat"], purse=RICH, rule=RULE, points=asked)

    assert shares == [Share("points", used, used), Share("wechat", 10_000 - used)]


def test_a_price_in_points_is_paid_in_points_whole():
    due = Due(1_000, points=8_000)

    assert split(due, methods=["points", "balance"], purse=RICH, rule=None) == [
        Share("points", 0, 8_000),
        Share("balance", 1_000),
    ]
    with pytest.raises(PaymentInsufficient) as refused:
        split(due, methods=["balance"], purse=RICH, rule=RULE)
    assert refused.value.facts == {
        "missing_amount": 0,
        "missing_points": 8_000,
        "sufficient": ["points"],
    }


def test_what_does_not_cover_says_what_is_missing_and_what_would_do():
    purse = {"points": 1_000, "stored_value": 500, "balance": 9_000}
    due = Due(10_000, points_cap_amount=5_000)

    with pytest.raises(PaymentInsufficient) as refused:
        split(due, methods=["points", "stored_value"], purse=purse, rule=RULE, providers=["wechat"])

    assert refused.value.facts == {
        "missing_amount": 8_500,
        "missing_points": 0,
        "sufficient": ["balance", "wechat"],
    }


@given(due=dues, purse=purses, rule=rules, methods=st.sets(st.sampled_from(ALL)), asked=amounts)
def test_shares_sum_to_what_is_due_and_take_no_more_than_there_is(due, purse, rule, methods, asked):
    methods |= {"wechat"}
    shares = split(due, methods=sorted(methods), purse=purse, rule=rule, points=asked)

    assert sum(share.amount for share in shares) == due.amount
    assert {share.method for share in shares} <= methods
    assert [s.method for s in shares] == sorted((s.method for s in shares), key=ALL.index)
    for share in shares:
        assert share.amount > 0
        assert share.held <= purse.get(share.method, due.amount)
        if share.method == "points":
            assert share.amount == rule.worth(share.points) <= due.points_cap_amount
            assert share.points % rule.step == 0
            assert share.points <= asked


@given(cap=amounts, rule=rules)
def test_points_pay_the_whole_cap_where_it_was_made_by_the_same_rule(cap, rule):
    made = rule.cap(cap)
    due = Due(cap, points_cap_amount=made)

    shares = split(due, methods=["points", "wechat"], purse={"points": 10**9}, rule=rule)

    assert sum(share.amount for share in shares if share.method == "points") == made


@given(due=dues, purse=purses, methods=st.sets(st.sampled_from(INTERNAL_ORDER)))
def test_without_a_provider_it_is_covered_or_just_what_is_missing_is_said(due, purse, methods):
    with_rest = split(due, methods=[*methods, "wechat"], purse=purse, rule=RULE)
    rest = sum(share.amount for share in with_rest if share.method == "wechat")

    if not rest:
        assert split(due, methods=sorted(methods), purse=purse, rule=RULE) == with_rest
        return
    with pytest.raises(PaymentInsufficient) as refused:
        split(due, methods=sorted(methods), purse=purse, rule=RULE)
    assert refused.value.facts["missing_amount"] == rest
