from django.db import models
from django.utils.translation import gettext_lazy as _

from core.triggers import append_only
from logistics.lifecycle import ShipmentStatus


class ShipmentEvent(models.Model):
    """The parcel's log: one row for each change, append-only, ids and facts but no names.

    A change that leaves the state alone (goods taken out of it) has the same source and target.
    """

    shipment = models.ForeignKey(
        "logistics.Shipment", on_delete=models.PROTECT, related_name="events"
    )
    version = models.PositiveIntegerField()  # the shipment's, after this change
    name = models.CharField(_("what"), max_length=20)
    source = models.CharField(_("from"), max_length=20, choices=ShipmentStatus, blank=True)
    target = models.CharField(_("to"), max_length=20, choices=ShipmentStatus)
    actor = models.CharField(_("by"), max_length=60)
    cause = models.CharField(_("cause"), max_length=100, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("parcel event")
        verbose_name_plural = _("parcel events")
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "version"], name="shipment_event_per_version"
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.name}: {self.source} -> {self.target}"
