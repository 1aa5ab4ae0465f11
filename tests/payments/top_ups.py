"""Top-ups to be paid, and what tests look at."""

from datetime import datetime

from core.actor import Actor
from ledger.models import Posting
from members.models import Member
from members.selectors import stored_value, wallet
from payments import channels, services
from payments.channels.base import Payment
from payments.models import Attempt, ProviderPayment, TopUp, TopUpPurpose
from payments.services import Way
from tests.orders.factories import a_member
from tests.payments.factories import now

AMOUNT = 20_000


def a_top_up(
    member: Member | None = None,
    amount: int = AMOUNT,
    purpose: str = TopUpPurpose.BALANCE,
    at: datetime | None = None,
) -> TopUp:
    member = member or a_member()
    return services.create_top_up(
        member_id=member.pk,
        purpose=TopUpPurpose(purpose),
        amount=amount,
        actor=member.actor,
        at=at or now(),
    )


def start(top_up: TopUp, *methods: str, at: datetime | None = None) -> Attempt:
    """By WeChat Pay where nothing is said."""
    methods = methods or ("wechat",)
    return services.start_top_up_payment(
        top_up_id=top_up.pk,
        way=Way(methods, channels.PRODUCTS[methods[-1]][0], "127.0.0.1"),
        actor=Actor.member(top_up.member_id),
        at=at or now(),
    )


def tell(
    attempt: Attempt, transaction: str = "1", amount: int = AMOUNT, *, confirmed: bool = False
) -> ProviderPayment:
    """The provider says that so much was paid."""
    number = attempt.out_trade_no
    return services.capture_payment(
        channel=attempt.channel,
        payment=Payment(number, f"{number}-{transaction}", amount, "CNY", now()),
        confirmed=confirmed,
        at=now(),
    )


def close(top_up: TopUp, at: datetime | None = None) -> None:
    services.close_top_up(
        top_up_id=top_up.pk,
        reason="changed my mind",
        actor=Actor.member(top_up.member_id),
        at=at or now(),
    )


def status_of(top_up: TopUp) -> str:
    return TopUp.objects.get(pk=top_up.pk).status


def dispositions(top_up: TopUp) -> list[str]:
    payments = ProviderPayment.objects.filter(attempt__top_up=top_up).order_by("pk")
    return list(payments.values_list("disposition", flat=True))


def credits_of(top_up: TopUp) -> list[int]:
    """What its number has put on the member's accounts, entry by entry."""
    ours = Posting.objects.filter(
        entry__reference=top_up.number, account__owner=f"member:{top_up.member_id}"
    )
    return list(ours.order_by("pk").values_list("amount", flat=True))


def has(member_id: int) -> dict[str, int]:
    owned = {"balance": wallet(member_id), "stored_value": stored_value(member_id)}
    return {name: purse.balance for name, purse in owned.items() if purse.balance}
