from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.spoken import spoken
from marketing.models.offers import LimitedOffer, OfferClaim


class PresaleStage(models.TextChoices):
    """Where a presale stands at a moment."""

    AHEAD = "ahead", _("not begun")
    WARM_UP = "warm_up", _("deposits are taken")
    BETWEEN = "between", _("waits for the balance to open")
    BALANCE = "balance", _("balances are due")
    OVER = "over", _("over")
    FAILED = "failed", _("failed: deposits go back")


class Presale(LimitedOffer):
    """Goods that are sold before they are there: a deposit in the warm-up, the rest in a window.

    ``deposit_worth_amount``: what a deposit takes off the price (定金膨胀), at least itself.
    Prices are per piece. It is withdrawn when the shop fails: deposits then go back.
    """

    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    price_amount = models.BigIntegerField(_("price"))
    deposit_amount = models.BigIntegerField(_("deposit"))
    deposit_worth_amount = models.BigIntegerField(_("what the deposit is worth"))
    deposit_refundable = models.BooleanField(
        _("the deposit comes back"),
        default=False,
        help_text=_("When the shopper wants a refund before anything is shipped."),
    )
    balance_opens_at = models.DateTimeField(_("balance from"))
    balance_due_at = models.DateTimeField(_("balance until"))
    withdrawn_by = models.CharField(_("given up by"), max_length=60, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("reason"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("presale")
        verbose_name_plural = _("presales")
        permissions = [("fail_presale", _("Can give up presales and refund their deposits"))]
        constraints = [
            *LimitedOffer.Meta.constraints,
            models.CheckConstraint(
                name="presale_deposit_is_part_of_the_price",
                condition=Q(
                    deposit_amount__gt=0,
                    deposit_worth_amount__gte=F("deposit_amount"),
                    price_amount__gt=F("deposit_worth_amount"),
                ),
            ),
            models.CheckConstraint(
                name="presale_balance_follows_the_warm_up",
                condition=Q(
                    balance_opens_at__gte=F("ends_at"), balance_due_at__gt=F("balance_opens_at")
                ),
            ),
        ]
        indexes = [models.Index(fields=["balance_due_at"], name="presale_by_balance")]

    def __str__(self) -> str:
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def balance_amount(self) -> int:
        """Of a piece, before the shipping fee."""
        return self.price_amount - self.deposit_worth_amount

    def stage(self, at: datetime) -> PresaleStage:
        if self.withdrawn_at is not None:
            return PresaleStage.FAILED
        for until, stage in (
            (self.starts_at, PresaleStage.AHEAD),
            (self.ends_at, PresaleStage.WARM_UP),
            (self.balance_opens_at, PresaleStage.BETWEEN),
            (self.balance_due_at, PresaleStage.BALANCE),
        ):
            if at < until:
                return stage
        return PresaleStage.OVER


class PresaleClaim(OfferClaim):
    """Short until the deposit is paid, firm from then on, goods in a warehouse once all is."""

    offer = models.ForeignKey(
        Presale, verbose_name=_("presale"), on_delete=models.PROTECT, related_name="claims"
    )
    deposit_paid_at = models.DateTimeField(_("deposit paid at"), null=True)
    paid_at = models.DateTimeField(_("balance paid at"), null=True)
    # Each reminder is sent once.
    told_of_opening_at = models.DateTimeField(null=True)
    told_of_closing_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("claim on a presale")
        verbose_name_plural = _("claims on presales")
        constraints = [
            *OfferClaim.Meta.constraints,
            models.CheckConstraint(
                name="presale_claim_deposit_first",
                condition=Q(paid_at=None) | Q(deposit_paid_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["offer", "member"], name="presale_claim_of_member"),
            models.Index(
                fields=["offer"],
                name="presale_claim_firm",
                condition=Q(deposit_paid_at__isnull=False, paid_at=None, given_back_at=None),
            ),
        ]
