"""Flash sales: sessions, what is sold in them, and what orders have taken of it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.spoken import spoken

STOCK_QUOTA = "flash:"


class FlashSaleState(models.TextChoices):
    TO_COME = "to_come", _("to come")
    RUNNING = "running", _("running")
    OVER = "over", _("over")


class FlashSale(models.Model):
    """A session: from when to when, and how long its orders have to be paid."""

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    pay_within = models.DurationField(
        _("to be paid within"),
        null=True,
        blank=True,
        help_text=_("Empty: as the rule FLASH_PAYMENT_TIMEOUT says then."),
    )
    takes_coupons = models.BooleanField(_("takes coupons"), default=False)
    # Set as it ends, by the clock or by staff: what is left of its quotas is stock again.
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_by = models.CharField(_("ended by"), max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = _("flash sale")
        verbose_name_plural = _("flash sales")
        constraints = [
            models.CheckConstraint(
                name="flash_sale_window", condition=Q(starts_at__lt=F("ends_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], name="flash_sale_to_end", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    def state(self, at: datetime) -> FlashSaleState:
        """Over at its end, whether or not the sweep has come by."""
        if self.ended_at is not None or self.ends_at <= at:
            return FlashSaleState.OVER
        return FlashSaleState.TO_COME if at < self.starts_at else FlashSaleState.RUNNING


class FlashItem(models.Model):
    """A SKU in a session: its price, how many pieces are sold at it, and to one member.

    Public by ``public_id``: the offer that an order names. The pieces stand aside in stock as
    the quota ``stock_quota``, in slices of ``slice_size`` (products/services/quota.py).
    """

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    sale = models.ForeignKey(
        FlashSale, verbose_name=_("flash sale"), on_delete=models.PROTECT, related_name="items"
    )
    sku = models.ForeignKey(
        "products.Sku", verbose_name=_("SKU"), on_delete=models.PROTECT, related_name="+"
    )
    price_amount = models.BigIntegerField(_("flash-sale price"))
    quota = models.PositiveIntegerField(_("quota"), help_text=_("Pieces in all."))
    per_member_limit = models.PositiveIntegerField(
        _("limit per member"), default=1, help_text=_("Pieces that one member may buy.")
    )
    slice_size = models.PositiveIntegerField(editable=False)

    class Meta:
        verbose_name = _("flash-sale item")
        verbose_name_plural = _("flash-sale items")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sale", "sku"], name="flash_item_once_per_sale"),
            models.CheckConstraint(name="flash_item_price", condition=Q(price_amount__gt=0)),
            models.CheckConstraint(name="flash_item_quota", condition=Q(quota__gt=0)),
            models.CheckConstraint(name="flash_item_limit", condition=Q(per_member_limit__gt=0)),
            models.CheckConstraint(name="flash_item_slices", condition=Q(slice_size__gt=0)),
        ]

    def __str__(self) -> str:
        return str(self.sku)

    @property
    def stock_quota(self) -> str:
        return stock_quota(self.pk)


def stock_quota(item_id: int) -> str:
    """By what name the pieces of an item stand in stock."""
    return f"{STOCK_QUOTA}{item_id}"


class FlashBuyer(models.Model):
    """How many pieces of an item a member's orders hold: the one row that holds them to the limit,
    whatever they click at once."""

    item = models.ForeignKey(FlashItem, on_delete=models.PROTECT, related_name="buyers")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="flash_buyer_once"),
        ]


class FlashClaim(models.Model):
    """What one order, named by its number, has taken of an item, and how much of that came back."""

    item = models.ForeignKey(
        FlashItem,
        verbose_name=_("flash-sale item"),
        on_delete=models.PROTECT,
        related_name="claims",
    )
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    reference = models.CharField(_("order"), max_length=20, unique=True)
    line = models.PositiveSmallIntegerField(_("line"))
    quantity = models.PositiveIntegerField(_("quantity"))
    given_back_quantity = models.PositiveIntegerField(_("given back"), default=0)
    claimed_at = models.DateTimeField(_("claimed at"))

    class Meta:
        verbose_name = _("claim on a flash sale")
        verbose_name_plural = _("claims on flash sales")
        constraints = [
            models.CheckConstraint(
                name="flash_claim_quantity",
                condition=Q(quantity__gt=0, given_back_quantity__lte=F("quantity")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
