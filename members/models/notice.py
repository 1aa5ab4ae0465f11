from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class Notice(models.Model):
    """A message to a member in the in-app inbox: told once per event and reference."""

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, related_name="notices", db_index=False
    )
    event = models.CharField(_("event"), max_length=60)  # "order.shipped"
    reference = models.CharField(_("reference"), max_length=100)  # what it is about: order number
    facts = models.JSONField(_("facts"), default=dict)
    created_at = models.DateTimeField(_("told at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "event", "reference"], name="notice_told_once"
            )
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="notice_inbox"),
            models.Index(fields=["member"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.reference}"
