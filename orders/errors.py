from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.clock import shop_time
from core.errors import DomainError, NotFound
from orders.lifecycle import TRANSITIONS, OrderStatus


class OrderNotFound(NotFound):
    code = "order.not_found"
    message = _("There is no order %(number)s, or it is not yours.")


class TransitionRefused(DomainError):
    """Carries the order's ``state``, and ``allowed``: what this kind of actor may ask for now."""

    code = "order.transition_not_allowed"
    title = _("The order does not allow this now")
    message = _("Order %(number)s is “%(status)s”: %(why)s. Allowed now: %(actions)s.")

    @property
    def detail(self) -> str:
        labels = [str(TRANSITIONS[name].label) for name in self.facts["allowed"]]
        return str(self.message) % {
            **self.facts,
            "status": OrderStatus(self.facts["state"]).label,
            "actions": ", ".join(labels) or "-",
        }


class OrderChanged(DomainError):
    """Who acts on what they have seen names its version, and it is not the order's any more."""

    code = "order.changed"
    status = 412
    title = _("The order has changed")
    message = _("Order %(number)s has changed since you looked at it. Look at it and decide again.")


class AttemptOpen(DomainError):
    code = "order.payment_open"
    title = _("A payment is under way")
    message = _("A payment of order %(number)s is still open. Close that payment first.")


class PaymentWindowOver(DomainError):
    code = "order.payment_window_over"
    title = _("Too late to pay")
    message = _("Order %(number)s had to be paid by %(due_at)s. Place a new order.")

    @classmethod
    def of(cls, number: str, *, due_at: datetime | None) -> "PaymentWindowOver":
        """``due_at`` as people read it: on the shop's clock."""
        return cls(number=number, due_at=f"{shop_time(due_at):%Y-%m-%d %H:%M}" if due_at else "-")


class BalanceNotOpen(DomainError):
    code = "order.balance_not_open"
    title = _("The balance cannot be paid yet")
    message = _("The balance of order %(number)s can be paid from %(opens_at)s.")

    @classmethod
    def of(cls, number: str, *, opens_at: datetime) -> "BalanceNotOpen":
        return cls(number=number, opens_at=f"{shop_time(opens_at):%Y-%m-%d %H:%M}")


class InstalmentNotPayable(DomainError):
    code = "order.nothing_to_pay"
    title = _("There is nothing to pay")
    message = _("Order %(number)s has no instalment that can be paid now.")


class UnknownSku(DomainError):
    code = "checkout.unknown_sku"
    status = 422
    title = _("An article is not for sale")
    message = _("Not for sale (any more): %(skus)s. Take them out and try again.")


class NotDeliverable(DomainError):
    code = "checkout.not_deliverable"
    status = 422
    title = _("No delivery to this address")
    message = _("%(skus)s cannot be delivered to this address. Choose another address.")


class TooMuch(DomainError):
    code = "checkout.too_much"
    status = 422
    title = _("The order is too large")
    message = _("One order takes up to %(max_lines)d articles and %(max_quantity)d of each.")


class QuoteChanged(DomainError):
    """Carries the new quote in ``quote``: nothing is charged that the shopper has not seen."""

    code = "checkout.quote_changed"
    title = _("The price has changed")
    message = _("Prices or fees have changed since the preview. Look at the new quote and confirm.")


class PriceNotLowered(DomainError):
    """``most``: by how many fen the price may be lowered at most; 0 where it may not be at all."""

    code = "order.price_not_lowered"
    status = 422
    title = _("The price was not changed")
    message = _(
        "A price may only be lowered, and only of an order that waits for payment: the shopper has "
        "agreed to no higher one. Order %(number)s was left as it is."
    )


class AlreadyExtended(DomainError):
    code = "order.receipt_already_extended"
    title = _("Receipt was already extended")
    message = _("Automatic receipt of order %(number)s was already put off once.")


class CartFull(DomainError):
    code = "cart.full"
    status = 422
    title = _("The cart is full")
    message = _("A cart holds up to %(max_lines)d articles and %(max_quantity)d of each.")


class NothingSelected(DomainError):
    code = "cart.nothing_selected"
    title = _("Nothing is selected")
    message = _("Nothing in the cart is selected, or it has been ordered already.")


class CartChanged(DomainError):
    code = "cart.changed"
    title = _("The cart has changed")
    message = _("The cart was changed or ordered in another window. Look at it and confirm again.")
