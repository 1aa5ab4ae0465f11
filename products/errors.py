from collections.abc import Sequence
from typing import TypedDict

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class ShortSku(TypedDict):
    """How much of a SKU was asked for, and how much is left of it."""

    sku: str
    requested: int
    available: int


class InsufficientStock(DomainError):
    """``facts["shortages"]`` names every SKU that is short, as ShortSku."""

    code = "stock.insufficient"
    title = _("Not enough stock")
    message = _("Not enough stock, nothing was reserved. %(list)s.")

    def __init__(self, *, shortages: Sequence[ShortSku]) -> None:
        super().__init__(shortages=list(shortages))

    @property
    def detail(self) -> str:
        named = (
            _now("%(sku)s: %(requested)d asked for, %(available)d left") % short
            for short in self.facts["shortages"]
        )
        return str(self.message) % {"list": "; ".join(named)}


class NotReserved(DomainError):
    code = "stock.not_reserved"
    title = _("Not reserved")
    message = _("Order %(reference)s does not hold all of this stock any more; nothing was moved.")


class StockChanged(DomainError):
    code = "stock.changed"
    title = _("The stock has changed")
    message = _(
        "You saw %(expected)d on hand, there are %(on_hand)d now. Nothing was changed: look again, "
        "then save."
    )


class BelowReserved(DomainError):
    code = "stock.below_reserved"
    title = _("These pieces are promised")
    message = _(
        "%(reserved)d of the %(on_hand)d on hand are reserved for orders; only %(free)d can go. "
        "Move or cancel the reservations first."
    )
