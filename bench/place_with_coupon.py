"""Placing an order with a full reduction and a coupon, against the bare view.

What points may pay of it is computed as it is placed; paying is not measured. It is quoted
beforehand, in this process; what is measured spends the coupon.
"""

import argparse

from bench.load import Request, json_body, press
from bench.place_order import (
    COUNTED,
    Basket,
    asked_for,
    basket,
    count_statements,
    floor_requests,
    headers_of,
)
from bench.promotions import hand_out, season, unspent
from bench.report import Report, broken_laws
from bench.server import web
from bench.shop import BenchShop, Buyer, open_shop
from core.clock import real_now
from marketing.models import CouponTemplate

_COUPONS_EACH = 4  # in a round


def run(options: argparse.Namespace) -> Report:
    with season() as template:
        return _measured(options, open_shop(), template)


def _measured(options: argparse.Namespace, shop: BenchShop, template: CouponTemplate) -> Report:
    pressed = {"clients": options.clients, "accepted": 201}
    our_rounds, floor_rounds = [], []
    with web() as ours, web(DJANGO_SETTINGS_MODULE="bench.floor.settings") as floor:
        press(floor, floor_requests(shop), seconds=2, **pressed)  # warm up
        for number in range(options.rounds + 1):  # the first warms up
            print(f"  round {number} of {options.rounds}", flush=True)
            hand_out(template, shop, each=_COUPONS_EACH, at=real_now())
            place = _requests(shop, template)
            our_rounds.append(press(ours, place, seconds=options.seconds, **pressed))
            floor_rounds.append(
                press(floor, floor_requests(shop), seconds=options.seconds, **pressed)
            )
    broken = broken_laws(besides="orders")  # the floor's orders owe no instalments
    refused = sum(n for r in our_rounds for status, n in r.statuses.items() if status != 201)
    return Report(
        name="place_with_coupon",
        unit="orders/s",
        runs=[each.per_second for each in our_rounds[1:]],
        floor_runs=[each.per_second for each in floor_rounds[1:]],
        latencies_ms=[latency for each in our_rounds[1:] for latency in each.latencies_ms],
        statements=_statements(shop, template),
        violations=refused + broken,
    ).publish()


def _requests(shop: BenchShop, template: CouponTemplate):
    """One order for each coupon that is left."""
    owners = {buyer.member_id: buyer for buyer in shop.buyers}
    asked = []
    for coupon in unspent(template):
        buyer = owners[coupon.member_id]
        wanted = asked_for(buyer, basket(shop, 3), [str(coupon.public_id)])
        asked.append((buyer, json_body(wanted)))

    def request(number: int) -> Request | None:
        if number >= len(asked):
            return None
        buyer, body = asked[number]
        return "/api/v1/orders", headers_of(buyer), body

    return request


def _statements(shop: BenchShop, template: CouponTemplate) -> int:
    """As without a coupon, each order spending one."""
    hand_out(template, shop, each=2 * COUNTED, at=real_now())
    mine = iter(unspent(template).filter(member_id=shop.buyers[0].member_id))

    def wanted(buyer: Buyer, items: Basket) -> dict[str, object]:
        return asked_for(buyer, items, [str(next(mine).public_id)])

    return count_statements(shop, wanted)
