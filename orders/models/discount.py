from django.db import models
from django.utils.translation import gettext_lazy as _

from core.spoken import spoken
from core.triggers import append_only
from marketing.pricing import Bearer, ReductionKind


class OrderDiscount(models.Model):
    """What one promotion or coupon took off one line, or (no line) off the shipping fee."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="discounts")
    line = models.ForeignKey(
        "orders.OrderLine", null=True, on_delete=models.PROTECT, related_name="discounts"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=ReductionKind)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    bearer = models.CharField(_("borne by"), max_length=10, choices=Bearer)
    amount = models.BigIntegerField(_("amount"))
    # What had to be bought for it; 0 where nothing had to be.
    threshold_amount = models.BigIntegerField(_("from"), default=0)

    class Meta:
        verbose_name = _("reduction of an order")
        verbose_name_plural = _("reductions of orders")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "line", "kind", "code"],
                nulls_distinct=False,
                name="order_discount_once_per_line",
            ),
            models.CheckConstraint(
                name="order_discount_takes_something_off", condition=models.Q(amount__gt=0)
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.name} {self.amount}"

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def line_number(self) -> int | None:
        return self.line.number if self.line else None
