"""What offers with a quota share: pieces of one SKU, for a time, so many in all and per member."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class LimitedOffer(models.Model):
    """Public by ``public_id``. ``claimed`` pieces are held by orders that were not closed."""

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    sku = models.ForeignKey(
        "products.Sku", verbose_name=_("SKU"), on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField(_("open from"))
    ends_at = models.DateTimeField(_("open until"))
    quota = models.PositiveIntegerField(_("quota"), help_text=_("Pieces in all."))
    claimed = models.PositiveIntegerField(_("claimed"), default=0, editable=False)
    per_member_limit = models.PositiveIntegerField(
        _("limit per member"), default=1, help_text=_("Pieces that one member may order.")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_window", condition=Q(starts_at__lt=F("ends_at"))
            ),
            models.CheckConstraint(
                name="%(class)s_claimed_within_quota", condition=Q(claimed__lte=F("quota"))
            ),
            models.CheckConstraint(
                name="%(class)s_limit_within_quota",
                condition=Q(per_member_limit__gte=1, per_member_limit__lte=F("quota")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.sku)

    @property
    def left(self) -> int:
        return self.quota - self.claimed

    def is_open(self, at: datetime) -> bool:
        return self.withdrawn_at is None and self.starts_at <= at < self.ends_at


class OfferClaim(models.Model):
    """What one order, named by its number, holds of an offer. Kept when it is given back."""

    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    reference = models.CharField(_("order"), max_length=20, unique=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    claimed_at = models.DateTimeField(_("claimed at"))
    given_back_at = models.DateTimeField(_("given back at"), null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_quantity", condition=Q(quantity__gte=1))
        ]

    def __str__(self) -> str:
        return f"{self.reference} x {self.quantity}"
