from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class FreightTemplate(models.Model):
    """A named tariff: its rates say what a parcel costs, by region and weight."""

    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("freight template")
        verbose_name_plural = _("freight templates")

    def __str__(self) -> str:
        return self.name


class FreightRate(models.Model):
    """What a template takes for some regions. A region that no rate covers is not served.

    ``region_codes`` are six-digit codes of provinces, cities or districts; the
    rate that names the smallest division of an address wins, and an empty list
    covers all that is left.
    """

    template = models.ForeignKey(
        FreightTemplate,
        verbose_name=_("freight template"),
        on_delete=models.CASCADE,
        related_name="rates",
    )
    region_codes = ArrayField(
        models.CharField(max_length=6),
        verbose_name=_("regions"),
        default=list,
        blank=True,
        help_text=_("Six-digit division codes, separated by commas; empty: everywhere else."),
    )
    first_weight_grams = models.PositiveIntegerField(_("first weight (g)"))
    first_fee_amount = models.BigIntegerField(_("first fee (fen)"))
    extra_weight_grams = models.PositiveIntegerField(_("each further weight (g)"))
    extra_fee_amount = models.BigIntegerField(_("further fee (fen)"))
    free_over_amount = models.BigIntegerField(
        _("free from (fen)"),
        null=True,
        blank=True,
        help_text=_("Goods of this amount ship free; empty: never."),
    )

    class Meta:
        verbose_name = _("freight rate")
        verbose_name_plural = _("freight rates")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_fee_amount__gte=0, extra_fee_amount__gte=0)
                & (models.Q(free_over_amount=None) | models.Q(free_over_amount__gte=0)),
                name="freight_rate_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(extra_weight_grams__gt=0), name="freight_rate_has_a_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({len(self.region_codes) or '*'})"
