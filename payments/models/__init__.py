from payments.models.attempt import Attempt, Tender
from payments.models.cell import Cell
from payments.models.channel import PaymentChannel
from payments.models.provider import Notification, ProviderPayment
from payments.models.refund import Refund, RefundBlock, RefundLeg, RefundLine
from payments.models.top_up import TopUp, TopUpEvent, TopUpPurpose

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
    "TopUp",
    "TopUpEvent",
    "TopUpPurpose",
]
