from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.clock import shop_time
from core.errors import DomainError, NotFound


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


class ImpossibleSteps(DomainError):
    code = "reduction.impossible_steps"
    status = 422
    title = _("These steps are not possible")
    message = _(
        "Thresholds must rise, each step must give something, and one that repeats stands alone."
    )


class UnknownScope(DomainError):
    code = "promotion.unknown_scope"
    status = 422
    title = _("The catalogue does not have this")
    message = _("There is no such category or SKU: %(names)s.")


class CouponGone(DomainError):
    """Used by an order meanwhile, over, or not this member's."""

    code = "coupon.gone"
    title = _("A coupon cannot be used any more")
    message = _("One of the coupons has been used or is over. Look at the new quote and confirm.")


class CouponTermsFrozen(DomainError):
    code = "coupon.terms_frozen"
    title = _("Members hold it")
    message = _(
        "“%(name)s” is in members' hands: what it gives, for what and how long stays. Names, "
        "limits and windows may change; for other terms set up another one."
    )


class CouponNotClaimable(DomainError):
    code = "coupon.not_claimable"
    title = _("This coupon cannot be taken now")
    message = _("“%(name)s” cannot be taken: it has not begun, or it is over.")


class CouponLimitReached(DomainError):
    code = "coupon.limit_reached"
    title = _("No coupon is left for you")
    message = _("All of “%(name)s” have been given out, or you have had yours.")


class GrantChanged(DomainError):
    """What was confirmed is not what would be granted now."""

    code = "coupon.grant_changed"
    title = _("The grant would be another one now")
    message = _(
        "Who would get “%(name)s”, or how many they have had, has changed meanwhile. Look again, "
        "then grant."
    )


class UnknownExchangeCode(DomainError):
    code = "exchange_code.unknown"
    status = 422
    title = _("This code cannot be used")
    message = _("There is no such code, or it is used or over. Check what you typed.")


class ExchangeCodeUsed(DomainError):
    code = "exchange_code.used"
    title = _("You have used this code")
    message = _("You have used this code already, for %(reference)s.")


class ExchangeCodeGone(DomainError):
    code = "exchange_code.gone"
    title = _("This code has just been used")
    message = _("Somebody has used this code a moment ago.")


class CodeNotForGoods(DomainError):
    code = "exchange_code.for_coupon"
    status = 422
    title = _("This code is good for a coupon")
    message = _("This code becomes a coupon: exchange it in the coupon centre.")


class CodeNotForCoupons(DomainError):
    """Facts: ``quantity`` pieces of ``sku`` (its ``product`` by slug) is what it is good for, for
    ``price_amount`` fen in all, and the shipping fee unless it ``ships_free``."""

    code = "exchange_code.for_goods"
    status = 422
    title = _("This code is good for goods")
    message = _("This code becomes an order: choose an address and order with it.")


class NotOnGroupOffer(DomainError):
    code = "group.not_on_offer"
    status = 422
    title = _("Not part of this group offer")
    message = _("%(skus)s cannot be bought in this group. Choose what the offer names.")


class GroupSoldOut(DomainError):
    code = "group.sold_out"
    title = _("The group offer is sold out")
    message = _("Only %(left)d pieces are left of this group offer.")


class GroupLimitReached(DomainError):
    code = "group.limit_reached"
    title = _("No more pieces for you")
    message = _("Each member may buy %(limit)d pieces of this group offer; you have %(bought)d.")


class TeamNotFound(NotFound):
    code = "group.team_not_found"
    message = _("There is no team with this share code.")


class TeamClosed(DomainError):
    code = "group.team_closed"
    title = _("Nobody can join this team")
    message = _(
        "This team is complete, its time is over, or its leader has not paid. Open one of your own."
    )


class TeamFull(DomainError):
    code = "group.team_full"
    title = _("The team is full")
    message = _("Somebody else has taken the last seat. Join another team, or open one.")


class AlreadyInTeam(DomainError):
    code = "group.already_in_team"
    title = _("You are in this team already")
    message = _("You have a seat in this team. Invite others to complete it.")


class LeavingRefused(DomainError):
    code = "group.leaving_refused"
    title = _("You cannot leave now")
    message = _(
        "Order %(number)s cannot leave its team: the shop does not allow it, or it is over."
    )


class NoVirtualMembers(DomainError):
    code = "group.no_virtual_members"
    title = _("This team cannot be completed")
    message = _(
        "Team %(team)s is not forming, nobody has paid yet, or its offer allows no virtual members."
    )


class TeamNotForming(DomainError):
    code = "group.team_not_forming"
    title = _("The team is not forming")
    message = _("Team %(team)s is %(status)s. Nothing was changed.")


class QuotaTooSmall(DomainError):
    code = "group.quota_too_small"
    status = 422
    title = _("More pieces are taken")
    message = _("%(taken)d pieces of this offer are taken already; it cannot have fewer.")


class FlashSaleNotOpen(DomainError):
    code = "flash_sale.not_open"
    title = _("The flash sale has not begun")
    message = _("This flash sale begins at %(starts_at)s. Nothing can be bought in it before.")


class FlashSaleOver(DomainError):
    code = "flash_sale.over"
    title = _("The flash sale is over")
    message = _("This flash sale is over. The goods may still be on sale at their usual price.")


class NotInFlashSale(DomainError):
    code = "flash_sale.other_goods"
    status = 422
    title = _("Not what this offer is for")
    message = _("This offer is for %(sku)s alone. Order it by itself.")


class FlashSaleSoldOut(DomainError):
    code = "flash_sale.sold_out"
    title = _("Sold out")
    message = _("Only %(left)d pieces are left. Unpaid orders may still give some back.")


class FlashLimitReached(DomainError):
    code = "flash_sale.limit_reached"
    title = _("No more pieces for you")
    message = _("Each member may buy %(limit)d pieces in this flash sale.")


class FlashSaleEnded(DomainError):
    code = "flash_sale.ended"
    title = _("The flash sale has ended")
    message = _("This session has ended and its pieces are stock again. Set up another one.")


class FlashQuotaChanged(DomainError):
    code = "flash_sale.quota_changed"
    title = _("The quota has changed")
    message = _("You saw a quota of %(expected)d, it is %(quota)d now. Look again, then save.")


class FlashQuotaTaken(DomainError):
    code = "flash_sale.quota_taken"
    title = _("These pieces are sold")
    message = _(
        "Only %(left)d pieces of this quota are not sold; it cannot become smaller by more."
    )
