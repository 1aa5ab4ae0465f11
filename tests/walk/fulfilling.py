"""Steps of the warehouse and of who receives: parcels, blocks, receipt."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.actor import Actor
from core.clock import now
from logistics import services as logistics
from logistics.errors import OrderHeld
from logistics.models import Shipment
from orders import services as orders
from orders.errors import AlreadyExtended, TransitionRefused
from orders.lifecycle import Stops
from orders.models import Order, OrderBlock
from tests.walk.step import Step, pick, which
from tests.walk.town import STAFF


def is_awaiting_shipment(order: Order) -> bool:
    return order.status == "awaiting_shipment"


def is_shipped(order: Order) -> bool:
    return order.status == "shipped"


class Fulfilling(Step):
    @precondition(lambda walk: walk.parcels_to_go())
    @rule(which=which)
    def ship(self, which: int) -> None:
        parcel, number = pick(self.parcels_to_go(), which), self.next_number()
        self.go(
            lambda: logistics.ship_shipment(
                shipment_id=parcel.pk,
                courier_code="shunfeng",
                tracking_number=f"SF{number:013}",
                actor=STAFF,
                at=now(),
            ),
            OrderHeld,
        )

    def parcels_to_go(self) -> list[Shipment]:
        waiting = [order.pk for order in self.of_orders(is_awaiting_shipment)]
        undispatched = Shipment.objects.undispatched().filter(order__in=waiting)
        return list(undispatched.order_by("pk")) if waiting else []

    @precondition(lambda walk: walk.of_orders(is_shipped))
    @rule(which=which, is_put_off=st.booleans())
    def receive(self, which: int, is_put_off: bool) -> None:
        order = pick(self.of_orders(is_shipped), which)
        verb = orders.extend_receipt if is_put_off else orders.receive_order
        self.go(
            lambda: verb(order_id=order.pk, actor=Actor.member(order.member_id), at=now()),
            TransitionRefused,
            AlreadyExtended,
        )

    @precondition(lambda walk: walk.orders)
    @rule(which=which, stops=st.sets(st.sampled_from(list(Stops)), min_size=1))
    def block_or_free(self, which: int, stops: set[Stops]) -> None:
        """Whatever is blocked is freed before another is."""
        blocked = OrderBlock.objects.filter(kind="review", lifted_at=None).first()
        if blocked:
            self.go(
                lambda: orders.lift_block(
                    order_id=blocked.order_id, kind="review", reference="1", actor=STAFF, at=now()
                )
            )
            return
        order = pick(self.orders, which)
        self.go(
            lambda: orders.place_block(
                order_id=order.pk, kind="review", reference="1", stops=sorted(stops), at=now()
            )
        )
