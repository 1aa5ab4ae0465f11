"""The money table of ``make demo``: what it shows of an order, and when it complains."""

import pytest

from demo.story.money import account_of, money_table, problems_of


def fen(amount):
    return {"amount": amount, "currency": "CNY"}


def tender(method, amount, points=0, status="captured"):
    return {"method": method, "amount": fen(amount), "points": points, "status": status}


def refund(*legs, kind="order"):
    return {"kind": kind, "legs": list(legs)}


# 3 × 29 and 8 for shipping, a coupon of 5: by points, and the rest by WeChat Pay.
ORDER = {
    "number": "26111112000079385500",
    "goods": fen(8700),
    "shipping": fen(800),
    "payable": fen(9000),
    "discounts": [{"kind": "coupon", "line": 1, "amount": fen(500)}],
    "lines": [{"payable": fen(8200)}],
    "instalments": [{"amount": fen(9000), "captured_at": "2026-11-11T04:03:00Z"}],
}
PAID = [tender("points", 1000, points=1000), tender("wechat", 8000)]
MONEY = {
    "payments": [{"tenders": PAID}, {"tenders": [tender("balance", 9000, status="voided")]}],
    "refunds": [
        refund(
            tender("points", 300, points=300, status="succeeded"),
            tender("wechat", 2400, status="pending"),
        )
    ],
}
OUTSIDE = {"points": 1000, "wechat": 8000}, {"points": 300}


def test_a_row_shows_what_an_order_came_to_who_paid_it_and_what_has_come_back():
    header, rows = money_table([account_of(ORDER, MONEY)] * 2)

    assert dict(zip(header, rows[0], strict=True)) == {
        "order": "26111112000079385500",
        "goods": "87.00",
        "coupon": "−5.00",
        "shipping": "8.00",
        "payable": "90.00",
        "points": "1,000 = 10.00 −3.00",
        "wechat": "80.00",
        "left": "87.00",
    }
    assert rows[-1] == [
        *("all of them", "174.00", "−10.00", "16.00", "180.00"),
        *("2,000 = 20.00 −6.00", "160.00", "174.00"),
    ]
    assert list(problems_of(ORDER, MONEY, *OUTSIDE)) == []


def test_a_price_in_points_is_no_money_and_a_stray_payment_went_as_it_came():
    order = ORDER | {"goods": fen(0), "discounts": [], "payable": fen(800)}
    order |= {"lines": [{"payable": fen(0)}]}
    order |= {"instalments": [{"amount": fen(800), "captured_at": "2026-11-11T04:03:00Z"}]}
    stray = refund(tender("alipay", 800, status="succeeded"), kind="return_of_payment")
    paid = {"tenders": [tender("points", 0, points=800), tender("wechat", 800)]}
    money = {"payments": [paid], "refunds": [stray]}

    header, (row, _all) = money_table([account_of(order, money)])

    shown = dict(zip(header, row, strict=True))
    assert (shown["points"], shown["alipay"], shown["left"]) == ("800 = 0.00", "8.00 −8.00", "8.00")
    outside = {"points": 800, "wechat": 800, "alipay": 800}, {"alipay": 800}
    assert list(problems_of(order, money, *outside)) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"goods": fen(8701)}, "goods, shipping and reductions come to ¥90.01, not to ¥90.00"),
        ({"lines": [{"payable": fen(8199)}]}, "lines and shipping come to ¥89.99, not to ¥90.00"),
        ({"instalments": []}, "instalments come to ¥0.00, not to ¥90.00"),
    ],
)
def test_what_does_not_add_up_is_said(changed, problem):
    assert problem in list(problems_of(ORDER | changed, MONEY, *OUTSIDE))


def test_what_providers_and_wallets_tell_otherwise_is_said():
    paid, _returned = OUTSIDE

    assert list(problems_of(ORDER, MONEY, paid, {"points": 300, "wechat": 2400})) == [
        "returned 300 points, but outside 300 points + wechat ¥24.00"
    ]
    assert list(problems_of(ORDER, {"payments": [], "refunds": []}, {}, {})) == [
        "tenders come to ¥0.00, not to ¥90.00"
    ]
