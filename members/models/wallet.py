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


class AdjustmentStatus(models.TextChoices):
    REQUESTED = "requested", _("awaits approval")
    APPROVED = "approved", _("booked")
    REFUSED = "refused", _("refused")


class BalanceAdjustment(models.Model):
    """A correction of a member's balance by staff, up or down. A large one waits for a second
    person; a small one is booked at once, decided by nobody else."""

    key = models.CharField(_("idempotency key"), max_length=100, unique=True)
    member = models.ForeignKey(
        "members.Member",
        on_delete=models.PROTECT,
        related_name="adjustments",
        db_index=False,
        verbose_name=_("member"),
    )
    amount = models.BigIntegerField(_("amount"))
    reason = models.CharField(_("reason"), max_length=200)
    actor = models.CharField(_("requested by"), max_length=40)
    at = models.DateTimeField(_("requested at"))
    status = models.CharField(
        _("status"), max_length=10, choices=AdjustmentStatus, default=AdjustmentStatus.REQUESTED
    )
    decided_by = models.CharField(_("decided by"), max_length=40, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    refusal = models.CharField(_("refused because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("balance adjustment")
        verbose_name_plural = _("balance adjustments")
        permissions = [("approve_adjustment", _("May approve large adjustments of others"))]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="adjustment_of_something"),
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("actor")), name="adjustment_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(status=AdjustmentStatus.REQUESTED, decided_at=None)
                | Q(decided_at__isnull=False, status=AdjustmentStatus.APPROVED)
                | Q(decided_at__isnull=False, status=AdjustmentStatus.REFUSED),
                name="adjustment_decided_once",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="adjustments_of_member"),
            models.Index(fields=["actor", "at"], name="adjustments_by_staff"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="adjustment_identity",
                fields=["key", "member", "amount", "reason", "actor", "at"],
            ),
            pgtrigger.Protect(
                name="adjustment_stays_decided",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__status=AdjustmentStatus.REQUESTED),
            ),
            pgtrigger.Protect(name="adjustment_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.reason


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
