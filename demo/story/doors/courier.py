"""The courier, who scans parcels at the sandbox's Kuaidi100; the shop hears of it by its push."""

from contextlib import suppress
from typing import Any

from demo.story.doors.api import Api, Refused
from demo.story.doors.order import Order
from demo.story.report import Report


class Courier:
    def __init__(self, sandbox_url: str, report: Report) -> None:
        self._control = Api(f"{sandbox_url.rstrip('/')}/_sandbox")
        self._report = report
        self._faults: list[int] = []

    def scans(self, order: Order, *steps: str) -> None:
        """Each of the order's parcels, step by step."""
        for number in order.tracking_numbers():
            self._follows(number)
            for step in steps:
                self._control.post("/kuaidi100/scan", {"number": number, "step": step})
            self._report.tell("courier", f"scans {number}: {', '.join(steps)}")

    def loses_pushes(self, order: Order) -> None:
        """Put a fault in force: no push about the order's parcels arrives."""
        for number in order.tracking_numbers():
            asked = {"kind": "notify_drop", "target": number}
            self._faults.append(self._control.post("/faults", asked)["id"])
            self._report.tell("courier", f"every push about {number} gets lost")

    def lifts_faults(self) -> None:
        for fault in self._faults:
            with suppress(Refused):
                self._control.delete(f"/faults/{fault}")

    def pushes_taken(self, order: Order) -> int:
        """How many pushes about the order's parcels the shop has acknowledged."""
        parcels = [self._parcel(number) for number in order.tracking_numbers()]
        pushes = [push for parcel in parcels for push in parcel["pushes"]]
        return sum(push["acknowledged_at"] is not None for push in pushes)

    def _follows(self, number: str) -> None:
        """Wait until the shop has subscribed to a number: its worker does so after shipping."""

        def is_subscribed() -> bool:
            known = self._control.get("/kuaidi100/parcels")["parcels"]
            return any(each["number"] == number for each in known)

        self._report.until(f"a subscription to {number}", is_subscribed, bool)

    def _parcel(self, number: str) -> dict[str, Any]:
        parcel: dict[str, Any] = self._control.get(f"/kuaidi100/parcels/{number}")
        return parcel
