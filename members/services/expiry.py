"""What has an expiry goes when it is over, and its owner is reminded some days before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from core.clock import shop_time
from core.db import atomic
from core.rules import LiveRule
from ledger import services as ledger
from ledger.services import Leg
from members.models import Asset, Lot, LotCause, LotMovement
from members.selectors import PURSES
from members.services.notices import Told, notify_all

EVENTS = {Asset.POINTS: "points.expiring", Asset.STORED_VALUE: "stored_value.expiring"}


def end_of_validity(rule: LiveRule, *, at: datetime) -> datetime | None:
    """When what is given at ``at`` expires: with the shop's day, or never where the rule is 0."""
    if rule.value == 0:
        return None
    return end_of_day(at + rule.duration)


def end_of_day(at: datetime) -> datetime:
    """The midnight that ends the shop's day of ``at``."""
    day = shop_time(at + timedelta(days=1))
    return datetime.combine(day.date(), time.min, tzinfo=day.tzinfo)


@atomic
def expire_lots(*, lot_ids: Iterable[int], at: datetime) -> None:
    """Take what is overdue out of these lots, and off the accounts, in one entry for each asset.

    Accounts that somebody else is changing are left to the next time.
    """
    asked = Lot.objects.filter(pk__in=list(lot_ids))
    accounts = ledger.lock_accounts(asked.values_list("account_id", flat=True), skip=True)
    due: dict[str, list[Lot]] = defaultdict(list)
    overdue = asked.filter(account_id__in=accounts, remaining__gt=0, expires_at__lte=at)
    for lot in overdue.order_by("pk"):
        due[lot.asset].append(lot)
    for asset, lots in due.items():
        _expire(Asset(asset), lots, at)


def _expire(asset: Asset, lots: Sequence[Lot], at: datetime) -> None:
    purse = PURSES[asset]
    lost: dict[int, int] = defaultdict(int)
    for lot in lots:
        lost[lot.account_id] += lot.remaining
    to = ledger.open_account(kind=purse.expired_kind, unit=purse.unit).pk
    entry = ledger.post_entry(
        key=f"expired:{lots[0].pk}:{at.isoformat()}",
        kind=purse.expired_kind,
        reference="",
        legs=[
            *(Leg(account_id, -amount) for account_id, amount in sorted(lost.items())),
            Leg(to, sum(lost.values())),
        ],
        at=at,
    )
    LotMovement.objects.bulk_create(
        LotMovement(
            lot=lot, amount=-lot.remaining, cause=LotCause.EXPIRED, entry_id=entry.pk, at=at
        )
        for lot in lots
    )
    Lot.objects.filter(pk__in=[lot.pk for lot in lots]).update(remaining=0)


@atomic
def remind_of_expiry(*, lot_ids: Iterable[int], at: datetime) -> None:
    """Tell the owners of these lots what they lose and when: once for a day that is the same."""
    unreminded = Lot.objects.filter(pk__in=list(lot_ids), reminded_at=None, remaining__gt=0)
    lots = list(unreminded.select_for_update(no_key=True, skip_locked=True).order_by("pk"))
    ending: dict[tuple[int, str, datetime], int] = defaultdict(int)
    for lot in lots:
        ending[lot.member_id, lot.asset, lot.expires_at] += lot.remaining  # type: ignore[index]
    notify_all(
        [
            Told(
                member_id=member_id,
                event=EVENTS[Asset(asset)],
                reference=expires_at.isoformat(),
                facts={"amount": amount, "expires_at": expires_at.isoformat()},
            )
            for (member_id, asset, expires_at), amount in ending.items()
        ],
        at=at,
    )
    Lot.objects.filter(pk__in=[lot.pk for lot in lots]).update(reminded_at=at)
