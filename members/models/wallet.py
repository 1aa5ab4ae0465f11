from django.db import models
from django.utils.translation import gettext_lazy as _

from core.triggers import append_only


class BalanceGrant(models.Model):
    """Balance that the shop gave to a member, by whom and why. The money itself is a ledger entry
    under the same key."""

    key = models.CharField(_("idempotency key"), max_length=100, unique=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="grants")
    amount = models.BigIntegerField(_("amount"))
    reason = models.CharField(_("reason"), max_length=200)
    actor = models.CharField(_("granted by"), max_length=40)
    at = models.DateTimeField(_("granted at"))

    class Meta:
        verbose_name = _("balance grant")
        verbose_name_plural = _("balance grants")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="grant_gives_something")
        ]
        triggers = append_only()
