import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.status import GuardedStatusQuerySet
from core.triggers import append_only
from payments import lifecycle
from payments.lifecycle import TopUpStatus


class TopUpPurpose(models.TextChoices):
    """What the money is put on."""

    BALANCE = "balance", _("balance")
    STORED_VALUE = "stored_value", _("stored value")


class TopUp(models.Model):
    """Money that a member brings, through one provider, to have it with the shop.

    As an order is, the row is the mutex of its attempts, of what comes for them and of what
    goes back. ``entry`` credits the member, once.
    """

    number = models.CharField(_("number"), max_length=24, unique=True)
    member = models.ForeignKey(
        "members.Member",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # top_ups_of_member
        verbose_name=_("member"),
    )
    purpose = models.CharField(_("put on"), max_length=20, choices=TopUpPurpose)
    amount = models.BigIntegerField(_("amount"))
    status = models.CharField(
        _("status"), max_length=10, choices=TopUpStatus, default=TopUpStatus.CREATED
    )
    entry = models.OneToOneField(
        "ledger.Entry",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("journal entry"),
    )
    created_at = models.DateTimeField(_("created at"))
    due_at = models.DateTimeField(_("payable until"))
    paid_at = models.DateTimeField(_("paid at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = GuardedStatusQuerySet["TopUp"].as_manager()

    class Meta:
        verbose_name = _("top-up")
        verbose_name_plural = _("top-ups")
        constraints = [
            models.CheckConstraint(name="top_up_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="top_up_ended_as_its_status_says",
                condition=Q(status=TopUpStatus.CREATED, entry=None, paid_at=None, closed_at=None)
                | Q(
                    status=TopUpStatus.PAID,
                    entry__isnull=False,
                    paid_at__isnull=False,
                    closed_at=None,
                )
                | Q(status=TopUpStatus.CLOSED, entry=None, paid_at=None, closed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="top_ups_of_member"),
            models.Index(
                fields=["due_at"], name="top_up_due", condition=Q(status=TopUpStatus.CREATED)
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="top_up_status_fsm",
                field="status",
                transitions=lifecycle.pairs(lifecycle.TOP_UP_MOVES),
            ),
            pgtrigger.ReadOnly(
                name="top_up_identity",
                fields=["number", "member", "purpose", "amount", "created_at", "due_at"],
            ),
            pgtrigger.Protect(name="top_up_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def closed_reason(self) -> str:
        """As it was written; "" of one that is not closed."""
        if self.closed_at is None:
            return ""
        closed = [event for event in self.events.all() if event.kind == "top_up.closed"]
        return str(closed[-1].facts["reason"]) if closed else ""


class TopUpEvent(models.Model):
    """A line of a top-up's story, as an order's timeline has them."""

    top_up = models.ForeignKey(
        TopUp, on_delete=models.PROTECT, related_name="events", verbose_name=_("top-up")
    )
    kind = models.CharField(_("what happened"), max_length=40)
    facts = models.JSONField(_("facts"), default=dict)
    actor = models.CharField(_("by"), max_length=60)
    cause = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("top-up event")
        verbose_name_plural = _("top-up events")
        ordering = ["pk"]
        triggers = append_only()

    def __str__(self) -> str:
        return self.kind
