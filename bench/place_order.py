"""Placing an order over HTTP, three lines, everything on, against a bare view and bare SQL."""

import argparse
import json
import os
import random
import urllib.request
import uuid
from collections.abc import Callable, Sequence
from uuid import UUID

from bench.load import Request, json_body, press
from bench.pgbench import pgbench
from bench.report import Report, broken_laws
from bench.server import web
from bench.shop import BenchShop, Buyer, open_shop
from bench.wire import CountingProxy
from core.clock import real_now
from orders.services import Item, quote_order

Basket = list[dict[str, object]]
COUNTED = 4  # requests of each length whose statements are counted


def run(options: argparse.Namespace) -> Report:
    shop = open_shop()
    with web() as ours, web(DJANGO_SETTINGS_MODULE="bench.floor.settings") as floor:
        place = _place_requests(shop)
        bare = floor_requests(shop)
        for port, requests in ((ours, place), (floor, bare)):  # warm up
            press(port, requests, seconds=2, clients=options.clients, accepted=201)
        our_rounds, floor_rounds = [], []
        for number in range(options.rounds):
            print(f"  round {number + 1} of {options.rounds}", flush=True)
            pressed = {"seconds": options.seconds, "clients": options.clients, "accepted": 201}
            our_rounds.append(press(ours, place, **pressed))
            floor_rounds.append(press(floor, bare, **pressed))
    broken = broken_laws(besides="orders")  # the floor's orders owe no instalments
    refused = sum(n for r in our_rounds for status, n in r.statuses.items() if status != 201)
    return Report(
        name="place_order",
        unit="orders/s",
        runs=[each.per_second for each in our_rounds],
        floor_runs=[each.per_second for each in floor_rounds],
        sql_floor=pgbench(
            "place",
            clients=options.clients,
            until=["--time", str(max(1, int(options.seconds)))],
        ),
        latencies_ms=[latency for each in our_rounds for latency in each.latencies_ms],
        statements=count_statements(shop, asked_for),
        violations=refused + broken,
    ).publish()


def basket(shop: BenchShop, lines: int) -> Basket:
    return [{"sku": code, "quantity": 1} for code in random.sample(shop.skus, lines)]


def headers_of(buyer: Buyer) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {buyer.token}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid.uuid4()),
    }


def asked_for(buyer: Buyer, items: Basket, coupons: Sequence[str] = ()) -> dict[str, object]:
    """What places an order of these: quoted here, with these coupons and no others."""
    quote = quote_order(
        member_id=buyer.member_id,
        items=[Item(str(item["sku"]), 1) for item in items],
        address_id=UUID(buyer.address),
        coupons=coupons,
        at=real_now(),
    ).quote
    return {
        "items": items,
        "address": buyer.address,
        "coupons": list(coupons),
        "fingerprint": quote.fingerprint,
    }


def _place_requests(shop: BenchShop):
    """Requests that place orders. They are quoted beforehand: baskets repeat, orders do not."""
    known = [asked_for(shop.buyers[0], basket(shop, 3)) for _ in range(50)]

    def request(number: int) -> Request:
        buyer = shop.buyers[number % len(shop.buyers)]
        wanted = known[number % len(known)] | {"address": buyer.address}
        return "/api/v1/orders", headers_of(buyer), json_body(wanted)

    return request


def floor_requests(shop: BenchShop):
    baskets = [basket(shop, 3) for _ in range(50)]

    def request(number: int) -> Request:
        buyer = shop.buyers[number % len(shop.buyers)]
        codes = [item["sku"] for item in baskets[number % len(baskets)]]
        return "/place", {}, json_body({"items": codes, "member": buyer.member_id})

    return request


def count_statements(shop: BenchShop, wanted: Callable[[Buyer, Basket], dict[str, object]]) -> int:
    """The statements of one placing request, counted on the wire; the most of 3 and 20 lines.

    Of several, the least: a worker whose connection and caches are new asks more.
    """
    buyer = shop.buyers[0]
    proxy = CountingProxy(os.environ["DATABASE_URL"])
    counts: dict[int, list[int]] = {3: [], 20: []}
    with web(DATABASE_URL=proxy.url) as port:
        for lines in (3, 20) * COUNTED:
            body = json_body(wanted(buyer, basket(shop, lines)))
            before = proxy.statements
            post(port, "/api/v1/orders", headers_of(buyer), body)
            counts[lines].append(proxy.statements - before)
    return max(min(each) for each in counts.values())


def post(port: int, path: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)
