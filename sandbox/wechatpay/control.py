"""The JSON control API over trades: for tests and the demo, never part of WeChat's protocol."""

import json
from typing import Any

from sandbox.control import BadControl, number_of, read_object, served
from sandbox.web import Request, Response, Router, json_response
from sandbox.wechatpay import calls, invocation, orders, refunds
from sandbox.wechatpay.envelope import SPOILERS
from sandbox.wechatpay.invocation import NotInvoked
from sandbox.wechatpay.orders import Order, PaymentRefused
from sandbox.wechatpay.platform import Platform

MOST_SENDINGS = 500


class Control:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def mount(self, router: Router) -> None:
        router.add("GET", "/_sandbox/orders", served(self._orders))
        router.add("GET", "/_sandbox/orders/{out_trade_no}", served(self._order))
        router.add("POST", "/_sandbox/pay", served(self._pay))
        router.add("POST", "/_sandbox/invoke", served(self._invoke))
        router.add("POST", "/_sandbox/notify", served(self._notify))
        router.add("POST", "/_sandbox/settle", served(self._settle))

    def _orders(self, request: Request) -> Response:
        recent = orders.recent(self._platform, 100)
        return json_response(200, {"orders": [self._short(order) for order in recent]})

    def _order(self, request: Request, out_trade_no: str) -> Response:
        order = orders.find(self._platform, out_trade_no)
        if order is None:
            return json_response(404, {"error": f"no trade {out_trade_no}"})
        return json_response(200, self._whole(order))

    def _pay(self, request: Request) -> Response:
        """Pay as at the cashier; 409 with the reason if the cashier would not take it."""
        asked = read_object(request, required={"out_trade_no": str})
        try:
            order = orders.pay(self._platform, asked["out_trade_no"])
        except PaymentRefused as refused:
            return json_response(409, {"error": "the payment is refused", "reason": str(refused)})
        return json_response(200, self._whole(order))

    def _invoke(self, request: Request) -> Response:
        """The payer's client calls for payment; 409 with what is wrong in what it was given."""
        asked = read_object(request, required={"client": str, "parameters": dict})
        if asked["client"] not in invocation.PARAMETERS:
            raise BadControl(f"client must be one of {', '.join(invocation.PARAMETERS)}")
        try:
            order = invocation.invoke(self._platform, asked["client"], asked["parameters"])
        except NotInvoked as refused:
            return json_response(409, {"error": "it is not called", "reason": str(refused)})
        cashier_url = f"{request.base_url}/cashier/?prepay_id={order['prepay_id']}"
        return json_response(200, {**self._whole(order), "cashier_url": cashier_url})

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
        if kind is not None and kind not in (*SPOILERS, "notify_probe"):
            raise BadControl("fault must be one that spoils what is sent")
        faults = [self._platform.faults.make(kind, spoilt)] if kind else []
        try:
            statuses = self._platform.notifier.send_now(
                reference,
                times=number_of(asked, "times", 1, least=1, most=MOST_SENDINGS),
                parallel=asked.get("parallel", False),
                faults=faults,
            )
        except LookupError:
            return json_response(404, {"error": f"nothing to tell about {reference} yet"})
        return json_response(200, {"statuses": statuses})

    def _settle(self, request: Request) -> Response:
        """Decide a refund that is PROCESSING, now."""
        asked = read_object(request, required={"out_refund_no": str}, optional={"status": str})
        outcome = asked.get("status", "SUCCESS")
        if outcome not in refunds.SUMMARIES:
            raise BadControl(f"status must be one of {', '.join(refunds.SUMMARIES)}")
        try:
            settled = refunds.settle(self._platform, asked["out_refund_no"], outcome)
        except LookupError:
            return json_response(404, {"error": f"no refund {asked['out_refund_no']}"})
        except ValueError as refusal:
            return json_response(409, {"error": str(refusal)})
        return json_response(200, refunds.as_json(self._platform, settled))

    def _short(self, order: Order) -> dict[str, Any]:
        return {
            **orders.as_json(self._platform, order),
            "code_url": orders.code_url(order),
            "prepay_id": order["prepay_id"],
        }

    def _whole(self, order: Order) -> dict[str, Any]:
        number = order["out_trade_no"]
        return {
            **self._short(order),
            "request": json.loads(order["request"]),
            "refunds": [
                refunds.as_json(self._platform, row)
                for row in refunds.of_trade(self._platform, number)
            ],
            "calls": calls.of_trade(self._platform, number),
            "notifications": self._platform.notifier.log_of(number),
        }
