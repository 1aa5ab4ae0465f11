import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.lot import LotSource

MAX_CARDS = 10_000


class CardBatch(models.Model):
    """Stored-value cards of one kind. Until it is issued it is a plan, and has no cards yet."""

    name = models.CharField(_("name"), max_length=60)
    count = models.PositiveIntegerField(
        _("cards"), validators=[MinValueValidator(1), MaxValueValidator(MAX_CARDS)]
    )
    face_amount = models.BigIntegerField(_("face value"))
    source = models.CharField(
        _("source"),
        max_length=10,
        choices=[(LotSource.PAID, LotSource.PAID.label), (LotSource.GIFT, LotSource.GIFT.label)],
        help_text=_("Sold, or given at the shop's expense."),
    )
    bind_by = models.DateTimeField(
        _("to be bound by"), null=True, blank=True, help_text=_("Empty: at any time.")
    )
    valid_days = models.PositiveIntegerField(
        _("valid for days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("From the day that a card is bound. Empty: for ever."),
    )
    issued_at = models.DateTimeField(_("issued at"), null=True, editable=False)
    issued_by = models.CharField(_("issued by"), max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name = _("card batch")
        verbose_name_plural = _("card batches")
        permissions = [("issue_cards", _("May issue stored-value cards and void them"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=MAX_CARDS, face_amount__gt=0),
                name="card_batch_of_something",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[LotSource.PAID, LotSource.GIFT]),
                name="card_batch_paid_or_given",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None, issued_by="") | Q(issued_at__isnull=False),
                name="card_batch_issued_by_somebody",
            ),
        ]
        triggers = [
            # What cards were printed and sold by does not change.
            pgtrigger.Protect(
                name="card_batch_issued_once",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__issued_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Card(models.Model):
    """A card with a number and a PIN; whoever knows both binds it, once."""

    batch = models.ForeignKey(
        CardBatch, on_delete=models.PROTECT, related_name="cards", verbose_name=_("card batch")
    )
    number = models.CharField(_("card number"), max_length=16, unique=True)
    pin_hash = models.CharField(_("hash of the PIN"), max_length=64)
    member = models.ForeignKey(
        "members.Member",
        on_delete=models.PROTECT,
        related_name="cards",
        null=True,
        verbose_name=_("bound to"),
    )
    bound_at = models.DateTimeField(_("bound at"), null=True)
    voided_at = models.DateTimeField(_("voided at"), null=True)

    class Meta:
        verbose_name = _("stored-value card")
        verbose_name_plural = _("stored-value cards")
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, bound_at=None)
                | Q(member__isnull=False, bound_at__isnull=False, voided_at=None),
                name="card_bound_or_voided",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="card_identity", fields=["batch", "number", "pin_hash"]),
            pgtrigger.Protect(
                name="card_used_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__bound_at__isnull=False)
                | pgtrigger.Q(old__voided_at__isnull=False),
            ),
            pgtrigger.Protect(name="card_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number[:4]}…{self.number[-4:]}"
