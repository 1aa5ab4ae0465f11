from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.spoken import spoken


class ExchangeBatch(models.Model):
    """Codes (兑换码) that are each good for one thing: so many pieces of a SKU, or a coupon.

    An order for the goods costs ``price_amount`` (0: nothing) and, unless they ship free, the fee.
    """

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    sku = models.ForeignKey(
        "products.Sku",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("SKU"),
    )
    quantity = models.PositiveSmallIntegerField(_("pieces"), default=1)
    price_amount = models.BigIntegerField(_("to pay"), default=0)
    ships_free = models.BooleanField(_("ships free"), default=True)
    template = models.ForeignKey(
        "marketing.CouponTemplate",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("coupon"),
    )
    count = models.PositiveIntegerField(_("codes"))
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    made_at = models.DateTimeField(_("made at"))
    actor = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("batch of exchange codes")
        verbose_name_plural = _("batches of exchange codes")
        constraints = [
            models.CheckConstraint(
                name="exchange_batch_is_for_one_thing",
                condition=Q(sku__isnull=False, template=None)
                | Q(sku=None, template__isnull=False, price_amount=0),
            ),
            models.CheckConstraint(
                name="exchange_batch_figures",
                condition=Q(quantity__gt=0, count__gt=0, price_amount__gte=0),
            ),
            models.CheckConstraint(
                name="exchange_batch_price_divides_by_its_pieces",
                condition=Q(price_amount=F("price_amount") / F("quantity") * F("quantity")),
            ),
            models.CheckConstraint(
                name="exchange_batch_window", condition=Q(valid_from__lt=F("valid_until"))
            ),
        ]

    def __str__(self) -> str:
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    def is_valid(self, at: datetime) -> bool:
        return self.valid_from <= at < self.valid_until


class ExchangeCode(models.Model):
    """One code, known by a keyed hash alone: who made the batch had the codes once."""

    batch = models.ForeignKey(ExchangeBatch, on_delete=models.PROTECT, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)
    ending = models.CharField(_("ending"), max_length=4)
    member = models.ForeignKey(
        "members.Member",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("member"),
    )
    # An order's number, or the public id of the coupon.
    used_for = models.CharField(_("used for"), max_length=40, blank=True)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("exchange code")
        verbose_name_plural = _("exchange codes")
        constraints = [
            models.CheckConstraint(
                name="exchange_code_used_by_somebody_at_some_time",
                condition=Q(used_for="", used_at=None, member=None)
                | ~Q(used_for="") & Q(used_at__isnull=False, member__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["used_for"], name="exchange_code_in_use", condition=~Q(used_for="")
            )
        ]

    def __str__(self) -> str:
        return f"…{self.ending}"
