import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.triggers import append_only


class Grant(models.Model):
    """What the shop gave to a member, by whom and why. What moved is a ledger entry under the
    same key."""

    key = models.CharField(_("idempotency key"), max_length=100, unique=True)
    amount = models.BigIntegerField(_("amount"))
    reason = models.CharField(_("reason"), max_length=200)
    actor = models.CharField(_("granted by"), max_length=40)
    at = models.DateTimeField(_("granted at"))

    class Meta:
        abstract = True


class BalanceGrant(Grant):
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="grants")

    class Meta:
        verbose_name = _("balance grant")
        verbose_name_plural = _("balance grants")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_gives_something")
        ]
        triggers = append_only()


class PointsGrant(Grant):
    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, related_name="points_grants"
    )

    class Meta:
        verbose_name = _("points grant")
        verbose_name_plural = _("points grants")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="points_grant_gives_something")
        ]
        triggers = append_only()


class WalletFreeze(models.Model):
    """A time in which a member's wallet pays for nothing; open until it is lifted."""

    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, related_name="freezes", db_index=False
    )
    reason = models.CharField(_("reason"), max_length=200)
    actor = models.CharField(_("frozen by"), max_length=40)
    at = models.DateTimeField(_("frozen at"))
    lift_reason = models.CharField(_("lifted because"), max_length=200, blank=True)
    lifted_by = models.CharField(_("lifted by"), max_length=40, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True)

    class Meta:
        verbose_name = _("wallet freeze")
        verbose_name_plural = _("wallet freezes")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(lifted_at=None), name="wallet_frozen_once"
            )
        ]
        indexes = [models.Index(fields=["member", "-id"], name="wallet_freezes_of_member")]
        triggers = [
            pgtrigger.ReadOnly(name="freeze_identity", fields=["member", "reason", "actor", "at"]),
            pgtrigger.Protect(
                name="freeze_lifted_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__lifted_at__isnull=False),
            ),
            pgtrigger.Protect(name="freeze_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.reason
