"""gateway.do: authenticate, do it, sign the answer. And everything that can go wrong on the way."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.alipay import calls, fields, refunds, trades
from sandbox.alipay.cashier import Cashier
from sandbox.alipay.errors import ApiError, business, call_limited, unavailable
from sandbox.alipay.platform import Platform
from sandbox.alipay.signing import answer_text, authenticate, signed_answer
from sandbox.web import Request, Response, Router

log = logging.getLogger(__name__)

PATH = "/gateway.do"
HTML = {"Content-Type": "text/html;charset=utf-8"}

PAGES = {
    "alipay.trade.page.pay": ("page", "FAST_INSTANT_TRADE_PAY"),
    "alipay.trade.wap.pay": ("wap", "QUICK_WAP_WAY"),
    "alipay.trade.app.pay": ("app", "QUICK_MSECURITY_PAY"),
}
"""What the payer's own client opens, with the product's code."""

OPERATIONS = {
    "alipay.trade.precreate": "prepay",
    "alipay.trade.query": "query",
    "alipay.trade.close": "close",
    "alipay.trade.refund": "refund",
    "alipay.trade.fastpay.refund.query": "query_refund",
}
"""What the merchant's server calls, as faults name it."""


@dataclass(frozen=True)
class Call:
    method: str
    content: fields.Content
    parameters: Mapping[str, str]
    base_url: str


class Gateway:
    def __init__(self, platform: Platform, cashier: Cashier) -> None:
        self._platform = platform
        self._cashier = cashier
        self._acts: dict[str, Callable[[Call], dict[str, Any]]] = {
            "alipay.trade.precreate": self._precreate,
            "alipay.trade.query": self._query,
            "alipay.trade.close": self._close,
            "alipay.trade.refund": lambda call: refunds.refund(platform, call.content),
            "alipay.trade.fastpay.refund.query": lambda call: refunds.query(platform, call.content),
        }

    def mount(self, router: Router) -> None:
        router.add("GET", PATH, self._serve)
        router.add("POST", PATH, self._serve)

    def _serve(self, request: Request) -> Response:
        parameters = {**request.query, **(request.form if request.method == "POST" else {})}
        method = parameters.get("method", "")
        if method in PAGES:
            return self._open(request, parameters)
        operation = OPERATIONS.get(method, "unknown")
        numbers = _numbers(parameters)
        response, code = self._run(
            operation, numbers, method, lambda: self._answer(method, parameters, request)
        )
        calls.record(
            self._platform,
            operation,
            out_trade_no=self._trade_of(numbers),
            out_refund_no=numbers.get("out_request_no"),
            status=None if response.hang_up else response.status,
            code=code,
        )
        return response

    # --- what a server calls ------------------------------------------------------------------

    def _precreate(self, call: Call) -> dict[str, Any]:
        fields.offer(call.content, product_code=None, now=self._platform.clock.now())
        trade = trades.offer(self._platform, "qr", call.content, call.parameters)
        return {"out_trade_no": trade["out_trade_no"], "qr_code": qr_code(trade, call.base_url)}

    def _query(self, call: Call) -> dict[str, Any]:
        number = call.content.get("out_trade_no", "")
        if self._platform.faults.take("query_says_missing", str(number)):
            raise business("ACQ.TRADE_NOT_EXIST")
        return trades.as_json(trades.meant(self._platform, call.content))

    def _close(self, call: Call) -> dict[str, Any]:
        closed = trades.close(self._platform, trades.meant(self._platform, call.content))
        return {"trade_no": closed["trade_no"], "out_trade_no": closed["out_trade_no"]}

    def _answer(
        self, method: str, parameters: Mapping[str, str], request: Request
    ) -> tuple[Response, str]:
        try:
            authenticate(parameters, self._platform.keys)
            if method not in self._acts:
                raise ApiError("40002", "isv.invalid-method", "不存在的方法名")
            call = Call(method, fields.read(parameters), parameters, request.base_url)
            done = {"code": "10000", "msg": "Success", **self._acts[method](call)}
            return self._sign(method, done), ""
        except ApiError as error:
            log.info("%s: %s", method, error)
            return self._refuse(method, error), error.sub_code

    def _run(
        self,
        operation: str,
        numbers: Mapping[str, str],
        method: str,
        answer: Callable[[], tuple[Response, str]],
    ) -> tuple[Response, str]:
        """The answer, or what the faults in force make of it."""
        faults, about = self._platform.faults, tuple(numbers.values())
        if failing := faults.take("system_error", *about, operation=operation):
            if failing.settings["executed"] == "yes":
                answer()
            return self._refuse(method, unavailable()), unavailable().sub_code
        if faults.take("rate_limited", *about, operation=operation):
            return self._refuse(method, call_limited()), call_limited().sub_code
        given = answer()
        if slow := faults.take("hang", *about, operation=operation):
            self._platform.stopping.wait(float(slow.settings["seconds"]))
        if faults.take("drop_connection", *about, operation=operation):
            return Response(0, hang_up=True), given[1]
        return given

    def _sign(self, method: str, content: Mapping[str, Any]) -> Response:
        body = signed_answer(self._platform.keys.platform_key, _response_name(method), content)
        return Response(200, body, HTML)

    def _refuse(self, method: str, error: ApiError) -> Response:
        if error.signed:
            return self._sign(method, error.body())
        body = f'{{"{_response_name(method)}":{answer_text(error.body())}}}'
        return Response(200, body.encode(), HTML)

    def _trade_of(self, numbers: Mapping[str, str]) -> str | None:
        """Our merchant's number of the trade that a call is about."""
        if "trade_no" not in numbers:
            return numbers.get("out_trade_no")
        trade = trades.find_alias(self._platform, numbers["trade_no"])
        return str(trade["out_trade_no"]) if trade else None

    # --- what a payer opens -------------------------------------------------------------------

    def _open(self, request: Request, parameters: Mapping[str, str]) -> Response:
        """A page, a phone's page or an app's order: here the trade comes into being."""
        try:
            trade = self.opened(parameters)
        except ApiError as error:
            return self._cashier.turn_away(request, error)
        return self._cashier.lead_to(trade)

    def opened(self, parameters: Mapping[str, str]) -> trades.Trade:
        """Raises ApiError."""
        authenticate(parameters, self._platform.keys)
        if parameters["method"] not in PAGES:
            raise ApiError("40002", "isv.invalid-method", "不存在的方法名")
        product, product_code = PAGES[parameters["method"]]
        content = fields.read(parameters)
        known = trades.find(self._platform, fields.number(content, "out_trade_no"))
        if known is None:
            now = self._platform.clock.now()
            fields.offer(content, product_code=product_code, now=now)
        trade = trades.offer(self._platform, product, content, parameters)
        return trades.open_(self._platform, trade["out_trade_no"])


def qr_code(trade: trades.Trade, base_url: str) -> str:
    """What the payer's Alipay scans; any browser can open it too."""
    return f"{base_url}/alipay/qr/{trade['code']}"


def _response_name(method: str) -> str:
    return method.replace(".", "_") + "_response" if method else "error_response"


def _numbers(parameters: Mapping[str, str]) -> dict[str, str]:
    """Which trade and refund a call means, as far as it can be read before it is checked."""
    try:
        content = fields.read(parameters)
    except ApiError:
        return {}
    named = {name: content.get(name) for name in ("out_trade_no", "trade_no", "out_request_no")}
    return {name: value for name, value in named.items() if isinstance(value, str) and value}
