"""Trails as a provider pushes them: signed, whole, newest first."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from logistics.couriers.kuaidi100_trail import CHINA
from tests.fixtures.courier import SALT

START = datetime(2026, 11, 11, 14, 0, tzinfo=CHINA)
# By Kuaidi100's codes: a parcel that comes home.
HOME = [
    ("103", "已揽收"),
    ("1002", "运输中"),
    ("1001", "到达上海"),
    ("5", "派送中"),
    ("301", "已签收"),
]
REFUSED = [("103", "已揽收"), ("5", "派送中"), ("14", "拒收"), ("6", "退回中"), ("4", "退回已签收")]

Scan = tuple[str, str]


def rows(scans: Sequence[Scan], *, start: datetime = START) -> list[dict[str, str]]:
    """One scan an hour, newest first."""
    told = [
        {
            "time": f"{start + timedelta(hours=hour):%Y-%m-%d %H:%M:%S}",
            "ftime": f"{start + timedelta(hours=hour):%Y-%m-%d %H:%M:%S}",
            "context": text,
            "statusCode": code,
            "areaName": "上海",
        }
        for hour, (code, text) in enumerate(scans)
    ]
    return told[::-1]


def param(number: str, data: list[dict[str, str]], **changed: Any) -> str:
    result = {"nu": number, "com": "shunfeng", "state": "0", "data": data}
    told = {"status": "polling", "message": "", "comOld": "", "comNew": "", **changed}
    return json.dumps({**told, "lastResult": {**result, **changed.pop("result", {})}})


def sign(text: str, salt: str = SALT) -> str:
    return hashlib.md5((text + salt).encode(), usedforsecurity=False).hexdigest().upper()


def push(number: str, data: list[dict[str, str]], *, client: Client | None = None, **changed: Any):
    """Send it as the provider does; the answer."""
    text = param(number, data, **changed)
    form = {"param": text, "sign": sign(text)}
    return (client or Client()).post("/notify/kuaidi100", form)
