from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from core.status import GuardedStatus, GuardedStatusQuerySet, status_triggers
from logistics import lifecycle
from logistics.lifecycle import (
    DISPATCHED,
    UNDERWAY,
    UNDISPATCHED,
    ShipmentStatus,
    Transition,
    Trouble,
)


class ShipmentQuerySet(GuardedStatusQuerySet["Shipment"]):
    """``locked()`` takes a parcel's own lock; who moves it holds its order's lock before."""

    def undispatched(self) -> Self:
        return self.filter(status__in=UNDISPATCHED)


def _table(row: Transition) -> dict[str, Any]:
    """django_fsm's arguments for a row of the lifecycle table."""
    return {"source": list(row.sources), "target": row.target}


class Shipment(GuardedStatus):
    """One parcel of an order, from one warehouse. Public by ``number``."""

    number = models.CharField(_("parcel number"), max_length=24, unique=True)
    order = models.ForeignKey(
        "orders.Order", verbose_name=_("order"), on_delete=models.PROTECT, related_name="+"
    )
    warehouse = models.ForeignKey(
        "products.Warehouse",
        verbose_name=_("warehouse"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    status = FSMField(
        _("status"), default=ShipmentStatus.PLANNED, choices=ShipmentStatus, protected=True
    )

    ship_by_started_at = models.DateTimeField(_("planned at"))
    ship_by = models.DateTimeField(_("ship by"))
    late_at = models.DateTimeField(_("reported late at"), null=True)
    shipped_at = models.DateTimeField(_("shipped at"), null=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    # What its trail is expected to do, where a provider follows it; NULL once done or reported.
    collect_by = models.DateTimeField(_("to be collected by"), null=True)
    move_by = models.DateTimeField(_("to be heard of by"), null=True)
    trouble = models.CharField(_("trouble"), max_length=12, choices=Trouble, blank=True)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        permissions = [("ship_shipment", _("Can ship parcels"))]
        constraints = [
            models.CheckConstraint(
                name="shipment_dispatched_has_its_time",
                condition=models.Q(status__in=DISPATCHED, shipped_at__isnull=False)
                | models.Q(
                    status__in=(*UNDISPATCHED, ShipmentStatus.CANCELLED), shipped_at__isnull=True
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["ship_by"],
                name="shipment_late",
                condition=models.Q(status__in=UNDISPATCHED, late_at=None),
            ),
            models.Index(
                fields=["warehouse", "ship_by"],
                name="shipment_to_ship",
                condition=models.Q(status__in=UNDISPATCHED),
            ),
            models.Index(
                fields=["collect_by"],
                name="shipment_to_collect",
                condition=models.Q(collect_by__isnull=False),
            ),
            models.Index(
                fields=["move_by"],
                name="shipment_to_hear_of",
                condition=models.Q(move_by__isnull=False),
            ),
        ]
        triggers = status_triggers(
            moves=lifecycle.legal_moves(), log_table="logistics_shipmentevent", owner="shipment_id"
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_dispatched(self) -> bool:
        return self.status in DISPATCHED

    @property
    def is_underway(self) -> bool:
        return self.status in UNDERWAY

    @property
    def quantity(self) -> int:
        """Pieces in it."""
        return sum(line.quantity for line in self.lines.all())

    # The transitions, for django_fsm. No side effects: state_machine.move saves and logs.

    @transition(status, **_table(lifecycle.PICK))
    def pick(self) -> None:
        """Somebody is collecting its goods."""

    @transition(status, **_table(lifecycle.PACK))
    def pack(self) -> None:
        """Closed, and waiting for the courier."""

    @transition(status, **_table(lifecycle.SHIP))
    def ship(self) -> None:
        """Handed to the courier, under a tracking number."""

    @transition(status, **_table(lifecycle.MOVE_ON))
    def move_on(self) -> None:
        """The courier has it on the road."""

    @transition(status, **_table(lifecycle.TAKE_OUT))
    def take_out(self) -> None:
        """On the round that ends at the door."""

    @transition(status, **_table(lifecycle.DELIVER))
    def deliver(self) -> None:
        """The courier says so; the shopper has not."""

    @transition(status, **_table(lifecycle.CONFIRM))
    def confirm(self) -> None:
        """The shopper has it, by his word or by rule."""

    @transition(status, **_table(lifecycle.RETURN))
    def give_back(self) -> None:
        """It came back to the warehouse."""

    @transition(status, **_table(lifecycle.LOSE))
    def lose(self) -> None:
        """Given up by the courier."""

    @transition(status, **_table(lifecycle.CANCEL))
    def cancel(self) -> None:
        """Nothing of it will be sent."""


class ShipmentLine(models.Model):
    """What of an order line is in the parcel, and from which stock item it is taken."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(
        "orders.OrderLine",
        verbose_name=_("order line"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    stock_item = models.ForeignKey(
        "products.StockItem",
        verbose_name=_("stock item"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("parcel line")
        verbose_name_plural = _("parcel lines")
        ordering = ["order_line__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "order_line", "stock_item"], name="shipment_line_once"
            ),
            models.CheckConstraint(
                name="shipment_line_quantity", condition=models.Q(quantity__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_line} / {self.quantity}"
