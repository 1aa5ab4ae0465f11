"""The doors of the shop: the storefront's API, the back office, the beat of its sweeps."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from rest_framework.test import APIClient

from core.clock import real_now
from logistics.models import Shipment
from logistics.tasks import sweep_late_shipments
from members.models import Address, Member
from members.roles import Role
from members.services import issue_token, sync_roles
from orders.models import Order
from orders.tasks import sweep_completions, sweep_receipts
from payments.tasks import (
    advance_refunds,
    close_overdue_orders,
    close_overdue_payments,
    query_payments,
)
from tests.backoffice.staff import at_work, in_role


@dataclass
class Shopper:
    """A member with the storefront open."""

    member: Member
    address: Address
    api: APIClient = field(init=False)

    def __post_init__(self) -> None:
        token = issue_token(member_id=self.member.pk, at=real_now())
        self.api = APIClient(headers={"Authorization": f"Bearer {token}"})

    def buy(self, basket: Mapping[str, int]) -> dict[str, Any]:
        """From the preview to the order, which has the number and the price that was shown."""
        items = [{"sku": sku, "quantity": quantity} for sku, quantity in basket.items()]
        wanted = {"items": items, "address": str(self.address.public_id)}
        quote = self._post("checkout/preview", wanted, status=200)
        order = self._post("orders", wanted | {"fingerprint": quote["fingerprint"]}, status=201)
        assert order["payable"] == quote["payable"]
        return order

    def pay(self, number: str, method: str) -> dict[str, Any]:
        return self._post(f"orders/{number}/payments", {"method": method}, status=201)

    def receive(self, number: str) -> dict[str, Any]:
        return self._post(f"orders/{number}/receive", {}, status=200)

    def look(self, path: str, language: str = "en") -> Any:
        answer = self.api.get(f"/api/v1/{path}", headers={"Accept-Language": language})
        assert answer.status_code == 200, answer.json()
        return answer.json()

    def status_of(self, number: str) -> str:
        status: str = self.look(f"orders/{number}")["status"]
        return status

    def balance(self) -> int:
        amount: int = self.look("me/wallet")["available"]["amount"]
        return amount

    def timeline(self, number: str) -> list[str]:
        """What happened to the order, first things first."""
        entries = self.look(f"orders/{number}/timeline")["results"]
        return [entry["kind"] for entry in reversed(entries)]

    def _post(self, path: str, body: object, *, status: int) -> dict[str, Any]:
        key = {"Idempotency-Key": str(uuid.uuid4())}
        answer = self.api.post(f"/api/v1/{path}", body, format="json", headers=key)
        assert answer.status_code == status, answer.json()
        told: dict[str, Any] = answer.json()
        return told


class Desk:
    """A colleague's place in the back office, with what the role may do."""

    def __init__(self, role: Role) -> None:
        sync_roles()
        self.client: Client = at_work(in_role(role))

    def ship(self, number: str, tracking_number: str) -> None:
        """Hand the order's only waiting parcel to the courier."""
        parcel = Shipment.objects.undispatched().get(order__number=number)
        self._post(
            f"/admin/logistics/shipment/{parcel.pk}/ship/",
            {"courier": "shunfeng", "tracking_number": tracking_number},
        )

    def refund(self, number: str, reason: str) -> None:
        order = Order.objects.get(number=number)
        self._post(f"/admin/orders/order/{order.pk}/actions/refund/", {"reason": reason})

    def _post(self, path: str, body: dict[str, str]) -> None:
        answer = self.client.post(path, body, follow=True)
        assert answer.status_code == 200, answer.content.decode()


def beat() -> None:
    """Every sweep once, as beat sends them."""
    for sweep in (
        close_overdue_orders,
        close_overdue_payments,
        query_payments,
        advance_refunds,
        sweep_receipts,
        sweep_completions,
        sweep_late_shipments,
    ):
        sweep()
