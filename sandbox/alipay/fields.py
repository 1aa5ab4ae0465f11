"""What biz_content may hold: lengths, character sets and limits as Alipay publishes them."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sandbox.addresses import is_loopback
from sandbox.alipay.errors import ApiError, invalid
from sandbox.alipay.money import to_fen
from sandbox.clock import parse_local_time

NUMBER = re.compile(r"[0-9A-Za-z_]{1,64}")
SUBJECT_LENGTH, REASON_LENGTH = 256, 256
LARGEST_AMOUNT = 100_000_000_00
LONGEST_DEADLINE = 15 * 86400.0

Content = dict[str, Any]


def read(parameters: Mapping[str, str]) -> Content:
    """biz_content as an object. Raises ApiError: 40002 isv.invalid-parameter."""
    try:
        content = json.loads(parameters.get("biz_content", ""))
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise ApiError("40002", "isv.invalid-parameter", "biz_content不是合法的JSON")
    return content


def offer(content: Content, *, product_code: str | None, now: float) -> None:
    """Check what a payment is made of. Raises ApiError: ACQ.INVALID_PARAMETER."""
    number(content, "out_trade_no")
    amount(content, "total_amount")
    subject = content.get("subject")
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_LENGTH:
        raise invalid("subject", "为空或过长")
    if set("/=&") & set(subject):
        raise invalid("subject", "不可包含特殊字符 / = &")
    if product_code and content.get("product_code") != product_code:
        raise invalid("product_code", f"必须为{product_code}")
    if not now < deadline(content, now=now) <= now + LONGEST_DEADLINE:
        raise invalid("time_expire", "不在有效范围内")


def deadline(content: Content, *, now: float) -> float:
    """time_expire, or else the longest there is. Raises ApiError: ACQ.INVALID_PARAMETER."""
    if "time_expire" not in content:
        return now + LONGEST_DEADLINE
    try:
        return parse_local_time(str(content["time_expire"]))
    except ValueError:
        raise invalid("time_expire", "格式应为yyyy-MM-dd HH:mm:ss") from None


def number(content: Content, name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        raise invalid(name, "必须为64个以内的字母、数字、下划线")
    return value


def amount(content: Content, name: str) -> int:
    """In fen."""
    try:
        fen = to_fen(str(content.get(name, "")))
    except ValueError:
        raise invalid(name, "必须为精确到小数点后两位的金额") from None
    if not 1 <= fen <= LARGEST_AMOUNT:
        raise invalid(name, "不在[0.01,100000000]范围内")
    return fen


def reason(content: Content) -> str:
    value = content.get("refund_reason", "")
    if not isinstance(value, str) or len(value) > REASON_LENGTH:
        raise invalid("refund_reason", "过长")
    return value


def notify_url(parameters: Mapping[str, str], *, local: bool, remote: bool) -> str:
    """A public http(s) address; this machine's own only in a local sandbox. Empty: none."""
    value = parameters.get("notify_url", "")
    if not value:
        return ""
    try:
        url = urlsplit(value)
        host, _ = url.hostname, url.port
    except ValueError:
        raise invalid("notify_url", "不是合法的URL") from None
    if url.scheme not in ("http", "https") or not host or len(value) > 256:
        raise invalid("notify_url", "必须为http或https地址")
    if not (local if is_loopback(host) else remote):
        raise invalid("notify_url", "沙箱未获准访问该地址")
    return value
