from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.spoken import spoken
from core.triggers import append_only

WHOLE = 10_000  # basis points


class Tier(models.Model):
    """A level of membership, reached by growth."""

    name = models.CharField(_("name"), max_length=30, unique=True)
    name_en = models.CharField(_("English name"), max_length=30, blank=True)
    threshold = models.PositiveIntegerField(
        _("growth needed"), unique=True, help_text=_("Within the last year.")
    )
    price_factor = models.PositiveSmallIntegerField(
        _("price factor"),
        default=WHOLE,
        validators=[MinValueValidator(1), MaxValueValidator(WHOLE)],
        help_text=_("In basis points of the list price: 9500 is 95 %."),
    )
    points_multiplier = models.PositiveIntegerField(
        _("points multiplier"),
        default=WHOLE,
        validators=[MaxValueValidator(10 * WHOLE)],
        help_text=_("In basis points: 15000 earns one and a half times the points."),
    )
    benefits = models.TextField(_("benefits"), blank=True, help_text=_("One a line."))
    benefits_en = models.TextField(_("English benefits"), blank=True)

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ("threshold",)
        constraints = [
            models.CheckConstraint(
                condition=Q(price_factor__gte=1, price_factor__lte=WHOLE),
                name="tier_never_costs_more",
            )
        ]

    def __str__(self) -> str:
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def spoken_benefits(self) -> list[str]:
        return spoken(self.benefits, self.benefits_en).splitlines()


class TierCause(models.TextChoices):
    REACHED = "reached", _("growth reached")
    REFUNDED = "refunded", _("growth taken back by a refund")
    REVIEWED = "reviewed", _("yearly review")


class TierChange(models.Model):
    """A step up or down, or out of all tiers, and the growth of the year that it went by."""

    member = models.ForeignKey(
        "members.Member",
        on_delete=models.PROTECT,
        related_name="tier_changes",
        db_index=False,
        verbose_name=_("member"),
    )
    source = models.ForeignKey(
        Tier,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("from tier"),
    )
    target = models.ForeignKey(
        Tier,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("to tier"),
    )
    cause = models.CharField(_("cause"), max_length=10, choices=TierCause)
    growth = models.BigIntegerField(_("growth of the year"))
    at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("tier change")
        verbose_name_plural = _("tier changes")
        indexes = [models.Index(fields=["member", "-id"], name="tier_changes_of_member")]
        triggers = append_only()


class GrowthCause(models.TextChoices):
    COMPLETED = "completed", _("order completed")
    REFUNDED = "refunded", _("order refunded")


class GrowthEntry(models.Model):
    """Growth that a member gained or lost. No money, so no ledger: a member's growth is the sum."""

    member = models.ForeignKey(
        "members.Member",
        on_delete=models.PROTECT,
        related_name="growth_entries",
        db_index=False,
        verbose_name=_("member"),
    )
    amount = models.BigIntegerField(_("growth"))
    cause = models.CharField(_("cause"), max_length=10, choices=GrowthCause)
    reference = models.CharField(_("reference"), max_length=60)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("growth entry")
        verbose_name_plural = _("growth entries")
        constraints = [
            models.UniqueConstraint(fields=["cause", "reference"], name="growth_once_per_cause")
        ]
        indexes = [
            models.Index(fields=["member", "at"], include=["amount"], name="growth_of_member")
        ]
        triggers = append_only()


class Earning(models.Model):
    """What one line of a completed order earned, and on what amount that it was paid with."""

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="earnings")
    reference = models.CharField(_("order"), max_length=60)
    line = models.PositiveSmallIntegerField(_("line"))
    amount = models.BigIntegerField(_("amount"))
    points = models.BigIntegerField(_("points"))
    growth = models.BigIntegerField(_("growth"))
    at = models.DateTimeField(_("earned at"))

    class Meta:
        verbose_name = _("earning")
        verbose_name_plural = _("earnings")
        constraints = [
            models.UniqueConstraint(fields=["reference", "line"], name="earned_once_per_line"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, points__gte=0, growth__gte=0),
                name="earned_on_something",
            ),
        ]
        triggers = append_only()

    def share_of(self, refunded: int) -> dict[str, int]:
        """What so many more refunded fen take of it: the difference of two shares of the whole."""
        rows = list(self.taken_back.all())
        before = sum(row.amount for row in rows)
        after = min(before + refunded, self.amount)
        return {
            "amount": after - before,
            "points": self.points * after // self.amount - sum(row.points for row in rows),
            "growth": self.growth * after // self.amount - sum(row.growth for row in rows),
        }


class TakeBack(models.Model):
    """What a refund took back of what a line had earned; ``uncovered`` points were spent already
    and, by rule, made no debt."""

    earning = models.ForeignKey(Earning, on_delete=models.PROTECT, related_name="taken_back")
    cause = models.CharField(_("refund"), max_length=60)
    amount = models.BigIntegerField(_("amount"))
    points = models.BigIntegerField(_("points"))
    growth = models.BigIntegerField(_("growth"))
    uncovered = models.BigIntegerField(_("uncovered points"), default=0)
    at = models.DateTimeField(_("taken back at"))

    class Meta:
        verbose_name = _("take-back")
        verbose_name_plural = _("take-backs")
        constraints = [
            models.UniqueConstraint(fields=["earning", "cause"], name="taken_back_once_per_cause"),
            models.CheckConstraint(
                condition=Q(
                    amount__gte=0,
                    points__gte=models.F("uncovered"),
                    growth__gte=0,
                    uncovered__gte=0,
                ),
                name="take_back_adds_nothing",
            ),
        ]
        triggers = append_only()
