from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.status import GuardedStatusQuerySet
from payments import lifecycle
from payments.lifecycle import OPEN_ATTEMPTS, AttemptStatus, TenderStatus


class Attempt(models.Model):
    """One press on "Pay" for one instalment or top-up: what is asked of whom, until when.

    ``amount`` is the whole, in money; ``channel`` is whom it waits for: the provider of its
    external tender, or where there is none, the last of the internal ones.
    ``expires_at`` is the provider's time, everything else the shop's. A schedule is a
    due column: sweeps lease it by moving it ahead, and NULL means that nothing is due.
    """

    instalment = models.ForeignKey(
        "orders.Instalment",
        null=True,
        verbose_name=_("instalment"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    top_up = models.ForeignKey(
        "payments.TopUp",
        null=True,
        verbose_name=_("top-up"),
        on_delete=models.PROTECT,
        related_name="attempts",
    )
    channel = models.CharField(_("channel"), max_length=20)
    product = models.CharField(_("product"), max_length=20)
    out_trade_no = models.CharField(_("number"), max_length=32, unique=True)
    amount = models.BigIntegerField(_("amount"))
    # What the product has to know of the payer; empty where it has not.
    payer_openid = models.CharField(max_length=64, blank=True)
    payer_ip = models.CharField(max_length=39, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=AttemptStatus, default=AttemptStatus.OPEN
    )
    # What the shopper's client needs to pay; empty until the provider has answered.
    parameters = models.JSONField(default=dict)
    # From when on they are had anew, in the provider's time; NULL where they stay good.
    renew_at = models.DateTimeField(null=True)
    failure = models.CharField(_("why it failed"), max_length=200, blank=True)

    expires_at = models.DateTimeField(_("payable until"))
    opened_at = models.DateTimeField(_("opened at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    queries = models.PositiveSmallIntegerField(default=0)
    next_query_at = models.DateTimeField(null=True)
    close_tries = models.PositiveSmallIntegerField(default=0)
    next_close_at = models.DateTimeField(null=True)
    # By whom and why what it pays is closed with it; nobody where only the attempt ends.
    close_reason = models.CharField(max_length=200, blank=True)
    close_actor = models.CharField(max_length=60, blank=True)

    objects = GuardedStatusQuerySet["Attempt"].as_manager()

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["instalment"],
                condition=Q(status__in=OPEN_ATTEMPTS),
                name="attempt_one_open_per_instalment",
            ),
            models.UniqueConstraint(
                fields=["top_up"],
                condition=Q(status__in=OPEN_ATTEMPTS),
                name="attempt_one_open_per_top_up",
            ),
            models.CheckConstraint(
                name="attempt_pays_one_thing",
                condition=Q(instalment__isnull=False, top_up=None)
                | Q(instalment=None, top_up__isnull=False),
            ),
            models.CheckConstraint(name="attempt_amount", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="attempt_number_fits_every_provider",
                condition=Q(out_trade_no__regex=r"^[0-9A-Za-z_]{6,32}$"),
            ),
            models.CheckConstraint(
                name="attempt_ended_has_its_time",
                condition=Q(status__in=OPEN_ATTEMPTS, ended_at=None)
                | (~Q(status__in=OPEN_ATTEMPTS) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_query_at"],
                name="attempt_query_due",
                condition=Q(next_query_at__isnull=False),
            ),
            models.Index(
                fields=["next_close_at"],
                name="attempt_close_due",
                condition=Q(status__in=OPEN_ATTEMPTS),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="attempt_status_fsm",
                field="status",
                transitions=lifecycle.pairs(lifecycle.ATTEMPT_MOVES),
            ),
            # A provider knows the number by these: the same number never means anything else.
            pgtrigger.ReadOnly(
                name="attempt_identity",
                fields=[
                    "instalment",
                    "top_up",
                    "channel",
                    "product",
                    "out_trade_no",
                    "amount",
                    "payer_openid",
                    "payer_ip",
                    "expires_at",
                ],
            ),
            pgtrigger.Protect(name="attempt_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.out_trade_no

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_ATTEMPTS

    @property
    def external_amount(self) -> int:
        """What the provider is asked for: the part that is not held in the ledger."""
        return sum(tender.amount for tender in self.tenders.all() if not tender.hold_id)

    def is_prepared(self, *, at: datetime) -> bool:
        """Whether the shopper's client can open its parameters. ``at`` in the provider's time."""
        return bool(self.parameters) and (self.renew_at is None or at < self.renew_at)


class Tender(models.Model):
    """The part of an attempt that one method pays. All tenders of an attempt sum to it.

    An internal one holds its money in the ledger; an external one waits for the provider.
    """

    attempt = models.ForeignKey(
        Attempt, verbose_name=_("attempt"), on_delete=models.PROTECT, related_name="tenders"
    )
    method = models.CharField(_("method"), max_length=20)
    amount = models.BigIntegerField(_("amount"))
    # What a tender of points takes; its amount is what they are worth, zero for a points price.
    points = models.BigIntegerField(_("points"), default=0)
    refunded_amount = models.BigIntegerField(_("refunded"), default=0)
    refunded_points = models.BigIntegerField(_("refunded points"), default=0)
    status = models.CharField(
        _("status"), max_length=10, choices=TenderStatus, default=TenderStatus.HELD
    )
    hold = models.ForeignKey(
        "ledger.Hold", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("hold")
    )
    entry = models.OneToOneField(
        "ledger.Entry",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("journal entry"),
    )

    objects = GuardedStatusQuerySet["Tender"].as_manager()

    class Meta:
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "method"], name="tender_one_per_method"),
            models.CheckConstraint(
                name="tender_amount",
                condition=Q(amount__gt=0, points=0)
                | Q(method="points", amount__gte=0, points__gt=0),
            ),
            # Reserved when a refund is asked for, so that refunds at once cannot exceed it.
            models.CheckConstraint(
                name="tender_refunded_within_amount",
                condition=Q(
                    refunded_amount__gte=0,
                    refunded_amount__lte=F("amount"),
                    refunded_points__gte=0,
                    refunded_points__lte=F("points"),
                ),
            ),
            models.CheckConstraint(
                name="tender_captured_is_booked",
                condition=Q(status=TenderStatus.CAPTURED, entry__isnull=False)
                | (
                    ~Q(status=TenderStatus.CAPTURED)
                    & Q(entry=None, refunded_amount=0, refunded_points=0)
                ),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="tender_status_fsm",
                field="status",
                transitions=lifecycle.pairs(lifecycle.TENDER_MOVES),
            ),
            pgtrigger.ReadOnly(
                name="tender_identity", fields=["attempt", "method", "amount", "points"]
            ),
            pgtrigger.Protect(name="tender_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.amount}"

    @property
    def held(self) -> int:
        """How much it takes of the member's account, in that account's unit."""
        return self.points or self.amount

    @property
    def earns(self) -> bool:
        """Whether what it pays counts for points and growth: points earn none."""
        return self.method != "points"
