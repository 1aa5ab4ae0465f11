"""A rush on one SKU of a flash sale, against the same orders spread over many SKUs of one.

The floor is what the shop does where nobody meets anybody: a ratio near one says that buyers of
the hot SKU do not queue for it.
"""

import argparse
from datetime import timedelta

from bench.load import Request, json_body, press
from bench.place_order import headers_of, post
from bench.report import Report, broken_laws
from bench.server import web
from bench.shop import STAFF, BenchShop, open_shop
from core.clock import real_now
from marketing.models import FlashItem, FlashSale
from marketing.services import FlashTerms, set_up_flash_sale
from products.models import Sku

_QUOTA, _LIMIT = 1_000_000, 10_000


def run(options: argparse.Namespace) -> Report:
    shop = open_shop()
    with web() as port:
        hot = _requests(shop, port, _session(shop.skus[:1]))
        spread = _requests(shop, port, _session(shop.skus))
        pressed = {"clients": options.clients, "accepted": 201}
        for requests in (hot, spread):  # warm up
            press(port, requests, seconds=2, **pressed)
        hot_rounds, spread_rounds = [], []
        for number in range(options.rounds):
            print(f"  round {number + 1} of {options.rounds}", flush=True)
            hot_rounds.append(press(port, hot, seconds=options.seconds, **pressed))
            spread_rounds.append(press(port, spread, seconds=options.seconds, **pressed))
    every = [*hot_rounds, *spread_rounds]
    refused = sum(n for each in every for status, n in each.statuses.items() if status != 201)
    return Report(
        name="flash",
        unit="orders/s of one SKU, beside those of many",
        runs=[each.per_second for each in hot_rounds],
        floor_runs=[each.per_second for each in spread_rounds],
        latencies_ms=[latency for each in hot_rounds for latency in each.latencies_ms],
        violations=refused + broken_laws(),
    ).publish()


def _session(codes: list[str]) -> FlashSale:
    at = real_now()
    skus = Sku.objects.filter(code__in=codes).values_list("pk", flat=True)
    return set_up_flash_sale(
        name="秒杀",
        name_en="Flash sale",
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        pay_within=None,
        takes_coupons=False,
        items=[FlashTerms(sku_id, 1900, _QUOTA, _LIMIT) for sku_id in skus],
        actor=STAFF,
        at=at,
    )


def _requests(shop: BenchShop, port: int, sale: FlashSale):
    """Requests that order one piece each, of one item after the other."""
    known = [_wanted(shop, port, item) for item in sale.items.select_related("sku")]

    def request(number: int) -> Request:
        buyer = shop.buyers[number % len(shop.buyers)]
        wanted = known[number % len(known)] | {"address": buyer.address}
        return "/api/v1/orders", headers_of(buyer), json_body(wanted)

    return request


def _wanted(shop: BenchShop, port: int, item: FlashItem) -> dict[str, object]:
    buyer = shop.buyers[0]
    wanted: dict[str, object] = {
        "items": [{"sku": item.sku.code, "quantity": 1}],
        "address": buyer.address,
        "deal": {"kind": "flash_sale", "id": str(item.public_id)},
    }
    quote = post(port, "/api/v1/checkout/preview", headers_of(buyer), json_body(wanted))
    return wanted | {"fingerprint": quote["fingerprint"]}
