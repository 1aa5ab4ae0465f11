"""The reads of orders that are worth a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from core import regions
from core.actor import Actor, ActorKind
from members.models import mask_phone
from orders.errors import OrderChanged, OrderNotFound
from orders.lifecycle import InstalmentStatus, OrderStatus
from orders.models import (
    CartLine,
    CartLineState,
    Instalment,
    Order,
    OrderTransition,
    TimelineEntry,
)
from products import selectors as products
from products.models import Reservation


def locked_order(order_id: int, *, version: int | None = None) -> Order:
    """The order under its lock, with what its guards look at. Lock it before all that it owns.

    Raises OrderChanged where it is not at ``version``, for whoever acts on what they have seen.
    """
    return _at_version(Order.objects.locked().with_guarded().get(pk=order_id), version)


def lock_order(order_id: int, *, version: int | None = None) -> Order:
    """The order's row under its lock, and nothing else: for those who need the mutex alone."""
    return _at_version(Order.objects.locked().get(pk=order_id), version)


def _at_version(order: Order, version: int | None) -> Order:
    if version is not None and order.version != version:
        raise OrderChanged(number=order.number, version=order.version)
    return order


def lockable_orders(order_ids: Sequence[int]) -> list[Order]:
    """Those of the orders that nobody else holds, locked in id order, for a sweep."""
    return list(
        Order.objects.locked(skip=True).with_guarded().filter(pk__in=order_ids).order_by("pk")
    )


def order_id_of(number: str, *, member_id: int | None = None) -> int:
    """The key behind a public number. Another member's order is not found."""
    owned = {"member_id": member_id} if member_id is not None else {}
    order_id = Order.objects.filter(number=number, **owned).values_list("pk", flat=True).first()
    if order_id is None:
        raise OrderNotFound(number=number)
    return order_id


def orders_of(member_id: int) -> QuerySet[Order]:
    """A member's orders, newest first, with what the list shows."""
    return Order.objects.filter(member_id=member_id).with_guarded().order_by("-pk")


def order_of(number: str, *, member_id: int) -> Order:
    """One order of a member, with what its page shows."""
    order = orders_of(member_id).prefetch_related("discounts__line").filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    return order


def number_of(order_id: int) -> str:
    """The public number behind a key."""
    return Order.objects.values_list("number", flat=True).get(pk=order_id)


def settled_version_of(number: str, *, member_id: int, at: datetime) -> int | None:
    """The order's version alone, for polling.

    None where the time alone changes what it allows: while its balance is open, and while its
    time to be paid is over and the sweep has not come by.
    """
    known = Order.objects.filter(number=number, member_id=member_id)
    clock = ("placed_at", "payment_started_at", "payment_due_at")
    order = known.only("version", "status", *clock).first()
    if order is None:
        raise OrderNotFound(number=number)
    return None if order.is_overdue(at) or order.is_balance_open(at) else order.version


def counts_by_status(member_id: int) -> dict[str, int]:
    rows = Order.objects.filter(member_id=member_id).order_by().values_list("status")
    return dict(rows.annotate(count=Count("pk")))


def timeline_of(order_id: int) -> QuerySet[TimelineEntry]:
    return TimelineEntry.objects.filter(order_id=order_id).order_by("-pk")


def transitions_of(order_id: int) -> QuerySet[OrderTransition]:
    return OrderTransition.objects.filter(order_id=order_id).order_by("version")


def closed_by(order: Order) -> ActorKind | None:
    """Who ended it unpaid; None where it is not closed."""
    if order.status != OrderStatus.CLOSED:
        return None
    last = transitions_of(order.pk).latest("version")
    return Actor.parse(last.actor).kind


def payable_instalment(order: Order, *, at: datetime) -> Instalment | None:
    """The instalment that is to be paid next, or None where there is nothing to pay now.

    One whose time is over is not to be paid, whether or not the sweep has come by.
    """
    instalment = next_instalment(order)
    return instalment if instalment and instalment.is_payable(at) else None


def next_instalment(order: Order) -> Instalment | None:
    """The first instalment that is not paid yet, whether or not it may be paid now."""
    pending = (i for i in order.instalments.all() if i.status == InstalmentStatus.PENDING)
    return next(pending, None)


def ids_in(status: OrderStatus) -> list[int]:
    return list(Order.objects.filter(status=status).order_by("pk").values_list("pk", flat=True))


# --- what is due --------------------------------------------------------------------------


def _to_receive(at: datetime) -> QuerySet[Order]:
    return Order.objects.filter(status=OrderStatus.SHIPPED, auto_receive_at__lte=at)


def _to_complete(at: datetime) -> QuerySet[Order]:
    return Order.objects.filter(status=OrderStatus.RECEIVED, auto_complete_at__lte=at)


def _overdue(at: datetime) -> QuerySet[Order]:
    """Unpaid past their time, and nobody is paying: a payment under way is settled first."""
    being_paid = Instalment.objects.filter(order=OuterRef("pk"), attempt_open=True)
    return Order.objects.filter(
        ~Exists(being_paid), status=OrderStatus.PENDING_PAYMENT, payment_due_at__lte=at
    )


_PAID_IN_PART = Exists(
    Instalment.objects.filter(order=OuterRef("pk"), status=InstalmentStatus.CAPTURED)
)


def _to_close(at: datetime) -> QuerySet[Order]:
    return _overdue(at).exclude(_PAID_IN_PART)


def _to_forfeit(at: datetime) -> QuerySet[Order]:
    return _overdue(at).filter(_PAID_IN_PART)


def due_for_receipt(*, at: datetime, limit: int) -> list[int]:
    due = _to_receive(at).order_by("auto_receive_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def due_for_completion(*, at: datetime, limit: int) -> list[int]:
    due = _to_complete(at).order_by("auto_complete_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def due_for_closing(*, at: datetime, limit: int) -> list[int]:
    due = _to_close(at).order_by("payment_due_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def due_for_forfeit(*, at: datetime, limit: int) -> list[int]:
    due = _to_forfeit(at).order_by("payment_due_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def leaking_orders() -> QuerySet[Order]:
    """Orders that have ended and still hold stock. There are none, unless something went wrong."""
    held = Reservation.objects.open().filter(reference=OuterRef("number"))
    return Order.objects.filter(
        Exists(held),
        status__in=(OrderStatus.COMPLETED, OrderStatus.CLOSED, OrderStatus.REFUNDED),
    )


def is_due(number: str, *, at: datetime) -> bool:
    """Whether a sweep would move the order now."""
    return any(
        due.filter(number=number).exists()
        for due in (_to_receive(at), _to_complete(at), _overdue(at))
    )


@dataclass(frozen=True, slots=True)
class CartEntry:
    """A line of the cart as things stand now: ``available`` pieces, amounts in fen."""

    line: CartLine
    available: int

    @property
    def state(self) -> CartLineState:
        return self.line.state(self.available)

    @property
    def unit_price_amount(self) -> int:
        return self.line.sku.list_price_amount

    @property
    def amount(self) -> int:
        return self.unit_price_amount * self.line.quantity


@dataclass(frozen=True, slots=True)
class Cart:
    """A member's cart; its figures are those of the selected lines, before shipping."""

    entries: tuple[CartEntry, ...]

    @property
    def selected(self) -> list[CartEntry]:
        return [entry for entry in self.entries if entry.line.is_selected]

    @property
    def selected_quantity(self) -> int:
        return sum(entry.line.quantity for entry in self.selected)

    @property
    def goods_amount(self) -> int:
        return sum(entry.amount for entry in self.selected)


def cart_of(member_id: int) -> Cart:
    """The member's cart with live prices and stock: two queries, whatever its size."""
    lines = list(cart_lines(member_id))
    available = products.available_by_sku([line.sku_id for line in lines])
    return Cart(tuple(CartEntry(line, available[line.sku_id]) for line in lines))


def cart_lines(member_id: int) -> QuerySet[CartLine]:
    """The lines of a member's cart with their SKUs, products and categories, newest first."""
    lines = CartLine.objects.filter(member_id=member_id).select_related("sku__product__category")
    unread = ("sku__product__description", "sku__product__description_en")
    return lines.defer(*unread).order_by("-added_at", "-pk")


def locked_cart(member_id: int) -> list[CartLine]:
    """The lines of a member's cart under the cart's lock, with their SKUs.

    The advisory lock keeps out who would add a line, the rows' locks who would
    order what is there. The rows are read only once the first is held.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"cart of {member_id}"]
        )
    lines = CartLine.objects.locked().filter(member_id=member_id).select_related("sku")
    return list(lines.order_by("pk"))


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where it goes; masked, enough to recognise it and no more."""

    name: str
    phone: str
    address: str
    is_masked: bool

    def __str__(self) -> str:
        return f"{self.name} {self.phone}, {self.address}"


def recipient_of(order: Order, *, is_masked: bool) -> Recipient:
    """The recipient as people read it: whole, or for who lacks orders.view_recipient."""
    region = str(regions.region(order.region_code))
    if is_masked:
        return Recipient(
            name=f"{order.recipient_name[:1]}**",
            phone=mask_phone(order.recipient_phone),
            address=f"{region} ****",
            is_masked=True,
        )
    return Recipient(
        name=order.recipient_name,
        phone=order.recipient_phone,
        address=f"{region} {order.address_detail}",
        is_masked=False,
    )
