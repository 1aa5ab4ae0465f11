import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Cell(models.Model):
    """What one tender paid of one line of the order, or (no line) of its shipping fee.

    Laid at capture and frozen then: refunds draw it down, and nothing is ever shared out again.
    """

    tender = models.ForeignKey(
        "payments.Tender", verbose_name=_("tender"), on_delete=models.PROTECT, related_name="cells"
    )
    line = models.ForeignKey(
        "orders.OrderLine",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("line"),
    )
    amount = models.BigIntegerField(_("amount"))
    points = models.BigIntegerField(_("points"), default=0)
    refunded_amount = models.BigIntegerField(_("refunded"), default=0)
    refunded_points = models.BigIntegerField(_("refunded points"), default=0)

    class Meta:
        verbose_name = _("cell")
        verbose_name_plural = _("cells")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "line"], nulls_distinct=False, name="cell_once"
            ),
            models.CheckConstraint(
                name="cell_holds_something",
                condition=Q(amount__gte=0, points__gte=0) & ~Q(amount=0, points=0),
            ),
            models.CheckConstraint(
                name="cell_refunded_within",
                condition=Q(
                    refunded_amount__gte=0,
                    refunded_amount__lte=F("amount"),
                    refunded_points__gte=0,
                    refunded_points__lte=F("points"),
                ),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="cell_identity", fields=["tender", "line", "amount", "points"]),
            pgtrigger.Protect(name="cell_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.line_id} {self.amount}"
