from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.clock import shop_time
from core.errors import DomainError


class UnknownDeal(DomainError):
    code = "deal.unknown"
    status = 422
    title = _("There is no such offer")
    message = _("This offer does not exist or is over. Look at the offers that are open.")


class OfferNotOpen(DomainError):
    code = "deal.not_open"
    title = _("This offer is not open yet")
    message = _("This offer opens at %(opens_at)s. Come back then.")

    @classmethod
    def until(cls, opens_at: datetime) -> "OfferNotOpen":
        return cls(opens_at=f"{shop_time(opens_at):%Y-%m-%d %H:%M}")


class OtherGoods(DomainError):
    code = "deal.other_goods"
    status = 422
    title = _("This offer is for something else")
    message = _("This offer is for %(sku)s alone. Order other goods by themselves.")


class OfferLimitReached(DomainError):
    """Facts: ``limit`` per member, and ``left``, what this member may still order."""

    code = "deal.limit_reached"
    title = _("More than one member may have")
    message = _("One member may order %(limit)d pieces of this offer; you may order %(left)d more.")


class OfferSoldOut(DomainError):
    code = "deal.sold_out"
    title = _("Sold out at this price")
    message = _("Only %(left)d pieces of this offer are left.")


class OfferFrozen(DomainError):
    code = "deal.frozen"
    title = _("Orders rely on it")
    message = _(
        "Orders have been placed under this offer: its price and its times stay. Quota, limit and "
        "names may change."
    )


class OfferTooSmall(DomainError):
    code = "deal.quota_claimed"
    title = _("More is claimed than that")
    message = _("%(claimed)d pieces are claimed already: the quota cannot be less.")
