"""What members own: balance, points, stored value. Accounts in the ledger, two of them in lots."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet, Sum, Value
from django.db.models.functions import Abs, Coalesce, Greatest
from django.utils.translation import gettext as _

from core.errors import NotFound
from ledger import selectors as ledger
from ledger.models import Account, Posting
from ledger.selectors import Balance
from members.models import (
    AdjustmentStatus,
    Asset,
    BalanceAdjustment,
    Lot,
    PointsGrant,
    WalletFreeze,
)

WALLET_KIND = "member_balance"
NOTHING = Balance(balance=0, held=0)


@dataclass(frozen=True, slots=True)
class Purse:
    """The ledger account of a member that an asset lies on."""

    kind: str
    unit: str
    expired_kind: str
    floor_amount: int = 0


# How deep taking points back may go is for its rule to say; nobody spends into debt.
POINTS = Purse("member_points", "POINTS", "points_expired", floor_amount=-(10**12))
STORED_VALUE = Purse("member_stored_value", "CNY", "stored_value_expired")
PURSES: Mapping[Asset, Purse] = {Asset.POINTS: POINTS, Asset.STORED_VALUE: STORED_VALUE}
KINDS = (WALLET_KIND, POINTS.kind, STORED_VALUE.kind)


def wallet_owner(member_id: int) -> str:
    """How the ledger names a member."""
    return f"member:{member_id}"


def balance_account_id(member_id: int) -> int:
    """The ledger account of the member's balance. NotFound for an unknown member."""
    account = ledger.account(WALLET_KIND, wallet_owner(member_id))
    if account is None:
        raise NotFound(what=_("wallet"))
    return account.pk


def wallet(member_id: int) -> Balance:
    """What the member has, holds for open payments, and may spend. NotFound as above."""
    account = ledger.account(WALLET_KIND, wallet_owner(member_id))
    if account is None:
        raise NotFound(what=_("wallet"))
    return Balance(account.balance_amount, account.held_amount)


def statement(member_id: int) -> QuerySet[Posting]:
    """What went into the wallet and out of it, newest first, each with its entry."""
    return ledger.postings_of(balance_account_id(member_id))


def points(member_id: int) -> Balance:
    """What the member has in points, holds for open payments, and may spend. A balance below
    zero is a debt, which new points pay first."""
    return _purse_of(POINTS, member_id)


def stored_value(member_id: int) -> Balance:
    """The same in money on stored-value cards, in fen."""
    return _purse_of(STORED_VALUE, member_id)


def _purse_of(purse: Purse, member_id: int) -> Balance:
    account = ledger.account(purse.kind, wallet_owner(member_id), purse.unit)
    return Balance(account.balance_amount, account.held_amount) if account else NOTHING


@dataclass(frozen=True, slots=True)
class Expiring:
    amount: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Wallet:
    """All that a member owns, at one glance."""

    money: Balance
    points: Balance
    points_expiring: Expiring | None
    stored_value: Balance
    stored_value_expiring: Expiring | None
    is_frozen: bool


def wallet_of(member_id: int, *, at: datetime) -> Wallet:
    """Balance, points and stored value with what expires next. Four queries."""
    found = {
        account.kind: Balance(account.balance_amount, account.held_amount)
        for account in Account.objects.filter(owner=wallet_owner(member_id), kind__in=KINDS)
    }
    return Wallet(
        money=found.get(WALLET_KIND, NOTHING),
        points=found.get(POINTS.kind, NOTHING),
        points_expiring=next_to_expire(member_id, Asset.POINTS, at=at),
        stored_value=found.get(STORED_VALUE.kind, NOTHING),
        stored_value_expiring=next_to_expire(member_id, Asset.STORED_VALUE, at=at),
        is_frozen=is_frozen(member_id),
    )


def statement_of(asset: Asset, member_id: int) -> QuerySet[Posting]:
    """What went onto the member's account of that asset and out of it, newest first."""
    purse = PURSES[asset]
    account = ledger.account(purse.kind, wallet_owner(member_id), purse.unit)
    return ledger.postings_of(account.pk) if account else Posting.objects.none()


def latest_postings(member_id: int) -> QuerySet[Posting]:
    """What moved on any of the member's accounts, newest first, with entry and account."""
    kinds = (WALLET_KIND, POINTS.kind, STORED_VALUE.kind)
    postings = Posting.objects.filter(
        account__owner=wallet_owner(member_id), account__kind__in=kinds
    )
    return postings.select_related("entry", "account").order_by("-pk")


def lots_of(member_id: int, asset: Asset) -> QuerySet[Lot]:
    """What is left, what expires first standing first."""
    lots = Lot.objects.filter(member_id=member_id, asset=asset, remaining__gt=0)
    return lots.order_by(F("expires_at").asc(nulls_last=True), "pk")


def next_to_expire(member_id: int, asset: Asset, *, at: datetime) -> Expiring | None:
    """How much expires next, and when."""
    ahead = lots_of(member_id, asset).filter(expires_at__gt=at).order_by("expires_at")
    row = ahead.values_list("expires_at").annotate(amount=Sum("remaining")).first()
    return Expiring(amount=row[1], expires_at=row[0]) if row else None


def left_beyond_available(account_id: int) -> int:
    """How much more is left in an account's lots than is available on it: what a debt takes."""
    lots = Lot.objects.filter(account_id=account_id).values("account_id")
    left = lots.annotate(left=Sum("remaining")).values("left")
    available = Greatest(F("balance_amount") - F("held_amount"), Value(0))
    accounts = Account.objects.filter(pk=account_id)
    beyond: int = accounts.values_list(Coalesce(left, Value(0)) - available, flat=True)[0]
    return beyond


def overdue_lots(*, at: datetime, limit: int) -> list[int]:
    """Those with something left whose time is over, the longest overdue first."""
    overdue = Lot.objects.filter(remaining__gt=0, expires_at__lte=at).order_by("expires_at")
    return list(overdue.values_list("pk", flat=True)[:limit])


def lots_to_remind_of(*, at: datetime, until: datetime, limit: int) -> list[int]:
    """Those that expire by then, and whose owners have not been told yet."""
    ending = Lot.objects.filter(
        remaining__gt=0, reminded_at=None, expires_at__gt=at, expires_at__lte=until
    )
    return list(ending.order_by("expires_at").values_list("pk", flat=True)[:limit])


def is_frozen(member_id: int) -> bool:
    """Whether the member's wallet pays for nothing at the moment."""
    return WalletFreeze.objects.filter(member_id=member_id, lifted_at=None).exists()


def adjusted_by(actor: str, *, member_id: int, since: datetime) -> int:
    """How much this person has adjusted this balance since then, up and down, in fen."""
    adjustments = BalanceAdjustment.objects.filter(actor=actor, member_id=member_id, at__gt=since)
    booked = adjustments.filter(status=AdjustmentStatus.APPROVED, decided_by="")
    return booked.aggregate(total=Sum(Abs("amount")))["total"] or 0


def granted_by(actor: str, *, member_id: int, since: datetime) -> int:
    """How many points this person has granted to this member since then."""
    grants = PointsGrant.objects.filter(actor=actor, member_id=member_id, at__gt=since)
    return grants.aggregate(total=Sum("amount"))["total"] or 0


def adjustment_awaits_approval(adjustment_id: int) -> bool:
    """Whether nobody has decided it yet."""
    waiting = BalanceAdjustment.objects.filter(status=AdjustmentStatus.REQUESTED)
    return waiting.filter(pk=adjustment_id).exists()
