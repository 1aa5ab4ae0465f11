"""A group offer, and orders that open teams under it, join them and pay."""

from datetime import datetime, timedelta
from typing import Any

from core.actor import Actor
from core.laws import verdicts
from marketing.deals import DealKind, DealWanted
from marketing.models import GroupOffer, GroupSeat, GroupTeam
from marketing.selectors.group_buys import team_of_order
from marketing.services import set_up_group_offer
from members.models import Address, Member
from members.services import grant_balance
from orders import services
from orders.models import EntryPoint, Order
from orders.services import Item
from payments.services import Way, start_payment
from products.models import Sku
from tests.orders.factories import NOON, a_member, a_shop, an_address, pay

STAFF = Actor.staff(7)
GROUP_PRICE = 6900
FORMS_WITHIN = timedelta(hours=20)
AFTER_THE_DEADLINE = NOON + FORMS_WITHIN + timedelta(seconds=1)


def an_offer(*, stock: int = 20, price: int = GROUP_PRICE, **terms: Any) -> GroupOffer:
    """TEA-01 for teams of three that form within twenty hours."""
    a_shop({"TEA-01": stock, "TEA-02": stock})
    usual: dict[str, Any] = {
        "name": "三人团",
        "name_en": "Tea for three",
        "team_size": 3,
        "form_within": FORMS_WITHIN,
        "opens_at": NOON - timedelta(days=1),
        "ends_at": NOON + timedelta(days=2),
        "limit_per_member": None,
        "quota": None,
        "takes_coupons": False,
        "virtual_completion": "never",
    }
    product_id = Sku.objects.get(code="TEA-01").product_id
    return set_up_group_offer(
        product_id=product_id, prices={"TEA-01": price}, actor=STAFF, at=NOON, **usual | terms
    )


def buy(
    offer: GroupOffer,
    *,
    team: GroupTeam | None = None,
    member: Member | None = None,
    sku: str = "TEA-01",
    quantity: int = 1,
    at: datetime = NOON,
) -> Order:
    """Place an order under the offer, as the API does: in the team, or as the leader of one."""
    member = member or a_member(f"139{Member.objects.count():08}")
    address = Address.objects.filter(member=member).first() or an_address(member)
    wanted = DealWanted(DealKind.GROUP_BUY, str(offer.public_id), team.number if team else "")
    asked: dict[str, Any] = {
        "member_id": member.pk,
        "items": [Item(sku, quantity)],
        "address_id": address.public_id,
        "deal": wanted,
        "at": at,
    }
    checkout = services.quote_order(**asked)
    return services.place_order(
        **asked,
        fingerprint=checkout.quote.fingerprint,
        entry_point=EntryPoint.GROUP_BUY,
        actor=Actor.member(member.pk),
    )


def a_team(offer: GroupOffer, *, paid: int = 1, at: datetime = NOON) -> GroupTeam:
    """A team of the offer in which so many have paid, its leader first."""
    leader = pay(buy(offer, at=at), at=at)
    team = team_of(leader)
    for _ in range(paid - 1):
        pay(buy(offer, team=team, at=at), at=at)
    return team_of(leader)


def paid(order: Order, at: datetime = NOON) -> Order:
    """Paid from a wallet that held just that; what is refunded is back in it at once."""
    grant_balance(
        member_id=order.member_id,
        amount=order.payable_amount,
        key=order.number,
        reason="",
        actor=STAFF,
        at=at,
    )
    instalment = order.instalments.get()
    start_payment(
        order_id=order.pk,
        way=Way(("balance",)),
        actor=Actor.member(order.member_id),
        at=at,
    )
    instalment.refresh_from_db()
    assert instalment.status == "captured"
    return order


def team_of(order: Order) -> GroupTeam:
    return team_of_order(order.number)


def orders_of(team: GroupTeam) -> list[Order]:
    numbers = GroupSeat.objects.filter(team=team).values_list("order_number", flat=True)
    return list(Order.objects.filter(number__in=numbers).order_by("pk"))


def standing(team: GroupTeam) -> tuple[str, int, int]:
    """Its state, the seats that are taken, and how many have paid."""
    team = team_of(orders_of(team)[0])
    return team.status, team.seats_taken, len(team.members)


def seats_held(order: Order) -> int:
    return GroupSeat.objects.filter(order_number=order.number, released_at=None).count()


def pieces_taken(offer: GroupOffer) -> int:
    return GroupOffer.objects.values_list("taken_quantity", flat=True).get(pk=offer.pk)


def broken_laws() -> list[str]:
    """Of all but payments: most tests here pay without money."""
    return [
        f"{each.app}: {each.law.name}: {row}"
        for each in verdicts()
        for row in each.broken
        if each.app in ("marketing", "orders", "products", "ledger")
    ]
