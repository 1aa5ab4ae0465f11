"""Previews of a checkout over HTTP: three lines, a full reduction, the best of the coupons chosen,
and what points may pay, against a bare view that reads the SKUs."""

import argparse

from bench.load import Request, json_body, press
from bench.place_order import basket, headers_of
from bench.promotions import hand_out, season
from bench.report import Report, broken_laws
from bench.server import web
from bench.shop import BenchShop, open_shop
from core.clock import real_now
from marketing.models import CouponTemplate

_COUPONS_EACH = 5


def run(options: argparse.Namespace) -> Report:
    with season() as template:
        return _measured(options, open_shop(), template)


def _measured(options: argparse.Namespace, shop: BenchShop, template: CouponTemplate) -> Report:
    hand_out(template, shop, each=_COUPONS_EACH, at=real_now())
    preview, bare = _requests(shop, "/api/v1/checkout/preview"), _requests(shop, "/preview")
    pressed = {"clients": options.clients, "accepted": 200}
    with web() as ours, web(DJANGO_SETTINGS_MODULE="bench.floor.settings") as floor:
        for port, requests in ((ours, preview), (floor, bare)):  # warm up
            press(port, requests, seconds=2, **pressed)
        our_rounds, floor_rounds = [], []
        for number in range(options.rounds):
            print(f"  round {number + 1} of {options.rounds}", flush=True)
            our_rounds.append(press(ours, preview, seconds=options.seconds, **pressed))
            floor_rounds.append(press(floor, bare, seconds=options.seconds, **pressed))
    return Report(
        name="preview",
        unit="previews/s",
        runs=[each.per_second for each in our_rounds],
        floor_runs=[each.per_second for each in floor_rounds],
        latencies_ms=[latency for each in our_rounds for latency in each.latencies_ms],
        violations=sum(n for r in our_rounds for status, n in r.statuses.items() if status != 200)
        + broken_laws(),
    ).publish()


def _requests(shop: BenchShop, path: str):
    baskets = [basket(shop, 3) for _ in range(50)]

    def request(number: int) -> Request:
        buyer = shop.buyers[number % len(shop.buyers)]
        wanted = {"items": baskets[number % len(baskets)], "address": buyer.address}
        return path, headers_of(buyer), json_body(wanted)

    return request
