"""Payments told of by WeChat Pay, signed and encrypted, against the transaction in bare SQL.

The orders are placed and the calls are signed beforehand, by the sandbox's own keys: what is
measured is the shop's side, from the bytes on the wire to the acknowledgement after commit.
"""

import argparse
import json
import os
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.load import Request, Round, press
from bench.orders import being_paid
from bench.pgbench import pgbench
from bench.report import Report, broken_laws
from bench.server import web
from bench.shop import open_shop
from bench.wire import CountingProxy
from core.clock import real_now
from ledger.services import open_account
from orders.lifecycle import OrderStatus
from orders.models import Order
from payments.services import list_channels, set_credentials, switch_channel
from payments.services.payables import PayableOrder
from sandbox.wechatpay.envelope import seal
from sandbox.wechatpay.keys import Keys, ensure_keys

_PATIENCE = 240.0  # seconds; a signature is good for 300
_AMOUNT = 9900  # of each order that bench.orders places


def run(options: argparse.Namespace) -> Report:
    member_id = open_shop().buyers[0].member_id
    keys = _sign_up()
    accounts = {
        "clearing": open_account(kind="channel_clearing", owner="wechat").pk,
        "funds": open_account(kind=PayableOrder.FUNDS).pk,
    }
    # The floor's clients share its orders evenly.
    size = options.notifications // options.clients * options.clients
    ours: list[Round] = []
    floor: list[float] = []
    with web() as port:
        for number in range(options.rounds + 1):  # the first warms up
            print(f"  round {number} of {options.rounds}", flush=True)
            told = being_paid(f"P{number}", size, member_id=member_id, at=real_now())
            ours.append(_tell(port, keys, told, clients=options.clients))
            being_paid(f"F{number}", size, member_id=member_id, at=real_now())
            floor.append(_write(size, options.clients, round=number, **accounts))
    refused = sum(n for each in ours for status, n in each.statuses.items() if status != 204)
    unpaid = Order.objects.filter(number__startswith="P").exclude(
        status=OrderStatus.AWAITING_SHIPMENT
    )
    return Report(
        name="capture",
        unit=f"notifications/s ({size} in a round)",
        runs=[each.per_second for each in ours[1:]],
        floor_runs=floor[1:],
        latencies_ms=[latency for each in ours[1:] for latency in each.latencies_ms],
        statements=_statements(keys, member_id),
        violations=refused + unpaid.count() + broken_laws(),
    ).publish()


def _sign_up() -> Keys:
    """Become the sandbox's merchant; its keys are what WeChat signs with."""
    with tempfile.TemporaryDirectory() as state:
        keys = ensure_keys(Path(state))
        merchant = json.loads((Path(state) / "merchant.json").read_text())
    list_channels()
    set_credentials(code="wechat", credentials=merchant)
    switch_channel(code="wechat", enabled=True)
    return keys


def _tell(port: int, keys: Keys, payments: list[str], *, clients: int) -> Round:
    calls = [_call(keys, number) for number in payments]

    def request(number: int) -> Request | None:
        return calls[number] if number < len(calls) else None

    return press(port, request, seconds=_PATIENCE, clients=clients, accepted=204)


def _write(size: int, clients: int, **variables: int) -> float:
    each = ["--transactions", str(size // clients)]
    return pgbench("capture", clients=clients, until=each, done=0, **variables)


def _statements(keys: Keys, member_id: int) -> int:
    """The statements of one call, counted on the wire. Of several, the least: a worker whose
    connection and caches are new asks more."""
    proxy = CountingProxy(os.environ["DATABASE_URL"])
    counts = []
    with web(DATABASE_URL=proxy.url) as port:
        for number in being_paid("S", 4, member_id=member_id, at=real_now()):
            path, headers, body = _call(keys, number)
            before = proxy.statements
            asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, dict(headers))
            urllib.request.urlopen(asked, timeout=10).close()
            counts.append(proxy.statements - before)
    return min(counts)


def _call(keys: Keys, number: str) -> Request:
    """What WeChat Pay sends when the payment of this number has been made."""
    stamp = real_now().isoformat(timespec="seconds")
    event = {
        "id": f"EV-{number}",
        "create_time": stamp,
        "event_type": "TRANSACTION.SUCCESS",
        "resource_type": "encrypt-resource",
        "summary": "支付成功",
        "resource": {"original_type": "transaction"},
    }
    trade = {
        "mchid": keys.merchant.mchid,
        "appid": next(iter(keys.merchant.appids)),
        "out_trade_no": number,
        "transaction_id": f"4200{number}",
        "trade_type": "NATIVE",
        "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功",
        "bank_type": "OTHERS",
        "attach": "",
        "success_time": stamp,
        "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
        "amount": {
            "total": _AMOUNT,
            "payer_total": _AMOUNT,
            "currency": "CNY",
            "payer_currency": "CNY",
        },
    }
    sealed = seal(keys, event, trade, now=int(time.time()))
    return "/notify/wechat", sealed.headers, sealed.body
