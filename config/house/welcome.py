"""What the person who started the shop reads first: what to open, and as whom."""

import importlib
import importlib.util
from collections.abc import Mapping, Sequence


def welcome(environment: Mapping[str, str]) -> str:
    shop, sandbox = environment["PUBLIC_BASE_URL"], environment["SANDBOX_URL"]
    doors = [
        ("Shop", f"{shop}/shop/"),
        ("Back office", f"{shop}/admin/"),
        ("Storefront API", f"{shop}/api/docs/"),
        ("Providers' sandbox", f"{sandbox}/"),
    ]
    return "\n".join(["", *_table(doors), "", *_accounts(), "Ctrl-C stops everything.", ""])


def _accounts() -> list[str]:
    """The demo accounts, from ``demo.accounts``: the one place that loads and shows them."""
    if importlib.util.find_spec("demo") is None:
        return []
    accounts = importlib.import_module("demo.accounts").ACCOUNTS
    rows = [(each.role, each.sign_in, each.password) for each in accounts]
    return [*_table([("Demo account", "signs in as", "with"), *rows]), ""]


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  " + "   ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
