"""Orders to be paid, paid and refunded, and what tests look at."""

from datetime import datetime, timedelta

from core import laws
from core.actor import Actor
from core.clock import real_now
from core.idempotency import Claim
from core.models import Incident
from ledger import selectors as ledger
from members.models import Member
from members.selectors import wallet
from members.services import grant_balance
from orders.models import Order
from payments import channels, services
from payments.models import Attempt, ProviderPayment
from payments.services import Way
from products.models import StockItem
from tests.fixtures.sandbox import SandboxControl
from tests.orders.factories import a_member, a_shop, place, status_of

STAFF = Actor.staff(7)
PRICE = 9900 + 800  # one TEA-01 and its shipping fee


def now() -> datetime:
    """Providers run on real time, so tests of payments do."""
    return real_now()


def an_order(member: Member | None = None, at: datetime | None = None) -> Order:
    """An order of PRICE over one TEA-01, of which the shop has ten."""
    from products.models import Sku

    if not Sku.objects.filter(code="TEA-01").exists():
        a_shop({"TEA-01": 10})
    return place({"TEA-01": 1}, member=member, at=at or now())


def with_balance(amount: int, member: Member | None = None) -> Member:
    member = member or a_member()
    grant_balance(
        member_id=member.pk,
        amount=amount,
        key=f"g{amount}-{member.pk}",
        reason="",
        actor=STAFF,
        at=now(),
    )
    return member


def start(
    order: Order,
    *methods: str,
    product: str = "",
    points: int | None = None,
    client_ip: str = "127.0.0.1",
    at: datetime | None = None,
    claim: Claim | None = None,
) -> Attempt:
    """By WeChat Pay where nothing is said; a provider stands last."""
    methods = methods or ("wechat",)
    return services.start_payment(
        order_id=order.pk,
        way=Way(methods, product or channels.PRODUCTS[methods[-1]][0], client_ip, points),
        actor=Actor.member(order.member_id),
        at=at or now(),
        claim=claim,
    )


def with_wechat(wechat: SandboxControl, member: Member | None = None) -> Member:
    """A member whom WeChat knows: an openid in the official account and in the mini-program."""
    member = member or a_member()
    for name in ("appid", "mini_appid"):
        member.wechat_identities.create(
            app_id=wechat.merchant[name], openid=f"o-{name}-{member.pk}", linked_at=now()
        )
    return member


def paid_by_wechat(order: Order, wechat: SandboxControl) -> Attempt:
    """Paid at the provider, and found out by asking."""
    attempt = start(order)
    wechat.pay(attempt.out_trade_no)
    services.query_attempt(attempt_id=attempt.pk, at=now())
    assert status_of(order) == "awaiting_shipment"
    return fresh(attempt)


def paid_by_alipay(order: Order, alipay: SandboxControl) -> Attempt:
    """The same at Alipay."""
    attempt = start(order, "alipay")
    alipay.pay(attempt.out_trade_no)
    services.query_attempt(attempt_id=attempt.pk, at=now())
    assert status_of(order) == "awaiting_shipment"
    return fresh(attempt)


def fresh(attempt: Attempt) -> Attempt:
    return Attempt.objects.get(pk=attempt.pk)


def overdue() -> datetime:
    """A moment at which every order placed now is overdue."""
    return now() + timedelta(minutes=31)


def available(member: Member) -> int:
    return wallet(member.pk).available


def booked(kind: str, owner: str = "") -> int:
    """What an account of the shop stands at."""
    account = ledger.account(kind, owner)
    return ledger.balance_of(account.pk).balance if account else 0


def books() -> dict[str, int]:
    """The shop's accounts that are not at zero."""
    kinds = {
        "clearing": sum(booked("channel_clearing", code) for code in ("wechat", "alipay")),
        "funds": booked("order_funds"),
        "late": booked("late_payments"),
        "suspense": booked("suspense"),
    }
    return {name: amount for name, amount in kinds.items() if amount}


def dispositions(order: Order) -> list[str]:
    payments = ProviderPayment.objects.filter(attempt__instalment__order=order)
    return list(payments.order_by("pk").values_list("disposition", flat=True))


def open_incidents() -> list[str]:
    return sorted(Incident.objects.filter(resolved_at=None).values_list("kind", flat=True))


def broken_laws() -> list[str]:
    """Of payments and of all that they move. (Factories of orders write past other apps.)"""
    return [
        f"{verdict.app}: {verdict.law.name}: {row}"
        for verdict in laws.verdicts()
        for row in verdict.broken
        if verdict.app in ("ledger", "products", "orders", "payments")
    ]


def reserved() -> int:
    """Pieces promised, where the shop has one stock item."""
    return StockItem.objects.get().reserved
