"""Stock: what stands where, every movement that made it so, and what is promised to whom.

``StockItem`` carries the counters, ``StockMovement`` explains them, ``Reservation`` says for
whom. The three are written by the services only, together, in one transaction.
"""

from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.spoken import spoken
from core.triggers import append_only
from products.models.catalogue import Sku


class WarehouseKind(models.TextChoices):
    WAREHOUSE = "warehouse", _("warehouse")
    STORE = "store", _("store")


class Warehouse(models.Model):
    """A place with stock of its own. A warehouse ships orders; a store hands them over."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    kind = models.CharField(
        _("kind"), max_length=10, choices=WarehouseKind, default=WarehouseKind.WAREHOUSE
    )
    region_code = models.CharField(
        _("division code"), max_length=6, help_text=_("Six digits, of the district.")
    )
    address = models.CharField(_("address"), max_length=200)
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=100, help_text=_("Small numbers are asked first.")
    )
    serves_regions = ArrayField(
        models.CharField(max_length=6),
        verbose_name=_("provinces nearest to it"),
        default=list,
        blank=True,
        help_text=_("Six-digit province codes, separated by commas."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        constraints = [
            models.CheckConstraint(
                condition=Q(region_code__regex=r"^[1-9]\d{5}$"), name="warehouse_division_code"
            ),
        ]

    def __str__(self) -> str:
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)


class StockItemQuerySet(models.QuerySet["StockItem"]):
    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True)


class StockItem(models.Model):
    """One SKU in one warehouse. Available = on hand - reserved - safety."""

    sku = models.ForeignKey(
        Sku, verbose_name=_("SKU"), on_delete=models.PROTECT, related_name="stock_items"
    )
    warehouse = models.ForeignKey(
        Warehouse,
        verbose_name=_("warehouse"),
        on_delete=models.PROTECT,
        related_name="stock_items",
    )
    on_hand = models.IntegerField(_("on hand"), default=0)
    reserved = models.IntegerField(_("reserved"), default=0)
    safety = models.IntegerField(
        _("safety stock"), default=0, help_text=_("Kept back: never offered to shoppers.")
    )

    objects = StockItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock item")
        verbose_name_plural = _("stock items")
        constraints = [
            models.UniqueConstraint(fields=["sku", "warehouse"], name="stock_item_once"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("on_hand")),
                name="stock_item_reserved_within_on_hand",
            ),
            models.CheckConstraint(condition=Q(safety__gte=0), name="stock_item_safety"),
        ]

    def __str__(self) -> str:
        return f"{self.sku} @ {self.warehouse}"

    @property
    def available(self) -> int:
        """Pieces that may be promised. Below zero where safety stock has been eaten into."""
        return self.on_hand - self.reserved - self.safety


class MovementKind(models.TextChoices):
    RECEIPT = "receipt", _("receipt")
    RESERVE = "reserve", _("reserve")
    RELEASE = "release", _("release")
    PICK = "pick", _("pick")
    SHIP = "ship", _("ship")
    RETURN = "return", _("return")
    ADJUST = "adjust", _("adjustment")
    TRANSFER = "transfer", _("transfer")


class StockMovement(models.Model):
    """Why a counter changed: the deltas of a stock item's movements sum to its counters."""

    stock_item = models.ForeignKey(
        StockItem,
        verbose_name=_("stock item"),
        on_delete=models.PROTECT,
        related_name="movements",
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MovementKind)
    on_hand_delta = models.IntegerField(_("on hand"))
    reserved_delta = models.IntegerField(_("reserved"))
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    actor = models.CharField(_("by"), max_length=60)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        # What came after a movement is read from the item's newest end.
        indexes = [models.Index(fields=["stock_item", "id"], name="movement_by_item")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.on_hand_delta:+d} {self.reserved_delta:+d}"


class ReservationStatus(models.TextChoices):
    RESERVED = "reserved", _("reserved")
    PICKED = "picked", _("picked")
    ISSUED = "issued", _("issued")
    RELEASED = "released", _("released")


OPEN_RESERVATIONS = (ReservationStatus.RESERVED, ReservationStatus.PICKED)


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN_RESERVATIONS)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True)


class Reservation(models.Model):
    """Pieces of a stock item promised to one line of an order, until issued or released.

    When only part is issued or released, that part becomes a closed row of its
    own and the open row keeps the rest.
    """

    reference = models.CharField(_("reference"), max_length=40)
    line = models.PositiveIntegerField(_("line"))
    stock_item = models.ForeignKey(
        StockItem,
        verbose_name=_("stock item"),
        on_delete=models.PROTECT,
        related_name="reservations",
        db_index=False,
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ReservationStatus,
        default=ReservationStatus.RESERVED,
    )
    reserved_at = models.DateTimeField(_("reserved at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "line", "stock_item"],
                condition=Q(status__in=OPEN_RESERVATIONS),
                name="reservation_open_once",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_quantity"),
            models.CheckConstraint(
                condition=Q(status__in=OPEN_RESERVATIONS, closed_at=None)
                | Q(
                    status__in=(ReservationStatus.ISSUED, ReservationStatus.RELEASED),
                    closed_at__isnull=False,
                ),
                name="reservation_closed_at_when_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["reference"], name="reservation_reference"),
            models.Index(
                fields=["stock_item"],
                condition=Q(status__in=OPEN_RESERVATIONS),
                name="reservation_open_by_item",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="closed_once",
                field="status",
                transitions=[
                    ("reserved", "picked"),
                    ("reserved", "issued"),
                    ("reserved", "released"),
                    ("picked", "reserved"),
                    ("picked", "issued"),
                    ("picked", "released"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}/{self.line}: {self.quantity}"

    @property
    def is_picked(self) -> bool:
        return self.status == ReservationStatus.PICKED
