"""The v3 API: authenticate, do it, sign the answer. And everything that can go wrong on the way."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.web import Handler, Request, Response, Router, json_response
from sandbox.wechatpay import calls, fields, orders, refunds
from sandbox.wechatpay.errors import ApiError
from sandbox.wechatpay.platform import Platform
from sandbox.wechatpay.signing import authenticate, random_text, signed_headers
from sandbox.wechatpay.validation import Fields, read_json, read_query

log = logging.getLogger(__name__)

Answer = dict[str, Any] | None
"""The JSON of a 200; None for 204."""

PREPAY = "/v3/pay/transactions"
REFUNDS = "/v3/refund/domestic/refunds"


@dataclass(frozen=True)
class Call:
    """One call: the operation's name, and the numbers that it is about."""

    operation: str
    out_trade_no: str | None
    out_refund_no: str | None

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(number for number in (self.out_trade_no, self.out_refund_no) if number)


class Api:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        limits = {"local": platform.local, "remote": platform.remote}
        self._prepay_fields = fields.prepay(**limits)
        self._refund_fields = fields.refund(**limits)

    def mount(self, router: Router) -> None:
        for product in self._prepay_fields:
            router.add("POST", f"{PREPAY}/{product}", self._serve("prepay", self._prepay))
        by_number = f"{PREPAY}/out-trade-no/{{out_trade_no}}"
        router.add("GET", by_number, self._serve("query", self._query))
        router.add(
            "GET", f"{PREPAY}/id/{{transaction_id}}", self._serve("query", self._query_by_id)
        )
        router.add("POST", f"{by_number}/close", self._serve("close", self._close))
        router.add("POST", REFUNDS, self._serve("refund", self._refund))
        router.add(
            "GET", f"{REFUNDS}/{{out_refund_no}}", self._serve("query_refund", self._query_refund)
        )
        router.add("GET", "/v3/certificates", self._serve("certificates", self._certificates))

    def _prepay(self, request: Request) -> Answer:
        read_query(request.query, fields.NO_QUERY)
        product = request.path.rpartition("/")[2]
        asked = read_json(request.body, self._prepay_fields[product])
        self._check_mchid(asked["mchid"])
        if asked["appid"] not in self._platform.keys.merchant.appids:
            raise ApiError(400, "APPID_MCHID_NOT_MATCH", "appid和mchid不匹配")
        order = orders.prepay(self._platform, product, asked)
        if product == "native":
            return {"code_url": orders.code_url(order)}
        if product == "h5":
            return {"h5_url": orders.h5_url(order, request.base_url)}
        return {"prepay_id": order["prepay_id"]}

    def _query(self, request: Request, out_trade_no: str) -> Answer:
        self._check_mchid(read_query(request.query, fields.QUERY)["mchid"])
        return orders.as_json(self._platform, orders.query(self._platform, out_trade_no))

    def _query_by_id(self, request: Request, transaction_id: str) -> Answer:
        self._check_mchid(read_query(request.query, fields.QUERY)["mchid"])
        order = orders.find_alias(self._platform, transaction_id)
        if order is None:
            raise orders.order_missing()
        found = orders.query(self._platform, order["out_trade_no"])
        return orders.as_json(self._platform, found)

    def _close(self, request: Request, out_trade_no: str) -> Answer:
        read_query(request.query, fields.NO_QUERY)
        self._check_mchid(read_json(request.body, fields.CLOSE)["mchid"])
        orders.close(self._platform, out_trade_no)
        return None

    def _refund(self, request: Request) -> Answer:
        read_query(request.query, fields.NO_QUERY)
        asked = read_json(request.body, self._refund_fields)
        return refunds.as_json(self._platform, refunds.refund(self._platform, asked))

    def _query_refund(self, request: Request, out_refund_no: str) -> Answer:
        read_query(request.query, Fields({}, {}))
        return refunds.as_json(self._platform, refunds.query(self._platform, out_refund_no))

    def _certificates(self, request: Request) -> Answer:
        message = "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。"
        raise ApiError(404, "RESOURCE_NOT_EXISTS", message)

    def _check_mchid(self, mchid: str) -> None:
        if mchid != self._platform.keys.merchant.mchid:
            raise ApiError(400, "INVALID_REQUEST", "Http头里的mchid和请求里的mchid不一致")

    def _serve(self, operation: str, act: Callable[..., Answer]) -> Handler:
        """``act`` with all that surrounds every call: faults, authentication, signature, record."""

        def handler(request: Request, **parts: str) -> Response:
            call = _identify(operation, request, parts)
            response, code = self._run(call, lambda: self._answer(request, act, parts))
            calls.record(
                self._platform,
                operation,
                out_trade_no=call.out_trade_no,
                out_refund_no=call.out_refund_no,
                status=None if response.hang_up else response.status,
                code=code,
            )
            return response

        return handler

    def _run(self, call: Call, answer: Callable[[], tuple[Response, str]]) -> tuple[Response, str]:
        """The answer, or what the faults in force make of it."""
        faults = self._platform.faults
        if failing := faults.take("system_error", *call.references, operation=call.operation):
            if failing.settings["executed"] == "yes":
                answer()
            error = ApiError(
                int(failing.settings["status"]), "SYSTEM_ERROR", "系统异常，请稍后重试"
            )
            return self._refuse(error), error.code
        if faults.take("rate_limited", *call.references, operation=call.operation):
            error = ApiError(429, "FREQUENCY_LIMITED", "频率限制，请降低请求频率后重试")
            return self._refuse(error), error.code
        given = answer()
        if slow := faults.take("hang", *call.references, operation=call.operation):
            self._platform.stopping.wait(float(slow.settings["seconds"]))
        if faults.take("drop_connection", *call.references, operation=call.operation):
            return Response(0, hang_up=True), given[1]
        return given

    def _answer(
        self, request: Request, act: Callable[..., Answer], parts: dict[str, str]
    ) -> tuple[Response, str]:
        try:
            authenticate(request, self._platform.keys, now=self._platform.clock.real())
            return self._sign(act(request, **parts)), ""
        except ApiError as error:
            log.info("%s %s: %s", request.method, request.path, error)
            return self._refuse(error), error.code

    def _sign(self, answer: Answer) -> Response:
        plain = Response(204) if answer is None else json_response(200, answer)
        keys = self._platform.keys
        proof = signed_headers(
            keys.platform_key,
            keys.platform_key_id,
            plain.body,
            timestamp=int(self._platform.clock.real()),
        )
        headers = {**plain.headers, **proof, "Request-ID": _request_id(0)}
        return Response(plain.status, plain.body, headers)

    def _refuse(self, error: ApiError) -> Response:
        plain = json_response(error.status, error.body())
        headers = {**plain.headers, "Request-ID": _request_id(error.number)}
        return Response(plain.status, plain.body, headers)


def _identify(operation: str, request: Request, parts: dict[str, str]) -> Call:
    """Which trade and refund a call means, as far as it can be read before it is checked."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    named = {**(body if isinstance(body, dict) else {}), **parts}
    numbers = (named.get("out_trade_no"), named.get("out_refund_no"))
    return Call(operation, *(n if isinstance(n, str) else None for n in numbers))


def _request_id(number: int) -> str:
    """An id whose digits after the last ``-`` are the numeric result code."""
    return f"08{random_text(24).upper()}-{number}"
