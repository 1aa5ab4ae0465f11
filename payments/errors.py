from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.clock import shop_time
from core.errors import DomainError
from core.money import format_amount


class MethodUnavailable(DomainError):
    """Facts: ``method``, and ``available``, those that would take this payment."""

    code = "payment.method_unavailable"
    title = _("This way of paying is not available")
    message = _("%(method)s is not available for this payment. Choose another way to pay.")


class PaymentInsufficient(DomainError):
    """Facts: ``missing_amount`` in fen, ``missing_points``, and ``sufficient``: the methods each of
    which would be enough beside those named."""

    code = "payment.insufficient"
    title = _("This does not cover what is to be paid")
    message = _("%(missing)s is missing. Add another way to pay.")

    @property
    def detail(self) -> str:
        amount, points = self.facts["missing_amount"], self.facts["missing_points"]
        parts = [format_amount(amount)] if amount else []
        parts += [str(_("%d points") % points)] if points else []
        return str(self.message) % {"missing": " + ".join(parts)}


class OneProviderOnly(DomainError):
    """Facts: ``methods``."""

    code = "payment.one_provider_only"
    status = 400
    title = _("Only one payment provider can take the rest")
    message = _("Name at most one payment provider beside points, stored value and balance.")


class OpenidNeeded(DomainError):
    """Facts: ``method``, ``product``."""

    code = "payment.openid_needed"
    title = _("WeChat does not know who pays")
    message = _(
        "This payment (%(product)s) is made inside WeChat. Sign in with WeChat there, or link "
        "WeChat to your account, and pay again."
    )


class ClientAddressNeeded(DomainError):
    """Facts: ``method``, ``product``."""

    code = "payment.client_address_needed"
    title = _("The network address of the payer is not known")
    message = _("This payment (%(product)s) needs the payer's network address. Pay another way.")


class PaymentAlreadyMade(DomainError):
    code = "payment.already_paid"
    title = _("It has been paid")
    message = _("The payment %(payment)s was made meanwhile: %(number)s is paid.")


class PaymentUnsettled(DomainError):
    code = "payment.unsettled"
    status = 503
    retry_after = 30
    title = _("The payment provider has not answered yet")
    message = _(
        "Payment %(payment)s can still be made until the provider confirms that it is closed. "
        "That goes on by itself; look again in a moment."
    )


class PaymentClosed(DomainError):
    code = "payment.closed"
    title = _("This payment is over")
    message = _(
        "Payment %(payment)s was closed and cannot be made any more. Begin a new one, with a new "
        "Idempotency-Key."
    )


class ProviderUnreachable(DomainError):
    code = "payment.provider_unreachable"
    status = 503
    retry_after = 2
    title = _("The payment provider does not answer")
    message = _(
        "The payment %(payment)s was begun, but the provider has not answered. Repeat the request "
        "with the same Idempotency-Key."
    )


class PaymentRefused(DomainError):
    """Facts: ``payment``, ``reason`` in the provider's own code."""

    code = "payment.refused"
    title = _("The payment provider refuses this payment")
    message = _("Payment %(payment)s was refused (%(reason)s). Choose another way to pay.")


class ChannelNotReady(DomainError):
    code = "payment.channel_not_ready"
    status = 503
    title = _("The payment channel is not set up")
    message = _("%(channel)s cannot be used: %(why)s.")


class TopUpNotFound(DomainError):
    code = "top_up.not_found"
    status = 404
    title = _("No such top-up")
    message = _("There is no top-up %(number)s, or it is not yours.")


class TopUpOutOfRange(DomainError):
    """Facts: ``least`` and ``most`` of one top-up, in fen."""

    code = "top_up.out_of_range"
    title = _("So much cannot be topped up at once")
    message = _("A top-up is between %(least_money)s and %(most_money)s.")

    @property
    def detail(self) -> str:
        least, most = self.facts["least"], self.facts["most"]
        money = {"least_money": format_amount(least), "most_money": format_amount(most)}
        return str(self.message) % money


class TopUpTooMuch(DomainError):
    """Facts: ``limit`` of what may be there, and what is ``left`` to it, in fen."""

    code = "top_up.limit_reached"
    title = _("So much may not be kept with the shop")
    message = _(
        "At most %(limit_money)s may be there, with what is still to be paid of other top-ups: "
        "%(left_money)s can be added now."
    )

    @property
    def detail(self) -> str:
        limit, left = self.facts["limit"], self.facts["left"]
        money = {"limit_money": format_amount(limit), "left_money": format_amount(left)}
        return str(self.message) % money


class TopUpNotOpen(DomainError):
    """Facts: ``number``, ``status``."""

    code = "top_up.not_open"
    title = _("There is nothing to pay")
    message = _("Top-up %(number)s is %(status)s: it does not wait for a payment.")


class TopUpPaymentOpen(DomainError):
    code = "top_up.payment_open"
    title = _("A payment is under way")
    message = _("A payment of top-up %(number)s is still open. Close that payment first.")


class TopUpWindowOver(DomainError):
    code = "top_up.payment_window_over"
    title = _("Too late to pay")
    message = _("Top-up %(number)s had to be paid by %(due_at)s. Begin a new one.")

    @classmethod
    def of(cls, number: str, *, due_at: datetime) -> "TopUpWindowOver":
        """``due_at`` as people read it: on the shop's clock."""
        return cls(number=number, due_at=f"{shop_time(due_at):%Y-%m-%d %H:%M}")


class UnknownPayment(DomainError):
    code = "payment.unknown"
    status = 404
    title = _("No such payment")
    message = _("There is no payment or refund %(number)s.")


class PartsGone(DomainError):
    code = "payment.parts_gone"
    title = _("A part of the payment is gone")
    message = _(
        "What order %(number)s had set aside of points, cards or balance was given back when it "
        "closed, and is not there any more."
    )


class NothingToRefund(DomainError):
    code = "refund.nothing_left"
    title = _("Nothing is left to refund")
    message = _("Of order %(number)s nothing was paid that has not been refunded.")


class MorePiecesThanLeft(DomainError):
    """Facts: ``line``, its number, and ``left``, how many of its pieces may be refunded."""

    code = "refund.more_pieces_than_left"
    title = _("So many pieces are not left to refund")
    message = _("Of line %(line)d of order %(number)s %(left)d pieces can still be refunded.")


class MoreMoneyThanLeft(DomainError):
    """Facts: ``left``, in fen."""

    code = "refund.more_than_left"
    title = _("So much is not left to refund")
    message = _("Of order %(number)s %(money)s can still be refunded.")

    @property
    def detail(self) -> str:
        return str(self.message) % {**self.facts, "money": format_amount(self.facts["left"])}


class RefundWholeOrder(DomainError):
    code = "refund.whole_order_only"
    title = _("This order can only be refunded as a whole")
    message = _("Order %(number)s is not fully paid yet: refund all that was paid, or nothing.")


class RefundChanged(DomainError):
    """What was confirmed is not what the refund would be now."""

    code = "refund.changed"
    title = _("The refund would be another one now")
    message = _("Something of order %(number)s was refunded meanwhile. Look at it again.")


class RefundTooLate(DomainError):
    """Facts: ``payment``, its number at the provider."""

    code = "refund.too_late"
    title = _("The provider refunds this payment no more")
    message = _(
        "Payment %(payment)s is more than a year old, and its provider does not refund it any "
        "more. Refund it to the member's balance."
    )


class RefundTooOften(DomainError):
    """Facts: ``payment``, ``limit``."""

    code = "refund.too_often"
    title = _("The provider refunds this payment no more")
    message = _(
        "Payment %(payment)s was refunded in %(limit)d pieces, and its provider allows no more of "
        "them. Refund the rest to the member's balance."
    )


class RefundTooSoon(DomainError):
    """Facts: ``payment``, ``seconds`` until it may be asked for."""

    code = "refund.too_soon"
    title = _("This payment is being refunded right now")
    message = _(
        "Payment %(payment)s was refunded a moment ago. Its provider wants %(seconds)d seconds "
        "between two refunds; try again then."
    )


class RefundNotClosed(DomainError):
    code = "refund.not_closed"
    title = _("This refund was not closed by the provider")
    message = _("%(number)s is “%(status)s”: a new number would refund it twice.")


class RefundNotStuck(DomainError):
    code = "refund.not_stuck"
    title = _("This refund is not stuck")
    message = _(
        "%(number)s is “%(status)s”: paid to the balance as well, it would be refunded twice."
    )
