"""An order as its shopper has it: placed, and then only looked at and asked for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from demo.story.script import expect

if TYPE_CHECKING:
    from demo.story.doors.shopper import Shopper

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    number: str
    payable_amount: int
    payable_points: int
    shopper: "Shopper"

    @classmethod
    def shown(cls, document: Document, shopper: "Shopper") -> "Order":
        """The order that an answer of the API shows."""
        amount, points = document["payable"]["amount"], document["payable_points"]
        return cls(document["number"], amount, points, shopper)

    @property
    def path(self) -> str:
        return f"/orders/{self.number}"

    def read(self) -> Document:
        document: Document = self.shopper.api.get(self.path)
        return document

    @property
    def status(self) -> str:
        return str(self.read()["status"])

    def becomes(self, status: str) -> Document:
        """Wait until the order is there. Raises Unexpected if it does not come to it."""
        report = self.shopper.report
        report.until(f"the order {status}", lambda: self.status, lambda seen: seen == status)
        report.tell("shop", f"the order is {status}")
        return self.read()

    def has_paid_deposit(self) -> None:
        """Wait until the deposit is there; the order waits for the balance."""
        self.shopper.report.until("the deposit", lambda: self.read()["deposit_paid"], bool)
        self.shopper.report.tell("shop", "the deposit is paid")

    def stays(self, status: str) -> None:
        """What has just been tried has moved nothing."""
        expect("the order", found=self.status, expected=status)

    def parcels(self) -> list[Document]:
        parcels: list[Document] = self.shopper.api.get(f"{self.path}/shipments")
        return parcels

    def tracking_numbers(self) -> list[str]:
        return [label["number"] for each in self.parcels() for label in each["tracking_numbers"]]

    def parcels_become(self, status: str) -> None:
        """Wait until every parcel of it is there."""
        self.shopper.report.until(
            f"the parcels {status}",
            lambda: {each["status"] for each in self.parcels()},
            lambda seen: seen == {status},
        )
        self.shopper.report.tell("shop", f"the parcel is {status}")

    def timeline(self) -> list[str]:
        """What happened, by kind, oldest first."""
        return [entry["kind"] for entry in self.shopper.api.pages(f"{self.path}/timeline")][::-1]

    def team(self) -> Document:
        """The group that it is bought in."""
        team: Document = self.shopper.api.get(f"{self.path}/team")
        return team

    def money(self) -> Document:
        """Its payments and refunds."""
        money: Document = self.shopper.api.get(f"{self.path}/payments")
        return money
