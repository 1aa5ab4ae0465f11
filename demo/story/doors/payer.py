"""The payer's phone, and what may go wrong at the provider: the sandbox's cashier and control."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import requests

from demo.story.doors.api import Api, Refused
from demo.story.doors.clients import cashier_of
from demo.story.doors.order import Document
from demo.story.doors.shopper import Code, Payment
from demo.story.report import Report
from demo.story.script import Money, Unexpected, expect, yuan

_PROVIDERS = ("wechat", "alipay")
_TIMEOUT = (5, 30)


class Payer:
    def __init__(self, sandbox_url: str, report: Report) -> None:
        self._sandbox_url = sandbox_url.rstrip("/")
        self._control = Api(f"{self._sandbox_url}/_sandbox")
        self._report = report
        self._faults: list[int] = []

    # --- on the phone ---------------------------------------------------------------------

    def pays(self, code: Code) -> None:
        """Scan the code and press "pay" on the cashier's page."""
        page = f"{self._sandbox_url}/cashier/?{urlencode({'code_url': code.url})}"
        requests.post(page, {"action": "pay"}, timeout=_TIMEOUT).raise_for_status()
        trade = self.trade(code)
        expect("the trade at WeChat Pay", found=trade["trade_state"], expected="SUCCESS")
        amount = trade["amount"]["payer_total"]
        self._report.tell("payer", f"scans the code and pays {yuan(amount)} at the cashier")

    def opens_and_pays(self, payment: Payment) -> None:
        """Open what the shop handed over as its product is meant to be, and press "pay"."""
        cashier = cashier_of(payment, sandbox_url=self._sandbox_url, control=self._control)
        requests.post(cashier, {"action": "pay"}, timeout=_TIMEOUT).raise_for_status()
        self._report.tell("payer", f"opens it and pays at the cashier of {payment.method}")

    def opens_app(self, app: str, person: str) -> str:
        """Open the shop's app (mini, official) in WeChat: the code that it gets."""
        return str(self._control.post("/wechat/codes", {"app": app, "person": person})["code"])

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

    def meets_outage(self, operation: str, what: str) -> int:
        """WeChat Pay answers nobody's calls of this kind; the fault that says so."""
        asked = {"kind": "system_error", "operation": operation}
        fault = int(self._control.post("/faults", asked)["id"])
        self._faults.append(fault)
        self._report.tell("payer", what)
        return fault

    def lifts(self, fault: int) -> None:
        self._control.delete(f"/faults/{fault}")

    def lifts_faults(self) -> None:
        """Take back all that was put in force; some have worn off already."""
        for fault in self._faults:
            with suppress(Refused):
                self._control.delete(f"/faults/{fault}")

    def notifies(self, code: Code, *, times: int, is_forged: bool = False) -> list[int | None]:
        """The provider sends the same notification, all at once; how the shop answered.

        ``is_forged``: somebody else sends it, with a signature of his own.
        """
        asked = {"out_trade_no": code.payment, "times": times, "parallel": True}
        forged = {"fault": {"kind": "notify_forge"}} if is_forged else {}
        statuses: list[int | None] = self._control.post("/notify", asked | forged)["statuses"]
        sender = "somebody who is not WeChat Pay" if is_forged else "WeChat Pay"
        self._report.tell("payer", f"{sender} sends its notification {times} times at once")
        return statuses

    def trade(self, code: Code) -> Document:
        trade: Document = self._control.get(f"/orders/{code.payment}")
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

    def pocket(self, payments: Sequence[Document]) -> tuple[Money, Money]:
        """What the payer paid at each provider by these, and what came back."""
        at_wechat = self._trades("wechat", "/orders", payments)
        at_alipay = self._trades("alipay", "/alipay/orders", payments)
        went = sum(map(paid, at_wechat)), sum(map(paid_at_alipay, at_alipay))
        came = sum(map(returned, at_wechat)), sum(fen(each["refund_fee"]) for each in at_alipay)
        return dict(zip(_PROVIDERS, went, strict=True)), dict(zip(_PROVIDERS, came, strict=True))

    def _trades(self, provider: str, path: str, payments: Sequence[Document]) -> list[Document]:
        """Of the payments that have come to the provider: some that were begun never do."""
        trades = []
        for payment in payments:
            if payment["method"] == provider:
                with suppress(Refused):
                    trades.append(self._control.get(f"{path}/{payment['number']}"))
        return trades


def paid(trade: Document) -> int:
    """Minor units that the payer paid, whatever came back since."""
    has_paid = trade["trade_state"] in ("SUCCESS", "REFUND")
    return int(trade["amount"]["payer_total"]) if has_paid else 0


def paid_at_alipay(trade: Document) -> int:
    return fen(trade["total_amount"]) if "send_pay_date" in trade else 0


def fen(yuan: str) -> int:
    """``12.50`` -> 1250"""
    return int(yuan.replace(".", ""))


def returned(trade: Document) -> int:
    refunds = [each for each in trade["refunds"] if each["status"] == "SUCCESS"]
    return sum(int(each["amount"]["refund"]) for each in refunds)
