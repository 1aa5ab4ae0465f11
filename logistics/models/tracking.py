from django.db import models
from django.utils.translation import gettext_lazy as _

from core.triggers import append_only


class TrackingNumber(models.Model):
    """A courier's number for a parcel. A parcel may get several; none is ever overwritten."""

    shipment = models.ForeignKey(
        "logistics.Shipment", on_delete=models.PROTECT, related_name="tracking_numbers"
    )
    courier = models.ForeignKey(
        "logistics.Courier",
        verbose_name=_("courier"),
        on_delete=models.PROTECT,
        related_name="tracking_numbers",
    )
    number = models.CharField(_("tracking number"), max_length=32)
    actor = models.CharField(_("by"), max_length=60)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("tracking number")
        verbose_name_plural = _("tracking numbers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["courier", "number"], name="tracking_number_once"),
            models.CheckConstraint(
                name="tracking_number_format",
                condition=models.Q(number__regex=r"^[A-Z0-9-]{6,32}$"),
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.courier} {self.number}"
