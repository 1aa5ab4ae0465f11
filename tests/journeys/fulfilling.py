"""Steps of the warehouse and of who receives: parcels, cancelled goods, blocks, receipt."""

from django.db import IntegrityError
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.actor import Actor
from core.clock import now
from logistics import services as logistics
from logistics.errors import (
    AlreadyShipped,
    BadTrackingNumber,
    OrderHeld,
    ShipmentTransitionRefused,
    TrackingNumberUsed,
)
from logistics.models import Shipment
from orders import services as orders
from orders.errors import AlreadyExtended, TransitionRefused
from orders.lifecycle import Stops
from products.errors import NotReserved
from tests.journeys.book import EXTENSION, Order
from tests.journeys.figures import parcel_contents
from tests.journeys.step import Refusal, Step, choose, is_odd, which
from tests.journeys.town import STAFF


def is_awaiting_shipment(order: Order) -> bool:
    return order.status == "awaiting_shipment"


def may_be_received(order: Order) -> bool:
    return order.status == "shipped" and not order.is_stopped("receive")


class Fulfilling(Step):
    @precondition(lambda walk: walk.has_order(is_awaiting_shipment) and Shipment.objects.exists())
    @rule(which=which, label=st.sampled_from(["new", "new", "new", "new", "used", "bad"]))
    def ship(self, which: int, label: str) -> None:
        known = self.book.orders
        parcel = choose(
            list(Shipment.objects.order_by("pk")),
            lambda each: not each.is_dispatched and is_awaiting_shipment(known[each.order_id]),
            which,
        )
        order, contents = known[parcel.order_id], parcel_contents()[parcel.pk]
        number = {"bad": "?", "used": next(iter(self.tracking_numbers), "?")}.get(
            label, f"SF{self.next_number():013}"
        )
        reasons = {  # any that holds may be given
            AlreadyShipped: parcel.is_dispatched,
            OrderHeld: not is_awaiting_shipment(order) or order.is_stopped("ship"),
            ShipmentTransitionRefused: parcel.status == "cancelled",
            BadTrackingNumber: number == "?",
            TrackingNumberUsed: number in self.tracking_numbers,
        }
        if self.go(
            lambda: logistics.ship_shipment(
                shipment_id=parcel.pk,
                courier_code="shunfeng",
                tracking_number=number,
                actor=STAFF,
                at=now(),
            ),
            refused=tuple(reason for reason, holds in reasons.items() if holds),
        ):
            self.tracking_numbers.append(number)
            self.book.shipped(order, contents, at=now())

    @precondition(lambda walk: walk.has_order(is_awaiting_shipment))
    @rule(which=which, quantity=st.integers(1, 3))
    def cancel_goods(self, which: int, quantity: int) -> None:
        order = self.order(
            which,
            lambda each: (
                is_awaiting_shipment(each) and any(line.left for line in each.lines.values())
            ),
        )
        number, line = choose(order.lines.items(), lambda each: each[1].left, which)
        quantity = line.left + 1 if is_odd(which) else min(quantity, max(line.left, 1))
        refused: Refusal = None
        if quantity > line.left:
            refused = IntegrityError
        elif order.status == "closed":
            refused = NotReserved
        if self.go(
            lambda: orders.cancel_lines(
                order_id=order.pk, quantities={number: quantity}, reason="", actor=STAFF, at=now()
            ),
            refused=refused,
        ):
            self.book.cancelled(order, {number: quantity}, at=now())

    @precondition(lambda walk: walk.has_order(lambda order: not order.blocks))
    @rule(
        which=which,
        kind=st.sampled_from(["review", "ticket"]),
        stops=st.sets(st.sampled_from(list(Stops)), min_size=1),
    )
    def block(self, which: int, kind: str, stops: set[Stops]) -> None:
        order = self.order(
            which, lambda each: not each.blocks and each.status not in ("closed", "refunded")
        )
        self.go(
            lambda: orders.place_block(
                order_id=order.pk, kind=kind, reference="1", stops=sorted(stops), at=now()
            )
        )
        if (kind, "1") not in order.blocks:
            order.blocks[kind, "1"] = tuple(str(stop) for stop in stops)
            for timer, stop in ((order.receive, "receive"), (order.complete, "complete")):
                if stop in stops:
                    timer.stop(now())

    @precondition(lambda walk: walk.has_order(lambda order: order.blocks))
    @rule(which=which)
    def unblock(self, which: int) -> None:
        order = choose([each for each in self.book.orders.values() if each.blocks], bool, which)
        kind, reference = next(iter(order.blocks))
        self.go(
            lambda: orders.lift_block(
                order_id=order.pk, kind=kind, reference=reference, actor=STAFF, at=now()
            )
        )
        del order.blocks[kind, reference]
        for timer, stop in ((order.receive, "receive"), (order.complete, "complete")):
            if not order.is_stopped(stop):
                timer.go_on(now())
        self.book.go_on(order, at=now())

    @precondition(lambda walk: walk.has_order(may_be_received))
    @rule(which=which)
    def confirm_receipt(self, which: int) -> None:
        order = self.order(which, may_be_received)
        if self.go(
            lambda: orders.receive_order(
                order_id=order.pk, actor=Actor.member(order.member), at=now()
            ),
            refused=None if may_be_received(order) else TransitionRefused,
        ):
            self.book.received(order, at=now())

    @precondition(lambda walk: walk.has_order(may_be_received))
    @rule(which=which)
    def put_receipt_off(self, which: int) -> None:
        order = self.order(which, may_be_received)
        refused: Refusal = None
        if not may_be_received(order):
            refused = TransitionRefused
        elif order.extended or order.receive.due is None:
            refused = AlreadyExtended
        if self.go(
            lambda: orders.extend_receipt(
                order_id=order.pk, actor=Actor.member(order.member), at=now()
            ),
            refused=refused,
        ):
            assert order.receive.due
            order.extended, order.receive.due = True, order.receive.due + EXTENSION
