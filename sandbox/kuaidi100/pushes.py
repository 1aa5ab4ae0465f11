"""Pushes: signed forms, each with the whole trail, repeated until they are taken."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from sandbox import notifications
from sandbox.faults import Fault
from sandbox.notifications import Answer, Envelope

MINUTE = 60
FORGED_SALT = "somebody-else"


def signature(text: str, secret: str) -> str:
    """MD5 over the text and the secret, in upper-case hex."""
    return hashlib.md5((text + secret).encode(), usedforsecurity=False).hexdigest().upper()


class Notifier(notifications.Notifier):
    """Three more attempts, 35 minutes apart."""

    provider: ClassVar[str] = "kuaidi100"
    retries: ClassVar[Sequence[int]] = (35 * MINUTE, 35 * MINUTE, 35 * MINUTE)
    spoilers: ClassVar[Sequence[str]] = ("notify_forge", "notify_corrupt", "notify_unsigned")

    def announce(
        self, push: Mapping[str, Any], *, number: str, salt: str | None, callback: str
    ) -> None:
        """Keep a push of how a parcel stands now, as part of the caller's transaction."""
        self.keep(
            secrets.token_hex(16),
            event_type=push["status"],
            content={"push": push, "salt": salt},
            reference=number,
            out_trade_no=number,
            notify_url=callback,
        )

    def envelope(self, content: Mapping[str, Any], faults: Sequence[Fault]) -> Envelope:
        kinds = [fault.kind for fault in faults]
        param = json.dumps(content["push"], ensure_ascii=False, separators=(",", ":"))
        form = {"param": param}
        if content["salt"] is not None and "notify_unsigned" not in kinds:
            salt = FORGED_SALT if "notify_forge" in kinds else content["salt"]
            form["sign"] = signature(param, salt)
        if "notify_corrupt" in kinds:
            form["param"] = param.replace('"state":"', '"state":"3')
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        return Envelope(headers, urlencode(form).encode(), " ".join(kinds))

    def acknowledges(self, answer: Answer) -> bool:
        try:
            told = json.loads(answer.body)
        except ValueError:
            return False
        return answer.status == 200 and isinstance(told, dict) and told.get("result") is True
