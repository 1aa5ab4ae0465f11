"""Orders that closed unpaid, one of each kind, and who takes what they gave back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.actor import Actor
from core.laws import verdicts
from marketing import services as marketing
from marketing.deals import DealKind, DealWanted
from marketing.models import Coupon, FlashItem, GroupOffer, Presale
from members.models import Member
from members.selectors import points
from members.services import hold_points
from orders import services as orders
from orders.models import EntryPoint, Order
from orders.services import Item
from payments import services
from payments.channels.base import Payment
from payments.models import Attempt, ProviderPayment
from products.models import Reservation
from products.selectors import reservations_of
from tests.marketing import flash, group_buys, presales
from tests.marketing.promotions import a_template
from tests.members.purses import give
from tests.orders.carts import fill
from tests.orders.factories import a_member, a_shop, an_address, place
from tests.payments.factories import STAFF, now, start

HOUR = timedelta(hours=1)
PAYMENT_TIMEOUT = Actor.rule("payment_timeout")


@dataclass
class Closed:
    """``held``: what the order has of its kind's own; ``rob``: another takes it."""

    order: Order
    attempt: Attempt
    held: Callable[[], Any]
    rob: Callable[[], Any]


def close(order: Order, actor: Actor = PAYMENT_TIMEOUT) -> None:
    services.close_unpaid_order(order_id=order.pk, reason="over", actor=actor, at=now())


def pays_late(attempt: Attempt, transaction: str = "4200late") -> ProviderPayment:
    """Its notification comes after all."""
    money = Payment(attempt.out_trade_no, transaction, attempt.external_amount, "CNY", now())
    return services.capture_payment(channel="wechat", payment=money, confirmed=False, at=now())


def pieces(order: Order) -> int:
    """Pieces of stock that are promised to the order."""
    held = reservations_of(order.number).filter(status="reserved")
    return sum(held.values_list("quantity", flat=True))


def pieces_promised() -> list[tuple[str, int]]:
    """All that is reserved, by whom it is for."""
    held = Reservation.objects.open().order_by("reference", "pk")
    return list(held.values_list("reference", "quantity"))


def broken_laws() -> list[str]:
    """Of promotions; those of money, stock and orders are looked at after every test here."""
    return [row.law.name for row in verdicts() if row.app == "marketing" and row.broken]


# --- one of each kind ---------------------------------------------------------------------


def bought_now() -> Closed:
    """One of the last two pieces."""
    a_shop({"TEA-01": 2})
    order = place({"TEA-01": 1}, at=now())
    other = a_member("13800000002")
    return _closed(order, lambda: None, lambda: place({"TEA-01": 2}, member=other, at=now()))


def from_the_cart_with_a_coupon() -> Closed:
    a_shop({"TEA-01": 20})
    member, at = a_member(), now()
    address = an_address(member)
    template = a_template(claimable_from=at - HOUR, claimable_until=at + HOUR)
    coupon = marketing.claim_coupon(template_id=template.pk, member_id=member.pk, at=at)
    fill(member, {"TEA-01": 4})
    seen = orders.quote_cart(member_id=member.pk, address_id=address.public_id, at=at)
    order = orders.place_cart(
        member_id=member.pk,
        address_id=address.public_id,
        fingerprint=seen.quote.fingerprint,
        actor=Actor.member(member.pk),
        at=at,
    )
    return _closed(
        order,
        lambda: Coupon.objects.get(pk=coupon.pk).used_for == order.number,
        lambda: place({"TEA-01": 5}, member=member, at=now()),
    )


def in_a_flash_sale() -> Closed:
    """The one piece of its quota."""
    sale = flash.a_session(a_shop({"TEA-01": 10}), at=now() - timedelta(minutes=1), quota=1)
    item: FlashItem = flash.offer_of(sale)
    order = flash.buy(item, a_member(), at=now())
    other = a_member("13800000002")
    return _closed(order, lambda: flash.left_of(item), lambda: flash.buy(item, other, at=now()))


def in_a_group() -> Closed:
    """The last of two seats."""
    at = now()
    offer: GroupOffer = group_buys.an_offer(
        team_size=2, opens_at=at - HOUR, ends_at=at + timedelta(days=2)
    )
    leader = group_buys.paid(group_buys.buy(offer, at=at), at=at)
    team = group_buys.team_of(leader)
    order = group_buys.buy(offer, team=team, at=at)
    return _closed(
        order,
        lambda: group_buys.standing(team),
        lambda: group_buys.buy(offer, team=team, at=now()),
    )


def of_a_presale() -> Closed:
    """The deposit of the one piece of its quota."""
    presale: Presale = presales.a_presale(at=now(), quota=1, per_member_limit=1)
    order = presales.order_presale(presale, at=now())
    return _closed(
        order,
        lambda: presales.claimed(presale),
        lambda: presales.order_presale(presale, at=now()),
    )


def for_points_and_money() -> Closed:
    """All the points that the member has."""
    member, at = a_member(), now()
    give(member, 2000, at=at)
    item = marketing.set_up_mall_item(
        sku=a_shop({"TEA-01": 10})["TEA-01"],
        points=2000,
        cash_amount=990,
        quota=1,
        starts_at=at - HOUR,
        ends_at=at + HOUR,
        actor=STAFF,
        at=at,
    )
    order = orders.place_order(
        member_id=member.pk,
        items=[Item("TEA-01", 1)],
        address_id=an_address(member).public_id,
        fingerprint=None,
        entry_point=EntryPoint.POINTS,
        deal=DealWanted(DealKind.POINTS, str(item.public_id)),
        actor=Actor.member(member.pk),
        at=at,
    )
    return _closed(
        order, lambda: points(member.pk).available, lambda: _spend_a_point(member), "points"
    )


def _spend_a_point(member: Member) -> None:
    hold_points(key="elsewhere", member_id=member.pk, points=1, reference="other", at=now())


def exchanged(code: str, member: Member) -> Order:
    address = an_address(member)
    return orders.place_exchange(
        member_id=member.pk,
        code=code,
        address_id=address.public_id,
        actor=Actor.member(member.pk),
        at=now(),
    )


def tried_and_closed(phone: str) -> Attempt:
    """One piece, whose payment was begun, and which was closed."""
    order = place({"TEA-01": 1}, member=a_member(phone), at=now())
    attempt = start(order)
    close(order)
    return attempt


def _closed(order: Order, held: Callable[[], Any], rob: Callable[[], Any], *methods: str) -> Closed:
    attempt = start(order, *methods, "wechat")
    close(order)
    return Closed(order, attempt, held, rob)
