from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketing.models.offers import LimitedOffer, OfferClaim


class MallItem(LimitedOffer):
    """What a piece costs in the points mall: points, or points and money."""

    points = models.BigIntegerField(_("points"))
    cash_amount = models.BigIntegerField(_("and money"), default=0)

    class Meta:
        verbose_name = _("points mall item")
        verbose_name_plural = _("points mall items")
        constraints = [
            *LimitedOffer.Meta.constraints,
            models.CheckConstraint(
                name="mallitem_costs_points", condition=Q(points__gt=0, cash_amount__gte=0)
            ),
        ]


class MallClaim(OfferClaim):
    """What an order holds of a points mall item's quota; its stock is reserved as usual."""

    offer = models.ForeignKey(
        MallItem, verbose_name=_("item"), on_delete=models.PROTECT, related_name="claims"
    )

    class Meta:
        verbose_name = _("claim on a points mall item")
        verbose_name_plural = _("claims on points mall items")
        constraints = [*OfferClaim.Meta.constraints]
        indexes = [models.Index(fields=["offer", "member"], name="mall_claim_of_member")]
