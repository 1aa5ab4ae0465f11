"""Lots, the one mechanism of points and stored value: added, drawn, given back.

Whoever changes a lot has first booked or held on its account, which locks it. What is left in an
account's lots is what is available on it. A debt is an account below zero, whose lots are empty;
what comes in next pays it first.
"""

from datetime import datetime

from django.db import connection

from core.db import atomic
from ledger import services as ledger
from ledger.errors import InsufficientBalance
from ledger.services import Leg
from members import selectors
from members.models import Asset, Lot, LotCause, LotMovement, LotSource
from members.rules import GIFT_MONEY_LAST, REFUND_GRACE
from members.selectors import PURSES, wallet_owner
from members.services.expiry import expire_lots
from members.services.freezing import require_not_frozen

# What expires first goes first; given money after money that was paid, where the rule says so.
# What is overdue cannot be spent any more, though the sweep has not come by yet.
_DRAW = """
    WITH ranked AS (
        SELECT id, remaining, sum(remaining) OVER (
                   ORDER BY source = 'gift' AND asset = 'stored_value' AND %(gift_last)s,
                            expires_at NULLS LAST, id) AS upto
          FROM members_lot
         WHERE account_id = %(account_id)s AND remaining > 0
           AND (%(overdue_too)s OR expires_at IS NULL OR expires_at > %(at)s)
    ), part AS (
        SELECT id, upto, least(remaining, %(amount)s - (upto - remaining)) AS amount
          FROM ranked
         WHERE upto - remaining < %(amount)s
    ), drawn AS (
        UPDATE members_lot AS lot SET remaining = lot.remaining - part.amount
          FROM part WHERE lot.id = part.id
    ), written AS (
        INSERT INTO members_lotmovement (lot_id, amount, cause, hold_id, entry_id, at)
        SELECT id, -amount, %(cause)s, %(hold_id)s, %(entry_id)s, %(at)s
          FROM part ORDER BY upto
        RETURNING amount
    )
    SELECT coalesce(-sum(amount), 0) FROM written
"""

# As if so much less had been drawn: the last drawn is filled up first. What would be overdue at
# once is kept until ``keep_until``, where there is one.
_GIVE_BACK = """
    WITH drawn AS (
        SELECT lot_id, min(id) AS number, -sum(amount) AS amount
          FROM members_lotmovement
         WHERE hold_id = %(hold_id)s
         GROUP BY lot_id
        HAVING sum(amount) < 0
    ), ranked AS (
        SELECT lot_id, number, amount, sum(amount) OVER (ORDER BY number DESC) AS upto FROM drawn
    ), part AS (
        SELECT lot_id, number, least(amount, %(amount)s - (upto - amount)) AS amount
          FROM ranked
         WHERE upto - amount < %(amount)s
    ), given AS (
        UPDATE members_lot AS lot
           SET remaining = lot.remaining + part.amount,
               expires_at = CASE WHEN lot.expires_at <= %(at)s AND %(keep_until)s IS NOT NULL
                                 THEN %(keep_until)s ELSE lot.expires_at END
          FROM part WHERE lot.id = part.lot_id
    ), written AS (
        INSERT INTO members_lotmovement (lot_id, amount, cause, hold_id, entry_id, at)
        SELECT lot_id, amount, %(cause)s, %(hold_id)s, %(entry_id)s, %(at)s
          FROM part ORDER BY number DESC
        RETURNING amount
    )
    SELECT coalesce(sum(amount), 0) FROM written
"""


@atomic
def open_account(*, asset: Asset, member_id: int) -> int:
    """The id of the member's account of that asset, opened if there is none yet."""
    purse = PURSES[asset]
    return ledger.open_account(
        kind=purse.kind,
        owner=wallet_owner(member_id),
        unit=purse.unit,
        guarded=True,
        floor_amount=purse.floor_amount,
    ).pk


@atomic
def add_lot(
    *,
    asset: Asset,
    member_id: int,
    amount: int,
    source: LotSource,
    from_account_id: int,
    key: str,
    kind: str,
    reference: str,
    expires_at: datetime | None,
    card_id: int | None = None,
    at: datetime,
) -> int:
    """Give a member something with an expiry of its own; the entry's id. Once per key.

    Raises EntryMismatch where the key stands for something else.
    """
    account_id = open_account(asset=asset, member_id=member_id)
    legs = [Leg(from_account_id, -amount), Leg(account_id, amount)]
    entry = ledger.post_entry(key=key, kind=kind, reference=reference, legs=legs, at=at)
    if Lot.objects.filter(entry_id=entry.pk).exists():
        return entry.pk
    lot = Lot.objects.create(
        member_id=member_id,
        asset=asset,
        account_id=account_id,
        entry_id=entry.pk,
        source=source,
        card_id=card_id,
        amount=amount,
        remaining=amount,
        at=at,
        expires_at=expires_at,
    )
    LotMovement.objects.create(
        lot=lot, amount=amount, cause=LotCause.ADDED, entry_id=entry.pk, at=at
    )
    _pay_debt(account_id, at)
    return entry.pk


@atomic
def hold(
    *, asset: Asset, key: str, member_id: int, amount: int, reference: str, at: datetime
) -> int:
    """Set a part of what a member has aside; the hold's id. A repeated key gives the first again.

    Raises WalletFrozen, InsufficientBalance where less can be spent, HoldMismatch where the key
    stands for something else.
    """
    require_not_frozen(member_id=member_id)
    account_id = open_account(asset=asset, member_id=member_id)
    held = ledger.hold(key=key, account_id=account_id, amount=amount, reference=reference, at=at)
    if LotMovement.objects.filter(hold_id=held.pk).exists():
        return held.pk
    drawn = draw(account_id=account_id, amount=amount, cause=LotCause.HELD, hold_id=held.pk, at=at)
    if drawn < amount:
        purse = PURSES[asset]
        raise InsufficientBalance(
            account=purse.kind, unit=purse.unit, available=drawn, needed=amount
        )
    return held.pk


@atomic
def capture(*, key: str, hold_id: int, to_account_id: int, at: datetime) -> int:
    """Book what is held on an account; the entry's id. Its lots were drawn with the hold."""
    entry = ledger.post_hold(
        hold_id=hold_id, to_account_id=to_account_id, kind="payment_captured", key=key, at=at
    )
    return entry.pk


@atomic
def void(*, hold_id: int, at: datetime) -> None:
    """Give back what is held, to the lots it came from. Where nothing is held, nothing happens."""
    held = ledger.void_hold(hold_id=hold_id, at=at)
    if held.voided_amount and _give_back(
        hold_id=hold_id, amount=held.voided_amount, cause=LotCause.VOIDED, at=at
    ):
        _pay_debt(held.account_id, at)


@atomic
def refund(
    *, key: str, hold_id: int, amount: int, from_account_id: int, reference: str, at: datetime
) -> int:
    """Give captured value back to the lots it came from; the entry's id. Once per key.

    A lot keeps its expiry; where that is past, it has a grace. ValueError for more than the hold
    took, EntryMismatch where the key stands for something else.
    """
    lots = Lot.objects.filter(movements__hold_id=hold_id)
    account_id = lots.values_list("account_id", flat=True)[0]
    legs = [Leg(from_account_id, -amount), Leg(account_id, amount)]
    entry = ledger.post_entry(key=key, kind="refund", reference=reference, legs=legs, at=at)
    if LotMovement.objects.filter(entry_id=entry.pk).exists():
        return entry.pk
    # What is left there had its time: only what comes back has a grace.
    if overdue := list(
        lots.filter(remaining__gt=0, expires_at__lte=at).values_list("pk", flat=True)
    ):
        expire_lots(lot_ids=overdue, at=at)
    given = _give_back(
        hold_id=hold_id,
        amount=amount,
        cause=LotCause.REFUNDED,
        entry_id=entry.pk,
        keep_until=at + REFUND_GRACE.duration,
        at=at,
    )
    if given != amount:
        raise ValueError(f"of hold {hold_id} only {given} can be given back, not {amount}")
    _pay_debt(account_id, at)
    return entry.pk


def draw(
    *,
    account_id: int,
    amount: int,
    cause: LotCause,
    hold_id: int | None = None,
    entry_id: int | None = None,
    at: datetime,
) -> int:
    """Take up to ``amount`` out of the account's lots; return how much there was.

    The caller holds the account's lock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _DRAW,
            {
                "account_id": account_id,
                "amount": amount,
                "gift_last": GIFT_MONEY_LAST.value,
                "overdue_too": cause != LotCause.HELD,
                "cause": cause,
                "hold_id": hold_id,
                "entry_id": entry_id,
                "at": at,
            },
        )
        return int(cursor.fetchone()[0])


def _give_back(
    *,
    hold_id: int,
    amount: int,
    cause: LotCause,
    entry_id: int | None = None,
    keep_until: datetime | None = None,
    at: datetime,
) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _GIVE_BACK,
            {
                "hold_id": hold_id,
                "amount": amount,
                "cause": cause,
                "entry_id": entry_id,
                "keep_until": keep_until,
                "at": at,
            },
        )
        return int(cursor.fetchone()[0])


def _pay_debt(account_id: int, at: datetime) -> None:
    if owed := selectors.left_beyond_available(account_id):
        draw(account_id=account_id, amount=owed, cause=LotCause.DEBT, at=at)
