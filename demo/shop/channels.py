"""The demo shop's ways to be paid: balance, and the sandbox's merchant accounts."""

import json
import os
from pathlib import Path

from payments.services import list_channels, set_credentials, switch_channel

# What a merchant has of a provider, as the sandbox writes it.
_FILES = {"wechat": "merchant.json", "alipay": "alipay.json"}


def load_channels() -> None:
    """Enable each provider for which a sandbox has written what a merchant has of it."""
    list_channels()
    state = os.environ.get("SANDBOX_STATE", "")
    for code, name in _FILES.items():
        merchant = Path(state) / name
        if state and merchant.is_file():
            set_credentials(code=code, credentials=json.loads(merchant.read_text()))
            switch_channel(code=code, enabled=True)
