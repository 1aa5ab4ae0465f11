import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

_USED = F("posted_amount") + F("voided_amount")
_CLOSED = Q(closed_at__isnull=False, amount=_USED)


class HoldStatus(models.TextChoices):
    OPEN = "open", _("open")
    POSTED = "posted", _("posted")
    VOIDED = "voided", _("voided")


class Hold(models.Model):
    """Value set aside on a guarded account, to be posted in one or more parts or voided.

    Open while something is left; then posted if anything of it was, else voided.
    """

    key = models.CharField(_("idempotency key"), max_length=120, unique=True)
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        related_name="holds",
        db_index=False,  # only open ones are looked up by account: hold_open
        verbose_name=_("account"),
    )
    amount = models.BigIntegerField(_("amount"))
    posted_amount = models.BigIntegerField(_("posted"), default=0)
    voided_amount = models.BigIntegerField(_("voided"), default=0)
    status = models.CharField(
        _("status"), max_length=10, choices=HoldStatus, default=HoldStatus.OPEN
    )
    reference = models.CharField(_("reference"), max_length=60, blank=True, db_index=True)
    at = models.DateTimeField(_("held at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="hold_of_something"),
            models.CheckConstraint(
                condition=Q(posted_amount__gte=0, voided_amount__gte=0, amount__gte=_USED),
                name="hold_not_exceeded",
            ),
            models.CheckConstraint(
                condition=Q(status=HoldStatus.OPEN, closed_at=None, amount__gt=_USED)
                | Q(_CLOSED, status=HoldStatus.POSTED, posted_amount__gt=0)
                | Q(_CLOSED, status=HoldStatus.VOIDED, posted_amount=0),
                name="hold_status_in_step",
            ),
        ]
        indexes = [
            models.Index(fields=["account"], condition=Q(closed_at__isnull=True), name="hold_open")
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="hold_identity", fields=["key", "account", "amount", "reference", "at"]
            ),
            pgtrigger.Protect(
                name="hold_only_goes_on",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__posted_amount__lt=pgtrigger.F("old__posted_amount"))
                | pgtrigger.Q(new__voided_amount__lt=pgtrigger.F("old__voided_amount")),
            ),
            pgtrigger.Protect(name="hold_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def remaining_amount(self) -> int:
        return self.amount - self.posted_amount - self.voided_amount
