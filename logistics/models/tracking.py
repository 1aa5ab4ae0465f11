from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.triggers import append_only
from logistics.lifecycle import FollowStatus, TrackState


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
        indexes = [models.Index(fields=["number"], name="tracking_number_of_push")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.courier} {self.number}"


class Following(models.Model):
    """How a tracking number is followed at the provider, from its shipping to its end.

    ``next_step_at`` is when a sweep subscribes to it or asks for its trail the next time:
    moved ahead by whoever takes the step, so that a worker that is killed costs one turn.
    """

    label = models.OneToOneField(
        TrackingNumber, on_delete=models.PROTECT, related_name="following", primary_key=True
    )
    status = models.CharField(
        _("followed"), max_length=12, choices=FollowStatus, default=FollowStatus.PENDING
    )
    # The provider's word for the courier: it may know better than who typed the label.
    courier_code = models.CharField(_("courier at the provider"), max_length=40)
    subscriptions = models.PositiveSmallIntegerField(_("subscriptions asked for"), default=0)
    queries = models.PositiveSmallIntegerField(_("queries without news"), default=0)
    next_step_at = models.DateTimeField(_("next step at"), null=True)
    last_queried_at = models.DateTimeField(_("last asked at"), null=True)
    last_answer = models.CharField(_("last answer"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("followed number")
        verbose_name_plural = _("followed numbers")
        constraints = [
            models.CheckConstraint(
                name="following_ended_has_no_next_step",
                condition=~Q(status=FollowStatus.ENDED) | Q(next_step_at=None),
            )
        ]
        indexes = [
            models.Index(
                fields=["next_step_at", "label"],
                name="following_due",
                condition=Q(next_step_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label_id}: {self.status}"


class TrackingEvent(models.Model):
    """One scan of a parcel, as the courier wrote it; stored once, however often it is told.

    ``said_at`` is the courier's time and part of the scan's identity; ``at`` is the same
    moment on the shop's clock, which a demo moves ahead.
    """

    label = models.ForeignKey(
        TrackingNumber, on_delete=models.PROTECT, related_name="trail", db_index=False
    )
    said_at = models.DateTimeField(_("courier's time"))
    at = models.DateTimeField(_("at"))
    text = models.CharField(_("what the courier says"), max_length=400)
    place = models.CharField(_("place"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=TrackState, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["label", "said_at", "text"], name="tracking_event_once")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.said_at} {self.text}"
