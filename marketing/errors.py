from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class UnknownDeal(DomainError):
    code = "deal.unknown"
    status = 422
    title = _("There is no such offer")
    message = _("This offer does not exist or is over. Look at the offers that are open.")


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
