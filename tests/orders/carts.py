"""A cart that was filled by its own door, and what is in it now."""

from collections.abc import Mapping

from members.models import Member
from orders import services
from orders.models import CartLine
from orders.services import Item
from products.models import Sku
from tests.orders.factories import NOON


def fill(member: Member, basket: Mapping[str, int]) -> None:
    for code, quantity in basket.items():
        services.add_to_cart(member_id=member.pk, item=Item(code, quantity), at=NOON)


def in_cart(member: Member) -> dict[str, int]:
    """Pieces by SKU code, oldest first."""
    lines = CartLine.objects.filter(member=member).order_by("pk")
    return dict(lines.values_list("sku__code", "quantity"))


def selected_in_cart(member: Member) -> set[str]:
    lines = CartLine.objects.filter(member=member, selected=True)
    return set(lines.values_list("sku__code", flat=True))


def take_off_sale(code: str) -> None:
    Sku.objects.filter(code=code).update(is_active=False)
