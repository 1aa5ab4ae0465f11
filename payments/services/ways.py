"""In which ways a member may pay what is due, and how the methods named share it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from ledger.errors import InsufficientBalance
from marketing.selectors.points import points_rule
from members.errors import WalletFrozen
from members.selectors import WALLET_KIND, is_frozen
from payments import channels, selectors
from payments.channels.base import Payer
from payments.errors import MethodUnavailable, OneProviderOnly
from payments.mix import POINTS, Due, Share, split, usable_points
from payments.models import Attempt, PaymentChannel
from payments.services.payables import Demand, Payable
from payments.services.payer import payer_of

BALANCE = channels.Balance.code


@dataclass(frozen=True, slots=True)
class Way:
    """How, and from where, the shopper wants to pay.

    ``product`` is the provider's; ``points``: no more of them than that.
    """

    methods: tuple[str, ...]
    product: str = ""
    client_ip: str = ""
    points: int | None = None

    @property
    def provider(self) -> str:
        """The one method that is not our own; empty where there is none. OneProviderOnly."""
        providers = [method for method in self.methods if not channels.is_internal(method)]
        if len(providers) > 1:
            raise OneProviderOnly(methods=list(self.methods))
        return providers[0] if providers else ""

    def product_of(self, method: str) -> str:
        return method if channels.is_internal(method) else self.product

    def payer(self, member_id: int, channel: str) -> Payer:
        """Who pays through that channel. Raises OpenidNeeded, ClientAddressNeeded."""
        return payer_of(
            member_id,
            method=channel,
            product=self.product_of(channel),
            client_ip=self.client_ip,
        )


@dataclass(frozen=True, slots=True)
class Option:
    """A method on offer: the most that it could pay now, in fen, and the points for that."""

    channel: PaymentChannel
    amount: int
    points: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What is due, what there is to pay it with, and the shares of the methods asked for."""

    due: Due
    options: Sequence[Option] = ()
    points_available: int = 0
    points_step: int = 0
    shares: Sequence[Share] = ()


def plan(
    payable: Payable, demand: Demand, way: Way, *, returning: Attempt | None = None
) -> list[Share]:
    """The shares in which this way pays what is due, provider last: what the preview shows.

    ``returning`` is an open attempt that would be closed first: what it holds comes back.

    Raises OneProviderOnly, MethodUnavailable, WalletFrozen, PaymentInsufficient (of balance
    alone InsufficientBalance, as ever).
    """
    own = way.methods != (way.provider,)
    if own and is_frozen(payable.member_id):
        raise WalletFrozen
    offered = _offered(payable)
    due = demand.due
    for method in way.methods:
        _require_offered(payable, due, Share(method, 0), way, offered)
    purse = purse_of(payable.member_id, returning=returning) if own else {}
    if way.methods == (BALANCE,) and not due.points and purse[BALANCE] < due.amount:
        raise InsufficientBalance(
            account=WALLET_KIND,
            unit=settings.CURRENCY,
            available=purse[BALANCE],
            needed=due.amount,
        )
    shares = split(
        due,
        methods=way.methods,
        purse=purse,
        rule=points_rule(),
        points=way.points,
        providers=[code for code in offered if not channels.is_internal(code)],
    )
    for share in shares:
        _require_offered(payable, due, share, way, offered)
    return shares


def choice_of(payable: Payable, way: Way | None = None, *, at: datetime) -> Choice:
    """All methods that can pay a part of an instalment or the whole, and how ``way`` would.

    Raises what ``plan`` does.
    """
    demand = payable.next_demand(at=at)
    if demand is None:
        return Choice(Due(0))
    due, returning = demand.due, payable.open_attempt
    usable = payable.OWN_MONEY and not is_frozen(payable.member_id)
    purse = purse_of(payable.member_id, returning=returning) if usable else {}
    rule = points_rule()
    return Choice(
        due=due,
        options=_options(due, _offered(payable), purse),
        points_available=purse.get(POINTS, 0),
        points_step=rule.step if rule and not due.points else 0,
        shares=plan(payable, demand, way, returning=returning) if way else (),
    )


def purse_of(member_id: int, *, returning: Attempt | None = None) -> dict[str, int]:
    """What a member can spend by each internal method, in its own unit."""
    purse = {code: method.available(member_id) for code, method in channels.INTERNAL.items()}
    for tender in returning.tenders.all() if returning else ():
        if tender.hold_id:
            purse[tender.method] += tender.held
    return purse


def _offered(payable: Payable) -> dict[str, PaymentChannel]:
    """The channels that are switched on and have a product to offer for it, by their codes."""
    return {
        row.code: row
        for row in selectors.enabled_channels()
        if channels.offered(row) and (payable.OWN_MONEY or not channels.is_internal(row.code))
    }


def _options(
    due: Due, offered: Mapping[str, PaymentChannel], purse: Mapping[str, int]
) -> list[Option]:
    options = [_option(due, channel, purse) for channel in offered.values()]
    return [option for option in options if option.amount or option.points]


def _option(due: Due, channel: PaymentChannel, purse: Mapping[str, int]) -> Option:
    """An empty balance is shown all the same: what there is of it is for the payment to say."""
    available = purse.get(channel.code, 0)
    if channel.code == POINTS:
        return _points_option(due, channel, available)
    lots = channels.is_internal(channel.code) and channel.code != BALANCE
    amount = min(due.amount, available) if lots else due.amount
    return Option(channel, amount if channel.takes(amount) else 0)


def _points_option(due: Due, channel: PaymentChannel, available: int) -> Option:
    if due.points:
        return Option(channel, 0, due.points if available >= due.points else 0)
    rule = points_rule()
    cap_amount = min(due.points_cap_amount, due.amount)
    points = usable_points(cap_amount, available=available, rule=rule)
    return Option(channel, rule.worth(points) if rule else 0, points)


def _require_offered(
    payable: Payable, due: Due, share: Share, way: Way, offered: Mapping[str, PaymentChannel]
) -> None:
    """That the method is on offer, and takes its share."""
    channel = offered.get(share.method)
    product = way.product_of(share.method)
    takes = channel is not None and (not share.amount or channel.takes(share.amount))
    if channel and takes and product in channels.offered(channel):
        return
    options = _options(due, offered, purse_of(payable.member_id))
    raise MethodUnavailable(
        method=share.method,
        product=product,
        available=[option.channel.code for option in options],
    )
