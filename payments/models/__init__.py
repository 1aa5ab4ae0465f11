from payments.models.attempt import Attempt, Tender
from payments.models.cell import Cell
from payments.models.channel import PaymentChannel
from payments.models.provider import Notification, ProviderPayment
from payments.models.refund import Refund, RefundBlock, RefundLeg, RefundLine

__all__ = [
    "Attempt",
    "Cell",
    "Notification",
    "PaymentChannel",
    "ProviderPayment",
    "Refund",
    "RefundBlock",
    "RefundLeg",
    "RefundLine",
    "Tender",
]
