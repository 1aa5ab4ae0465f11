from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxMessage(models.Model):
    """One event for one subscriber, written with what it tells of and delivered after commit."""

    event_id = models.UUIDField(_("event"))
    event = models.CharField(_("event type"), max_length=100)
    payload = models.JSONField(_("payload"))
    subscriber = models.CharField(_("subscriber"), max_length=150)
    cause = models.CharField(_("cause"), max_length=100, blank=True)
    written_at = models.DateTimeField(_("written at"))
    # Also the lease: who delivers moves it ahead first, so that nobody else takes the message.
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    delivered_at = models.DateTimeField(_("handed on at"), null=True)
    dead_at = models.DateTimeField(_("given up at"), null=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        constraints = [
            models.UniqueConstraint(fields=["event_id", "subscriber"], name="outbox_told_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(delivered_at=None, dead_at=None),
                name="outbox_waiting",
            ),
            models.Index(
                fields=["dead_at"], condition=models.Q(dead_at__isnull=False), name="outbox_dead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} -> {self.subscriber}"
