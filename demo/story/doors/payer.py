"""The payer's phone, and what may go wrong at the provider: the sandbox's cashier and control."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import requests

from demo.story.doors.api import Api, Refused
from demo.story.doors.shopper import Code, Order
from demo.story.report import Report
from demo.story.script import Unexpected, expect, yuan

_TIMEOUT = (5, 30)


class Payer:
    def __init__(self, sandbox_url: str, report: Report) -> None:
        self._cashier_url = f"{sandbox_url.rstrip('/')}/cashier/"
        self._control = Api(f"{sandbox_url.rstrip('/')}/_sandbox")
        self._report = report
        self._faults: list[int] = []

    # --- on the phone ---------------------------------------------------------------------

    def pays(self, code: Code) -> None:
        """Scan the code and press "pay" on the cashier's page."""
        page = f"{self._cashier_url}?{urlencode({'code_url': code.url})}"
        requests.post(page, {"action": "pay"}, timeout=_TIMEOUT).raise_for_status()
        trade = self.trade(code)
        expect("the trade at WeChat Pay", found=trade["trade_state"], expected="SUCCESS")
        amount = trade["amount"]["payer_total"]
        self._report.tell("payer", f"scans the code and pays {yuan(amount)} at the cashier")

    def is_turned_away(self, code: Code, *, because: str) -> None:
        """Scan a code that cannot be paid any more."""
        try:
            self._control.post("/pay", {"out_trade_no": code.payment})
        except Refused as refused:
            expect("why the cashier refuses", found=refused.code, expected=because)
            self._report.tell("payer", f"scans the old code: the cashier says “{because}”")
        else:
            raise Unexpected(f"expected the cashier to refuse ({because}), found it paid")

    # --- at the provider ------------------------------------------------------------------

    def will(self, fault: str, code: Code, what: str, **settings: Any) -> None:
        """Put a fault in force for this payment; ``what`` says it in words."""
        asked = {"kind": fault, "target": code.payment, **settings}
        self._faults.append(self._control.post("/faults", asked)["id"])
        self._report.tell("payer", what)

    def lifts_faults(self) -> None:
        """Take back all that was put in force; some have worn off already."""
        for fault in self._faults:
            with suppress(Refused):
                self._control.delete(f"/faults/{fault}")

    def notifies(self, code: Code, *, times: int) -> list[int | None]:
        """The provider sends the same notification, all at once; how the shop answered."""
        asked = {"out_trade_no": code.payment, "times": times, "parallel": True}
        statuses: list[int | None] = self._control.post("/notify", asked)["statuses"]
        self._report.tell("payer", f"WeChat Pay sends its notification {times} times at once")
        return statuses

    def trade(self, code: Code) -> dict[str, Any]:
        trade: dict[str, Any] = self._control.get(f"/orders/{code.payment}")
        return trade

    def told_by(self, code: Code) -> str:
        """How the shop has learned of a payment: "notification" or "query"."""
        trade = self.trade(code)
        attempts = [each for sent in trade["notifications"] for each in sent["attempts"]]
        return "notification" if any(each["status"] for each in attempts) else "query"

    def gets_back(self, code: Code, amount: int) -> None:
        """Wait until the provider has returned this much."""
        self._report.until(
            f"{yuan(amount)} on its way back",
            lambda: returned(self.trade(code)),
            lambda seen: seen == amount,
        )
        self._report.tell("payer", f"has {yuan(amount)} back")

    def is_refunded(self, code: Code, amount: int) -> None:
        """Wait until the provider works on a refund, then let it succeed."""
        trade = self._report.until(
            "a refund at WeChat Pay",
            lambda: self.trade(code),
            lambda seen: seen["refunds"],
        )
        self._control.post("/settle", {"out_refund_no": trade["refunds"][-1]["out_refund_no"]})
        self.gets_back(code, amount)

    def pocket(self, order: Order) -> tuple[int, int]:
        """What the payer paid at the provider for an order, and what came back."""
        recent = self._control.get("/orders")["orders"]
        numbers = [each["out_trade_no"] for each in recent]
        mine = [number for number in numbers if number.startswith(order.number)]
        trades = [self._control.get(f"/orders/{number}") for number in mine]
        return sum(map(paid, trades)), sum(map(returned, trades))


def paid(trade: dict[str, Any]) -> int:
    """Minor units that the payer paid, whatever came back since."""
    has_paid = trade["trade_state"] in ("SUCCESS", "REFUND")
    return int(trade["amount"]["payer_total"]) if has_paid else 0


def returned(trade: dict[str, Any]) -> int:
    refunds = [each for each in trade["refunds"] if each["status"] == "SUCCESS"]
    return sum(int(each["amount"]["refund"]) for each in refunds)
