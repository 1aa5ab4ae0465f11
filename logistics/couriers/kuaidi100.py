"""Kuaidi100 (快递100): subscribe and be pushed to, ask, recognise.

Its signatures are MD5 over the text that is sent and a secret: ``param + key + customer`` of
a query, ``param + salt`` of a push. A push carries the whole trail, newest first, and may
come twice, late, or in another order.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import requests

from core.db import forbid_transaction
from logistics.couriers.base import (
    Ending,
    Parcel,
    Push,
    PushRejected,
    Refused,
    Subscribed,
    Trail,
    Unknown,
)
from logistics.couriers.kuaidi100_trail import read_trail

logger = logging.getLogger(__name__)

TIMEOUT = (2, 6)  # seconds: to connect, to answer

# Advanced states: without them a scan says only what it is called.
_WITH_STATES = "4"
_ACCEPTED, _SUBSCRIBED_ALREADY = "200", "501"
_NOT_NOW = {"500", "501", "502"}  # of a subscription: its server; of a query: busy, too many
_NOTHING_YET = "500"  # of a query
_ENDINGS = {"shutdown": Ending.ARRIVED, "abort": Ending.GIVEN_UP}


@dataclass(frozen=True, slots=True)
class Credentials:
    customer: str
    key: str = field(repr=False)
    salt: str = field(repr=False)  # at most 32 characters, of our own making

    @property
    def are_complete(self) -> bool:
        return bool(self.customer and self.key and self.salt)


class Kuaidi100:
    code: ClassVar[str] = "kuaidi100"

    def __init__(self, credentials: Credentials, *, base_url: str, push_url: str) -> None:
        self._credentials = credentials
        self._base_url = base_url.rstrip("/")
        self._push_url = push_url

    def subscribe(self, parcel: Parcel) -> Subscribed | Refused | Unknown:
        asked = {
            "company": parcel.courier,
            "number": parcel.number,
            "key": self._credentials.key,
            "parameters": {
                "callbackurl": self._push_url,
                "salt": self._credentials.salt,
                "resultv2": _WITH_STATES,
                "autoCom": "0",
                "phone": parcel.phone,
            },
        }
        answer = self._ask("/poll", {"schema": "json", "param": _text(asked)})
        if not isinstance(answer, dict):
            return Unknown(_why(answer))
        code = str(answer.get("returnCode", ""))
        if code in (_ACCEPTED, _SUBSCRIBED_ALREADY):
            return Subscribed()
        return _refusal(code, answer)

    def query(self, parcel: Parcel) -> Trail | Refused | Unknown:
        param = _text(
            {
                "com": parcel.courier,
                "num": parcel.number,
                "phone": parcel.phone,
                "resultv2": _WITH_STATES,
                "show": "0",
                "order": "desc",
            }
        )
        customer, key = self._credentials.customer, self._credentials.key
        signed = {"customer": customer, "sign": _md5(param + key + customer), "param": param}
        answer = self._ask("/poll/query.do", signed)
        if not isinstance(answer, dict):
            return Unknown(_why(answer))
        if isinstance(answer.get("data"), list):
            return read_trail(answer)
        code = str(answer.get("returnCode", ""))
        return Trail(()) if code == _NOTHING_YET else _refusal(code, answer)

    def recognise(self, number: str) -> Sequence[str]:
        asked = {"num": number, "key": self._credentials.key}
        answer = self._ask("/autonumber/auto", query=asked)
        if not isinstance(answer, list):
            return []
        return [str(each["comCode"]) for each in answer if _names_courier(each)]

    def read_push(self, form: Mapping[str, str]) -> Push:
        param, sign = form.get("param", ""), form.get("sign", "")
        right = _md5(param + self._credentials.salt)
        if not hmac.compare_digest(sign.upper().encode(), right.encode()):
            raise PushRejected("the signature is not right")
        try:
            told = json.loads(param)
            result = told["lastResult"] or {}
            number = str(result["nu"]).upper()
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise PushRejected(f"it cannot be read: {error!r}", status=400) from None
        new, old = str(told.get("comNew") or ""), str(told.get("comOld") or "")
        named = str(result.get("com") or "")
        return Push(
            number=number,
            couriers=frozenset(filter(None, (named, old, new))),
            courier=new or named,
            trail=read_trail(result),
            ending=_ENDINGS.get(str(told.get("status"))),
        )

    def _ask(
        self,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """The JSON of the answer to a form or a query; the exception where there was none."""
        forbid_transaction("calling Kuaidi100")
        method = "GET" if form is None else "POST"
        try:
            answer = requests.request(
                method, self._base_url + path, params=query, data=form, timeout=TIMEOUT
            )
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as error:
            # Its text may hold the address with what was sent; the class says enough.
            logger.warning("Kuaidi100 %s: %s", path, type(error).__name__)
            return error


def _refusal(code: str, answer: Mapping[str, Any]) -> Refused | Unknown:
    message = str(answer.get("message", ""))[:150]
    if code in _NOT_NOW or not code:
        return Unknown(f"{code} {message}".strip())
    return Refused(code, message)


def _why(answer: Any) -> str:
    return type(answer).__name__ if isinstance(answer, Exception) else "an answer without sense"


def _names_courier(each: Any) -> bool:
    return isinstance(each, dict) and bool(each.get("comCode"))


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _md5(text: str) -> str:
    """Their signature: nothing that we chose."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()
