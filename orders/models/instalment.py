from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.lifecycle import InstalmentPurpose, InstalmentStatus


class Instalment(models.Model):
    """What is to be paid at one time: an ordinary order has one, a presale a deposit and a rest."""

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="instalments")
    number = models.PositiveSmallIntegerField(default=1)
    purpose = models.CharField(_("purpose"), max_length=10, choices=InstalmentPurpose)
    amount = models.BigIntegerField(_("amount"))
    points = models.BigIntegerField(_("points"), default=0)
    refundable = models.BooleanField(_("refundable"), default=True)
    opens_at = models.DateTimeField(_("payable from"))
    due_at = models.DateTimeField(_("due"), null=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=InstalmentStatus,
        default=InstalmentStatus.PENDING,
    )
    captured_at = models.DateTimeField(_("paid at"), null=True)
    # Written by payments through orders: while an attempt is open, nothing may close the order.
    attempt_open = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["order"],
                name="instalment_being_paid",
                condition=models.Q(attempt_open=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="instalment_number"),
            models.CheckConstraint(
                name="instalment_amount_not_negative",
                condition=models.Q(amount__gte=0, points__gte=0),
            ),
            models.CheckConstraint(
                name="instalment_captured_has_its_time",
                condition=models.Q(
                    models.Q(status=InstalmentStatus.CAPTURED, captured_at__isnull=False)
                    | ~models.Q(status=InstalmentStatus.CAPTURED)
                ),
            ),
            models.CheckConstraint(
                name="instalment_attempt_only_while_pending",
                condition=models.Q(attempt_open=False) | models.Q(status=InstalmentStatus.PENDING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.amount}"

    def is_payable(self, at: datetime) -> bool:
        """Open, and its time is not over, whether or not the sweep has come by."""
        return self.opens_at <= at and (self.due_at is None or at < self.due_at)
