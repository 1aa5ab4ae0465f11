"""python-alipay-sdk with its sharp edges covered.

It would stamp requests with the process's own zone, wait for a slow answer piece by
piece without end, and find the end of an answer by counting braces, even those inside
of texts.
"""

import json
import time
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.request import urlopen

from alipay import AliPay
from alipay.exceptions import AliPayException
from alipay.utils import AliPayConfig

from core.calls import TIMEOUT

SILENCE = max(TIMEOUT)  # seconds; urllib knows only one time-out, for connecting and for answers
DEADLINE = 8.0  # seconds for an answer as a whole
LARGEST_ANSWER = 1 << 20

CHINA = timezone(timedelta(hours=8))
_FORMAT = "%Y-%m-%d %H:%M:%S"


def china_time(at: datetime) -> str:
    """Such as ``2026-01-01 12:30:00``."""
    return at.astimezone(CHINA).strftime(_FORMAT)


def read_china_time(text: str) -> datetime:
    """Raises ValueError."""
    return datetime.strptime(text, _FORMAT).replace(tzinfo=CHINA)


class AlipayClient:
    def __init__(self, *, app_id: str, private_key: str, public_key: str, gateway: str) -> None:
        """Raises ValueError for keys that cannot be read."""
        try:
            self._sdk = _Sdk(
                appid=app_id,
                app_private_key_string=private_key,
                alipay_public_key_string=public_key,
                sign_type="RSA2",
                config=AliPayConfig(timeout=SILENCE),
            )
        except Exception as error:  # whatever the key's reader makes of it
            raise ValueError(f"a key cannot be read: {error}") from None
        # The SDK has no option for it; a sandbox differs from production by this alone.
        self._sdk._gateway = gateway

    def call(self, method: str, content: dict[str, str], **parameters: str) -> dict[str, Any]:
        """The signed answer, a refusal too. Raises whatever the SDK and urllib raise."""
        stamp = china_time(datetime.now(CHINA))
        reply = self._sdk.server_api(method, content, timestamp=stamp, **parameters)
        if not isinstance(reply, dict):
            raise AliPayException(None, "the answer is not an object")
        return reply

    def sign(self, method: str, content: dict[str, str], **parameters: str) -> str:
        """A request for the shopper's client to make: a query string."""
        stamp = china_time(datetime.now(CHINA))
        return str(self._sdk.client_api(method, content, timestamp=stamp, **parameters))

    def is_signed(self, form: dict[str, str], signature: str) -> bool:
        """Whether Alipay has signed this form, from which ``sign`` and ``sign_type`` are taken."""
        try:
            return bool(self._sdk.verify(dict(form), signature))
        except Exception:  # of base64, of the key's arithmetic: not signed
            return False


class _Sdk(AliPay):
    def verified_sync_response(self, data: dict[str, Any], response_type: str) -> Any:
        url = f"{self._gateway}?{self.sign_data(data)}"
        give_up_at = time.monotonic() + DEADLINE
        pieces: list[bytes] = []
        with urlopen(url, timeout=self._config.timeout) as answer:  # noqa: S310  (ours)
            while piece := answer.read1(65536):
                pieces.append(piece)
                if time.monotonic() > give_up_at or sum(map(len, pieces)) > LARGEST_ANSWER:
                    raise TimeoutError("the answer has no end")
        return self._verify_and_return_sync_response(b"".join(pieces).decode(), response_type)

    def _get_string_to_be_signed(self, raw_string: str, response_type: str) -> str:
        """The answer's very text: what stands behind its name, read as JSON."""
        decoder, whitespace = json.JSONDecoder(), " \t\r\n"
        at = raw_string.index("{") + 1
        while True:
            at += len(raw_string[at:]) - len(raw_string[at:].lstrip(whitespace + ","))
            name, at = decoder.raw_decode(raw_string, at)
            at += len(raw_string[at:]) - len(raw_string[at:].lstrip(whitespace + ":"))
            _, end = decoder.raw_decode(raw_string, at)
            if name == response_type:
                return raw_string[at:end]
            at = end
