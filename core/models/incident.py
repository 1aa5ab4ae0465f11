from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.IntegerChoices):
    LOW = 10, _("low")
    MEDIUM = 20, _("medium")
    HIGH = 30, _("high")


class Incident(models.Model):
    """Something that a person must look at. At most one is open per kind and subject."""

    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(_("subject"), max_length=120)  # "order:2411…", "shipment:…"
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity)
    facts = models.JSONField(_("facts"), default=dict)
    # An Actor as text: core lies below the staff table, and foreign keys point only down.
    owner = models.CharField(_("owner"), max_length=40, blank=True)
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True, blank=True)
    snooze_reason = models.CharField(_("reason"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    resolution = models.CharField(_("resolution"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(resolved_at=None),
                name="incident_open_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["-severity", "opened_at"],
                condition=models.Q(resolved_at=None),
                name="incident_inbox",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
