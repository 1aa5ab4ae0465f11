"""What the pages of the back office write often: money, shop time, spans, state blocks."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from backoffice import formats
from core.money import format_amount
from logistics import lifecycle as logistics
from orders.lifecycle import COLOURS, OrderStatus, Stops
from payments import lifecycle as payments

if TYPE_CHECKING:
    from backoffice.order_page import Money
    from orders.models import Order, OrderBlock

register = template.Library()


@register.filter
def yuan(amount: int | None) -> str:
    return "" if amount is None else format_amount(amount)


@register.filter
def at_shop(at: datetime | None) -> str:
    return formats.format_time(at) if at else ""


@register.filter
def span(value: timedelta | None) -> str:
    return formats.format_span(value) if value is not None else ""


@register.filter
def reason(text: str) -> str:
    return formats.format_reason(text)


@register.simple_tag
def state_block(status: str) -> SafeString:
    """The colour block of an order's state."""
    known = OrderStatus(status)
    return format_html('<span class="dd-state dd-{}">{}</span>', COLOURS[known], known.label)


@register.simple_tag
def deposit_badge(order: "Order") -> SafeString:
    """Of a presale whose balance is still to be paid."""
    if not order.waits_for_balance:
        return SafeString("")
    return format_html('<span class="dd-badge dd-blue">{}</span>', _("deposit paid"))


@register.simple_tag
def after_sales_badge(order: "Order") -> SafeString:
    """The second badge, where there is something to say."""
    if order.after_sales_status == "none":
        return SafeString("")
    return format_html(
        '<span class="dd-badge dd-orange">{}</span>', order.get_after_sales_status_display()
    )


@register.filter
def stopped(block: "OrderBlock") -> str:
    """What a block keeps from happening, in words."""
    return ", ".join(str(Stops(stop).label) for stop in block.stops)


@register.filter
def channel(money: "Money", code: str) -> str:
    """What a payment channel is called."""
    return money.channels.get(code, code)


@register.filter
def attempt_colour(status: str) -> str:
    return payments.ATTEMPT_COLOURS[payments.AttemptStatus(status)]


@register.filter
def leg_colour(status: str) -> str:
    return payments.LEG_COLOURS[payments.LegStatus(status)]


@register.filter
def parcel_colour(status: str) -> str:
    return logistics.COLOURS[logistics.ShipmentStatus(status)]
