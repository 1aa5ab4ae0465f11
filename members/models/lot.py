import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.triggers import append_only


class Asset(models.TextChoices):
    """What is made of lots: counted points, or money in fen."""

    POINTS = "points", _("points")
    STORED_VALUE = "stored_value", _("stored value")


class LotSource(models.TextChoices):
    EARNED = "earned", _("earned")
    PAID = "paid", _("paid for")
    GIFT = "gift", _("given")


class Lot(models.Model):
    """A part of what a member has, with an origin and an expiry of its own.

    The ledger knows how much the account holds; lots tell which of it goes first. Whoever changes
    a lot holds its account's lock: what is left in an account's lots is what is available on it.
    """

    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, related_name="lots", verbose_name=_("member")
    )
    asset = models.CharField(_("asset"), max_length=20, choices=Asset)
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        related_name="+",
        db_index=False,  # only what has something left is looked up by account: lot_left
        verbose_name=_("account"),
    )
    entry = models.OneToOneField(
        "ledger.Entry", models.PROTECT, related_name="+", verbose_name=_("journal entry")
    )
    source = models.CharField(_("source"), max_length=10, choices=LotSource)
    card = models.OneToOneField(
        "members.Card",
        on_delete=models.PROTECT,
        related_name="lot",
        null=True,
        verbose_name=_("stored-value card"),
    )
    amount = models.BigIntegerField(_("amount"))
    remaining = models.BigIntegerField(_("left"))
    at = models.DateTimeField(_("since"))
    expires_at = models.DateTimeField(_("expires at"), null=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True)

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="lot_of_something"),
            models.CheckConstraint(
                condition=Q(remaining__gte=0, remaining__lte=F("amount")),
                name="lot_remaining_within_amount",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "expires_at"], condition=Q(remaining__gt=0), name="lot_left"
            ),
            models.Index(fields=["expires_at"], condition=Q(remaining__gt=0), name="lot_expiring"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="lot_identity",
                fields=["member", "asset", "account", "entry", "source", "card", "amount", "at"],
            ),
            pgtrigger.Protect(
                name="lot_never_expires_sooner",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__expires_at__lt=pgtrigger.F("old__expires_at")),
            ),
            pgtrigger.Protect(name="lot_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_asset_display()} {self.remaining}/{self.amount}"


class LotCause(models.TextChoices):
    """Why a lot became more or less."""

    ADDED = "added", _("added")
    HELD = "held", _("held for a payment")
    VOIDED = "voided", _("not paid with after all")
    REFUNDED = "refunded", _("refunded")
    TAKEN_BACK = "taken_back", _("taken back")
    DEBT = "debt", _("paid off a debt")
    EXPIRED = "expired", _("expired")


class LotMovement(models.Model):
    """What a lot is the sum of, by the hold or the journal entry that it belongs to."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="movements", verbose_name=_("lot"))
    amount = models.BigIntegerField(_("amount"))
    cause = models.CharField(_("cause"), max_length=20, choices=LotCause)
    hold = models.ForeignKey(
        "ledger.Hold",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # lot_movement_of_hold
        verbose_name=_("hold"),
    )
    entry = models.ForeignKey(
        "ledger.Entry",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # lot_movement_of_entry
        verbose_name=_("journal entry"),
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("lot movement")
        verbose_name_plural = _("lot movements")
        constraints = [
            models.CheckConstraint(
                condition=Q(cause__in=["added", "voided", "refunded"], amount__gt=0)
                | Q(cause__in=["held", "taken_back", "debt", "expired"], amount__lt=0),
                name="lot_movement_sign_follows_cause",
            ),
            models.CheckConstraint(
                condition=Q(cause__in=["held", "voided", "refunded"], hold__isnull=False)
                | Q(cause__in=["added", "taken_back", "debt", "expired"], hold__isnull=True),
                name="lot_movement_hold_follows_cause",
            ),
            models.CheckConstraint(
                condition=Q(cause__in=["held", "voided", "debt"], entry__isnull=True)
                | Q(cause__in=["added", "refunded", "taken_back", "expired"], entry__isnull=False),
                name="lot_movement_entry_follows_cause",
            ),
        ]
        indexes = [
            models.Index(
                fields=["hold", "lot"],
                condition=Q(hold__isnull=False),
                name="lot_movement_of_hold",
            ),
            models.Index(
                fields=["entry"], condition=Q(entry__isnull=False), name="lot_movement_of_entry"
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.cause} {self.amount:+d}"
