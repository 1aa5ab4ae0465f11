"""The JSON control API over Alipay's trades: for tests and the demo, no part of its protocol."""

import json
from typing import Any
from urllib.parse import parse_qsl

from sandbox.alipay import calls, refunds, trades
from sandbox.alipay.errors import ApiError
from sandbox.alipay.gateway import Gateway
from sandbox.alipay.money import to_yuan
from sandbox.alipay.notifications import Notifier
from sandbox.alipay.platform import Platform
from sandbox.alipay.trades import PaymentRefused, Trade
from sandbox.control import BadControl, number_of, read_object, served
from sandbox.web import Request, Response, Router, json_response

MOST_SENDINGS = 500


class Control:
    def __init__(self, platform: Platform, gateway: Gateway) -> None:
        self._platform = platform
        self._gateway = gateway

    def mount(self, router: Router) -> None:
        router.add("GET", "/_sandbox/alipay/orders", served(self._orders))
        router.add("GET", "/_sandbox/alipay/orders/{out_trade_no}", served(self._order))
        router.add("POST", "/_sandbox/alipay/open", served(self._open))
        router.add("POST", "/_sandbox/alipay/pay", served(self._pay))
        router.add("POST", "/_sandbox/alipay/finish", served(self._finish))
        router.add("POST", "/_sandbox/alipay/notify", served(self._notify))
        router.add("POST", "/_sandbox/alipay/settle", served(self._settle))

    def _orders(self, request: Request) -> Response:
        recent = trades.recent(self._platform, 100)
        return json_response(200, {"orders": [trades.as_json(trade) for trade in recent]})

    def _order(self, request: Request, out_trade_no: str) -> Response:
        trade = trades.find(self._platform, out_trade_no)
        if trade is None:
            return json_response(404, {"error": f"no trade {out_trade_no}"})
        return json_response(200, self._whole(trade))

    def _open(self, request: Request) -> Response:
        """The payer opens what his client was given: an order string, or the URL it is part of."""
        asked = read_object(request, required={"order_string": str})
        signed = asked["order_string"].rpartition("?")[2]
        try:
            trade = self._gateway.opened(dict(parse_qsl(signed, keep_blank_values=True)))
        except ApiError as error:
            return json_response(409, {"error": error.sub_msg, "reason": error.sub_code})
        return json_response(200, self._whole(trade))

    def _pay(self, request: Request) -> Response:
        """Open and pay as at the cashier; 409 with the reason if it would not take the money."""
        asked = read_object(request, required={"out_trade_no": str})
        try:
            trade = trades.pay(self._platform, asked["out_trade_no"])
        except PaymentRefused as refused:
            return json_response(409, {"error": "the payment is refused", "reason": str(refused)})
        return json_response(200, self._whole(trade))

    def _finish(self, request: Request) -> Response:
        """A paid trade becomes TRADE_FINISHED: no refund is possible any more."""
        asked = read_object(request, required={"out_trade_no": str})
        try:
            trade = trades.finish(self._platform, asked["out_trade_no"])
        except LookupError:
            return json_response(404, {"error": f"no trade {asked['out_trade_no']}"})
        except ValueError as refusal:
            return json_response(409, {"error": str(refusal)})
        return json_response(200, self._whole(trade))

    def _notify(self, request: Request) -> Response:
        """Send a trade's or a refund's latest notification now; the statuses of the answers."""
        asked = read_object(
            request,
            optional={
                "out_trade_no": str,
                "out_refund_no": str,
                "times": int,
                "parallel": bool,
                "fault": dict,
            },
        )
        reference = asked.get("out_refund_no") or asked.get("out_trade_no")
        if reference is None:
            raise BadControl("out_trade_no or out_refund_no is needed")
        spoilt = dict(asked.get("fault", {}))
        kind = spoilt.pop("kind", None)
        if kind is not None and kind not in Notifier.spoilers:
            raise BadControl("fault must be one that spoils what is sent")
        try:
            statuses = self._platform.notifier.send_now(
                reference,
                times=number_of(asked, "times", 1, least=1, most=MOST_SENDINGS),
                parallel=asked.get("parallel", False),
                faults=[self._platform.faults.make(kind, spoilt)] if kind else [],
            )
        except LookupError:
            return json_response(404, {"error": f"nothing to tell about {reference} yet"})
        return json_response(200, {"statuses": statuses})

    def _settle(self, request: Request) -> Response:
        """The money of a pending refund moves now: SUCCESS is the only end there is."""
        asked = read_object(request, required={"out_refund_no": str}, optional={"status": str})
        if asked.get("status", "SUCCESS") != "SUCCESS":
            raise BadControl("status must be SUCCESS")
        row = refunds.numbered(self._platform, asked["out_refund_no"])
        if row is None:
            return json_response(404, {"error": f"no refund {asked['out_refund_no']}"})
        try:
            settled = refunds.settle(self._platform, row["out_trade_no"], row["out_request_no"])
        except ValueError as refusal:
            return json_response(409, {"error": str(refusal)})
        trade = trades.get(self._platform, row["out_trade_no"])
        return json_response(200, refunds.as_json(trade, settled))

    def _whole(self, trade: Trade) -> dict[str, Any]:
        number = trade["out_trade_no"]
        return {
            **trades.as_json(trade),
            "product": trade["product"],
            "notify_url": trade["notify_url"],
            "return_url": trade["return_url"],
            "request": json.loads(trade["request"]),
            "refund_fee": to_yuan(refunds.refunded_amount(self._platform, number)),
            "refunds": [
                refunds.as_json(trade, row) for row in refunds.of_trade(self._platform, number)
            ],
            "calls": calls.of_trade(self._platform, number),
            "notifications": self._platform.notifier.log_of(number),
        }
