"""Placing an order with a full reduction, a coupon and points at hand, against the bare view.

What was quoted is quoted beforehand, in this process; what is measured spends the coupon.
"""

import argparse
from uuid import UUID

from bench.load import Request, json_body, press
from bench.place_order import basket, floor_requests, headers_of
from bench.promotions import hand_out, open_season
from bench.report import Report, broken_laws
from bench.server import web
from bench.shop import BenchShop, open_shop
from core.clock import real_now
from marketing.models import Coupon
from orders.services import Item, quote_order

_COUPONS_EACH = 4  # in a round


def run(options: argparse.Namespace) -> Report:
    shop = open_shop()
    template = open_season(shop, at=real_now())
    pressed = {"clients": options.clients, "accepted": 201}
    our_rounds, floor_rounds = [], []
    with web() as ours, web(DJANGO_SETTINGS_MODULE="bench.floor.settings") as floor:
        press(floor, floor_requests(shop), seconds=2, **pressed)  # warm up
        for number in range(options.rounds + 1):  # the first warms up
            print(f"  round {number} of {options.rounds}", flush=True)
            hand_out(template, shop, each=_COUPONS_EACH, at=real_now())
            place = _requests(shop)
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
        violations=refused + broken,
    ).publish()


def _requests(shop: BenchShop):
    """One order for each coupon that is left."""
    owners = {buyer.member_id: buyer for buyer in shop.buyers}
    asked = []
    for coupon in Coupon.objects.filter(used_for="").order_by("pk"):
        buyer, codes = owners[coupon.member_id], [str(coupon.public_id)]
        items = basket(shop, 3)
        quote = quote_order(
            member_id=buyer.member_id,
            items=[Item(str(item["sku"]), 1) for item in items],
            address_id=UUID(buyer.address),
            coupons=codes,
            at=real_now(),
        ).quote
        wanted = {"items": items, "address": buyer.address, "coupons": codes}
        asked.append((buyer, json_body(wanted | {"fingerprint": quote.fingerprint})))

    def request(number: int) -> Request | None:
        if number >= len(asked):
            return None
        buyer, body = asked[number]
        return "/api/v1/orders", headers_of(buyer), body

    return request
