from orders.models.block import OrderBlock
from orders.models.cart import CartLine, CartLineState
from orders.models.instalment import Instalment
from orders.models.line import OrderLine
from orders.models.log import OrderTransition, TimelineEntry
from orders.models.order import AfterSalesStatus, EntryPoint, Order

__all__ = [
    "AfterSalesStatus",
    "CartLine",
    "CartLineState",
    "EntryPoint",
    "Instalment",
    "Order",
    "OrderBlock",
    "OrderLine",
    "OrderTransition",
    "TimelineEntry",
]
