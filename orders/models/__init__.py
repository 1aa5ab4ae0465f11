from orders.models.block import BlockKind, OrderBlock
from orders.models.cart import CartLine, CartLineState
from orders.models.discount import OrderDiscount
from orders.models.instalment import Instalment
from orders.models.line import OrderLine
from orders.models.log import OrderTransition, TimelineEntry
from orders.models.order import AfterSalesStatus, EntryPoint, Order, entry_point_of

__all__ = [
    "AfterSalesStatus",
    "BlockKind",
    "CartLine",
    "CartLineState",
    "EntryPoint",
    "Instalment",
    "Order",
    "OrderBlock",
    "OrderDiscount",
    "OrderLine",
    "OrderTransition",
    "TimelineEntry",
    "entry_point_of",
]
