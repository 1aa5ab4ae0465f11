from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.triggers import append_only
from marketing.models.scoped import Scoped
from marketing.pricing import WHOLE, Bearer, CouponKind, CouponOffer


class CouponTemplate(Scoped):
    """What a coupon is worth, for what, for how long, and who may have how many.

    Valid between two instants, or for so many days from when a member gets it.
    """

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=15, choices=CouponKind)
    amount = models.BigIntegerField(_("amount off"), default=0)
    off_basis_points = models.PositiveSmallIntegerField(_("off, in basis points"), default=0)
    cap_amount = models.BigIntegerField(_("at most"), null=True, blank=True)
    threshold_amount = models.BigIntegerField(_("from a sum of"), default=0)
    stackable = models.BooleanField(
        _("stackable"), default=False, help_text=_("With stackable coupons of other kinds.")
    )
    total_limit = models.PositiveIntegerField(_("how many in all"), null=True, blank=True)
    per_member_limit = models.PositiveIntegerField(_("how many per member"), default=1)
    issued_count = models.PositiveIntegerField(_("given out"), default=0)
    # Members take it themselves in this window; without one it is only given.
    claimable_from = models.DateTimeField(_("claimable from"), null=True, blank=True)
    claimable_until = models.DateTimeField(_("claimable until"), null=True, blank=True)
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    valid_days = models.PositiveSmallIntegerField(_("valid for days"), null=True, blank=True)
    is_enabled = models.BooleanField(_("enabled"), default=True)

    class Meta:
        verbose_name = _("coupon template")
        verbose_name_plural = _("coupon templates")
        constraints = [
            models.CheckConstraint(
                name="coupon_template_is_worth_something",
                condition=Q(kind=CouponKind.FIXED, amount__gt=0, off_basis_points=0)
                | Q(
                    kind=CouponKind.PERCENT,
                    amount=0,
                    off_basis_points__gt=0,
                    off_basis_points__lte=WHOLE,
                )
                | Q(kind=CouponKind.FREE_SHIPPING, amount=0, off_basis_points=0),
            ),
            models.CheckConstraint(
                name="coupon_template_thresholds",
                condition=Q(threshold_amount__gte=0) & (Q(cap_amount=None) | Q(cap_amount__gt=0)),
            ),
            models.CheckConstraint(
                name="coupon_template_validity",
                condition=Q(
                    valid_days__isnull=False, valid_days__gt=0, valid_from=None, valid_until=None
                )
                | Q(
                    valid_days=None,
                    valid_from__isnull=False,
                    valid_until__isnull=False,
                    valid_from__lt=F("valid_until"),
                ),
            ),
            models.CheckConstraint(
                name="coupon_template_claimable",
                condition=Q(claimable_from=None, claimable_until=None)
                | Q(
                    claimable_from__isnull=False,
                    claimable_until__isnull=False,
                    claimable_from__lt=F("claimable_until"),
                ),
            ),
            models.CheckConstraint(
                name="coupon_template_issued_within_limit",
                condition=Q(total_limit=None) | Q(issued_count__lte=F("total_limit")),
            ),
        ]

    def is_claimable(self, at: datetime) -> bool:
        """Whether members may take one now, as far as its window goes."""
        begun = self.claimable_from is not None and self.claimable_from <= at
        return self.is_enabled and begun and at < self.claimable_until  # type: ignore[operator]

    def validity(self, at: datetime) -> tuple[datetime, datetime]:
        """From when until when a coupon is good that a member gets ``at``."""
        if self.valid_days is not None:
            return at, at + timedelta(days=self.valid_days)
        assert self.valid_from is not None  # noqa: S101  (coupon_template_validity)
        assert self.valid_until is not None  # noqa: S101
        return self.valid_from, self.valid_until


class CouponSource(models.TextChoices):
    CLAIMED = "claimed", _("claimed")
    GRANTED = "granted", _("granted by staff")
    EXCHANGED = "exchanged", _("exchanged for a code")


class Coupon(models.Model):
    """A coupon in a member's hands. It is in use by one order, or by none."""

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    template = models.ForeignKey(
        CouponTemplate, on_delete=models.PROTECT, related_name="coupons", verbose_name=_("template")
    )
    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, related_name="+", verbose_name=_("member")
    )
    source = models.CharField(_("how it came"), max_length=10, choices=CouponSource)
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    issued_at = models.DateTimeField(_("issued at"))
    used_for = models.CharField(_("used for"), max_length=20, blank=True)  # an order's number
    used_at = models.DateTimeField(_("used at"), null=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True)

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        constraints = [
            models.CheckConstraint(
                name="coupon_used_has_its_time",
                condition=Q(used_for="", used_at=None) | ~Q(used_for="") & Q(used_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="coupon_of_member"),
            models.Index(fields=["used_for"], name="coupon_in_use", condition=~Q(used_for="")),
            models.Index(
                fields=["valid_until"],
                name="coupon_to_remind_of",
                condition=Q(used_for="", reminded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.template)

    @property
    def offer(self) -> CouponOffer:
        """As the pricing engine takes it."""
        terms = self.template
        return CouponOffer(
            code=str(self.public_id),
            name=terms.name,
            name_en=terms.name_en,
            kind=CouponKind(terms.kind),
            amount=terms.amount,
            off_basis_points=terms.off_basis_points,
            cap_amount=terms.cap_amount,
            threshold_amount=terms.threshold_amount,
            scope=terms.scope,
            stackable=terms.stackable,
            valid_until=self.valid_until,
            bearer=Bearer(terms.bearer),
        )


class CouponMove(models.Model):
    """What happened to a coupon: used for an order, given back when it closed, returned when it
    was refunded."""

    class Kind(models.TextChoices):
        USED = "used", _("used")
        GIVEN_BACK = "given_back", _("given back")
        RETURNED = "returned", _("returned")

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    reference = models.CharField(_("order"), max_length=20)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("coupon movement")
        verbose_name_plural = _("coupon movements")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
