"""The calls of a shop: subscribe, query, recognise. And what can go wrong on the way."""

import json
import re
from collections.abc import Callable, Mapping
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

from sandbox.addresses import is_loopback
from sandbox.kuaidi100 import parcels
from sandbox.kuaidi100.account import CUSTOMER, KEY
from sandbox.kuaidi100.companies import ASK_FOR_PHONE, COMPANIES, recognised
from sandbox.kuaidi100.parcels import Duplicate, Subscription, Unready
from sandbox.kuaidi100.platform import Platform
from sandbox.kuaidi100.pushes import signature
from sandbox.web import Request, Response, Router, json_response

Answer = tuple[bool, str, str]  # result, returnCode, message

ACCEPTED: Answer = (True, "200", "提交成功")
DUPLICATE: Answer = (False, "501", "重复订阅")
NO_KEY: Answer = (False, "600", "您不是合法的订阅者（即授权Key出错）")
NOT_SERVED: Answer = (False, "701", "拒绝订阅的快递公司")
SERVER_ERROR: Answer = (False, "500", "服务器错误")
NOTHING_FOUND: Answer = (False, "500", "查询无结果，请隔段时间再查")
INCOMPLETE: Answer = (False, "400", "提交的数据不完整，或者贵公司没授权")
PHONE_NEEDED: Answer = (False, "408", "验证码错误或缺少手机号")
BUSY: Answer = (False, "501", "服务器正忙")
TOO_MANY: Answer = (False, "502", "服务器繁忙，并发超限")
BAD_SIGN: Answer = (False, "503", "验证签名失败")


def bad_subscription(why: str) -> Answer:
    return (False, "700", f"订阅方的订阅数据存在错误：{why}")


class Api:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def mount(self, router: Router) -> None:
        router.add("POST", "/poll", self._subscribe)
        router.add("POST", "/poll/query.do", self._query)
        router.add("GET", "/autonumber/auto", self._recognise)

    # --- subscribe ----------------------------------------------------------------------------

    def _subscribe(self, request: Request) -> Response:
        asked = _object(request.form.get("param", ""))
        number = str(asked.get("number", ""))
        return self._run("subscribe", number, lambda: self._subscribed(request.form, asked))

    def _subscribed(self, form: Mapping[str, str], asked: Mapping[str, Any]) -> Response:
        options = asked.get("parameters")
        if form.get("schema") != "json" or not asked or not isinstance(options, dict):
            return _said(bad_subscription("schema / param"))
        if not compare_digest(str(asked.get("key", "")), KEY):
            return _said(NO_KEY)
        company, number = str(asked.get("company", "")), str(asked.get("number", ""))
        if company not in COMPANIES:
            return _said(NOT_SERVED if company else bad_subscription("company"))
        if why := self._wrong(company, number, options):
            return _said(bad_subscription(why))
        salt = options.get("salt")
        subscription = Subscription(
            company=company,
            number=number,
            phone=str(options.get("phone", "")),
            callback=str(options["callbackurl"]),
            salt=None if salt is None else str(salt),
            advanced=_is_advanced(options),
        )
        try:
            parcels.subscribe(self._platform, subscription)
        except Duplicate:
            return _said(DUPLICATE)
        except Unready:
            return _said(bad_subscription("30分钟内不能重复订阅"))
        return _said(ACCEPTED)

    def _wrong(self, company: str, number: str, options: Mapping[str, Any]) -> str:
        """What in the subscription cannot be taken, "" for nothing."""
        if not _is_number(number):
            return "number"
        if len(str(options.get("salt") or "")) > 32:
            return "salt"
        if company in ASK_FOR_PHONE and not options.get("phone"):
            return "phone"
        address = urlsplit(str(options.get("callbackurl", "")))
        reachable = self._platform.local if is_loopback(address.hostname or "") else None
        if reachable is None:
            reachable = self._platform.remote
        is_web = address.scheme in ("http", "https") and address.hostname
        return "" if is_web and reachable else "callbackurl"

    # --- query --------------------------------------------------------------------------------

    def _query(self, request: Request) -> Response:
        form = request.form
        number = str(_object(form.get("param", "")).get("num", ""))
        return self._run("track", number, lambda: self._queried(form))

    def _queried(self, form: Mapping[str, str]) -> Response:
        param, customer = form.get("param", ""), form.get("customer", "")
        asked = _object(param)
        if customer != CUSTOMER or not asked:
            return _said(INCOMPLETE)
        if not compare_digest(
            form.get("sign", "").encode(), signature(param, KEY + CUSTOMER).encode()
        ):
            return _said(BAD_SIGN)
        company, number = str(asked.get("com", "")), str(asked.get("num", ""))
        if company not in COMPANIES or not _is_number(number):
            return _said(INCOMPLETE)
        if company in ASK_FOR_PHONE and not asked.get("phone"):
            return _said(PHONE_NEEDED)
        parcel = parcels.find(self._platform, number)
        if parcel is None or parcel["company"] != company:
            return _said(NOTHING_FOUND)
        found = parcels.result_of(self._platform, parcel)
        if not found["data"]:
            return _said(NOTHING_FOUND)
        return json_response(200, found)

    # --- recognise ----------------------------------------------------------------------------

    def _recognise(self, request: Request) -> Response:
        number, key = request.query.get("num", ""), request.query.get("key", "")
        return self._run("recognise", number, lambda: self._recognised(number, key))

    def _recognised(self, number: str, key: str) -> Response:
        if key != KEY:
            return _said((False, "600", "key错误"))
        likely = [{"comCode": each.code, "name": each.name} for each in recognised(number)]
        return json_response(200, likely)

    # --- faults -------------------------------------------------------------------------------

    def _run(self, operation: str, number: str, answer: Callable[[], Response]) -> Response:
        """The answer, or what the faults in force make of it."""
        faults = self._platform.faults
        if failing := faults.take("system_error", number, operation=operation):
            if failing.settings["executed"] == "yes":
                answer()
            return json_response(int(failing.settings["status"]), {"message": SERVER_ERROR[2]})
        if faults.take("rate_limited", number, operation=operation):
            return _said(TOO_MANY if operation == "track" else SERVER_ERROR)
        given = answer()
        if slow := faults.take("hang", number, operation=operation):
            self._platform.stopping.wait(float(slow.settings["seconds"]))
        if faults.take("drop_connection", number, operation=operation):
            return Response(0, hang_up=True)
        return given


def _said(answer: Answer) -> Response:
    result, code, message = answer
    return json_response(200, {"result": result, "returnCode": code, "message": message})


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_number(number: str) -> bool:
    return re.fullmatch(r"[0-9A-Za-z-]{6,32}", number) is not None


def _is_advanced(options: Mapping[str, Any]) -> bool:
    return str(options.get("resultv2", "")) in ("4", "6", "8")
