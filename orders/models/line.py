from django.db import models
from django.utils.translation import gettext_lazy as _

from core.spoken import spoken, spoken_attributes
from marketing.pricing import PriceKind


class Fulfilment(models.TextChoices):
    SHIP = "ship", _("shipped")
    PICKUP = "pickup", _("picked up")
    VOUCHER = "voucher", _("voucher")


class OrderLine(models.Model):
    """One SKU of an order, with its text and price as they were at placement."""

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()  # 1, 2, … within the order
    sku = models.ForeignKey("products.Sku", on_delete=models.PROTECT, related_name="+")
    sku_code = models.CharField(_("SKU"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    attributes = models.JSONField(_("attributes"), default=list)
    image = models.CharField(max_length=300, blank=True)
    fulfilment = models.CharField(
        _("fulfilment"), max_length=8, choices=Fulfilment, default=Fulfilment.SHIP
    )

    quantity = models.PositiveIntegerField(_("quantity"))
    list_price_amount = models.BigIntegerField(_("list price"))
    price_kind = models.CharField(
        _("price"), max_length=12, choices=PriceKind, default=PriceKind.LIST
    )
    unit_price_amount = models.BigIntegerField(_("unit price"))
    unit_points = models.BigIntegerField(_("points each"), default=0)
    amount = models.BigIntegerField(_("amount"))
    discount_amount = models.BigIntegerField(_("reductions"), default=0)
    cancelled_quantity = models.PositiveIntegerField(_("cancelled"), default=0)
    shipped_quantity = models.PositiveIntegerField(_("shipped"), default=0)
    refunded_quantity = models.PositiveIntegerField(_("refunded pieces"), default=0)
    refunded_amount = models.BigIntegerField(_("refunded"), default=0)
    # What of it was paid in money and not refunded: the base of points and growth.
    earning_amount = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="order_line_number"),
            models.CheckConstraint(
                name="order_line_amount_adds_up",
                condition=models.Q(amount=models.F("unit_price_amount") * models.F("quantity")),
            ),
            models.CheckConstraint(
                name="order_line_reduced_within_its_amount",
                condition=models.Q(discount_amount__gte=0, discount_amount__lte=models.F("amount")),
            ),
            models.CheckConstraint(
                name="order_line_refunded_within_its_price",
                condition=models.Q(
                    refunded_quantity__lte=models.F("quantity"),
                    refunded_amount__gte=0,
                    refunded_amount__lte=models.F("amount") - models.F("discount_amount"),
                    earning_amount__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="order_line_quantities",
                condition=models.Q(
                    quantity__gt=0,
                    quantity__gte=models.F("cancelled_quantity") + models.F("shipped_quantity"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_code} x {self.quantity}"

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def spoken_attributes(self) -> list[dict[str, str]]:
        return spoken_attributes(self.attributes)

    @property
    def points(self) -> int:
        return self.unit_points * self.quantity

    @property
    def payable_amount(self) -> int:
        return self.amount - self.discount_amount

    @property
    def quantity_to_ship(self) -> int:
        if self.fulfilment != Fulfilment.SHIP:
            return 0
        return self.quantity - self.cancelled_quantity - self.shipped_quantity
