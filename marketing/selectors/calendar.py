"""The promotion calendar: every kind of promotion over time, and which of them are in conflict.

A kind comes in by registering how it is read (``@on_calendar``); the page draws what it gets.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from django.db import models
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketing.models import (
    CouponTemplate,
    FlashSale,
    FullReductionOffer,
    GroupOffer,
    MallItem,
    Presale,
)
from marketing.pricing import Scope


@dataclass(frozen=True, slots=True)
class Entry:
    """One promotion from ``starts_at`` until ``ends_at``. ``page``: the admin's URL name and id.

    ``has_own_price``: its goods are bought through it, at another price than on their page.
    """

    kind: str | Promise
    name: str
    starts_at: datetime
    ends_at: datetime
    scope: Scope
    page: tuple[str, int]
    stacking_group: str = ""
    exclusive: bool = False
    has_own_price: bool = False


class Clash(models.TextChoices):
    SAME_GROUP = "same_group", _("of one stacking group: only the better one applies")
    EXCLUSIVE = "exclusive", _("both are exclusive: only the better one applies")
    SAME_GOODS = "same_goods", _("the same goods at two prices of their own")


@dataclass(frozen=True, slots=True)
class Conflict:
    first: Entry
    second: Entry
    why: Clash


# What runs at some moment between two.
Source = Callable[[datetime, datetime], Iterable[Entry]]

_sources: list[Source] = []


def on_calendar(source: Source) -> Source:
    """Register a kind of promotion."""
    _sources.append(source)
    return source


def promotions_between(start: datetime, end: datetime) -> list[Entry]:
    """All that run at some moment of it, those that start first before the others."""
    entries = [entry for source in _sources for entry in source(start, end)]
    return sorted(entries, key=lambda entry: (entry.starts_at, entry.ends_at, entry.page))


def conflicts(entries: Sequence[Entry]) -> list[Conflict]:
    """Pairs that meet in time and goods and do not go together, each pair once."""
    return [
        Conflict(first, second, why)
        for first, second in combinations(entries, 2)
        if first.starts_at < second.ends_at
        and second.starts_at < first.ends_at
        and first.scope.may_meet(second.scope)
        and (why := _clash(first, second))
    ]


def _clash(first: Entry, second: Entry) -> Clash | None:
    if first.exclusive and second.exclusive:
        return Clash.EXCLUSIVE
    if first.stacking_group and first.stacking_group == second.stacking_group:
        return Clash.SAME_GROUP
    if first.has_own_price and second.has_own_price:
        return Clash.SAME_GOODS
    return None


@on_calendar
def _reductions(start: datetime, end: datetime) -> Iterable[Entry]:
    rows = FullReductionOffer.objects.filter(is_enabled=True, starts_at__lt=end, ends_at__gt=start)
    return [
        Entry(
            kind=_("full reduction"),
            name=row.spoken_name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            scope=row.scope,
            page=("admin:marketing_fullreductionoffer_change", row.pk),
            stacking_group=row.stacking_group,
            exclusive=row.exclusive,
        )
        for row in rows
    ]


@on_calendar
def _coupons(start: datetime, end: datetime) -> Iterable[Entry]:
    """Those that members take themselves, while they may."""
    rows = CouponTemplate.objects.filter(
        is_enabled=True, claimable_from__lt=end, claimable_until__gt=start
    )
    return [
        Entry(
            kind=_("coupon"),
            name=row.spoken_name,
            starts_at=row.claimable_from,
            ends_at=row.claimable_until,
            scope=row.scope,
            page=("admin:marketing_coupontemplate_change", row.pk),
        )
        for row in rows
        if row.claimable_from and row.claimable_until
    ]


def _deal(
    row: models.Model, *, name: str, starts_at: datetime, ends_at: datetime, skus: Iterable[str]
) -> Entry:
    """What sells these SKUs at a price of its own."""
    options = row._meta
    return Entry(
        kind=options.verbose_name or "",
        name=name,
        starts_at=starts_at,
        ends_at=ends_at,
        scope=Scope(sku_codes=frozenset(skus)),
        page=(f"admin:{options.app_label}_{options.model_name}_change", row.pk),
        has_own_price=True,
    )


@on_calendar
def _flash_sales(start: datetime, end: datetime) -> Iterable[Entry]:
    """One that was ended early was over then."""
    rows = FlashSale.objects.filter(starts_at__lt=end, ends_at__gt=start).exclude(
        ended_at__lte=F("starts_at")
    )
    return [
        _deal(
            row,
            name=row.spoken_name,
            starts_at=row.starts_at,
            ends_at=row.ended_at or row.ends_at,
            skus=[item.sku.code for item in row.items.all()],
        )
        for row in rows.prefetch_related("items__sku")
        if row.ended_at is None or row.ended_at > start
    ]


@on_calendar
def _group_offers(start: datetime, end: datetime) -> Iterable[Entry]:
    rows = GroupOffer.objects.filter(opens_at__lt=end, ends_at__gt=start)
    return [
        _deal(
            row,
            name=row.spoken_name,
            starts_at=row.opens_at,
            ends_at=row.ends_at,
            skus=[price.sku.code for price in row.prices.all()],
        )
        for row in rows.prefetch_related("prices__sku")
    ]


@on_calendar
def _presales(start: datetime, end: datetime) -> Iterable[Entry]:
    """From the first deposit to the last balance."""
    rows = Presale.objects.filter(starts_at__lt=end, balance_due_at__gt=start, withdrawn_at=None)
    return [
        _deal(
            row,
            name=row.spoken_name,
            starts_at=row.starts_at,
            ends_at=row.balance_due_at,
            skus=[row.sku.code],
        )
        for row in rows.select_related("sku")
    ]


@on_calendar
def _mall_items(start: datetime, end: datetime) -> Iterable[Entry]:
    rows = MallItem.objects.filter(starts_at__lt=end, ends_at__gt=start, withdrawn_at=None)
    return [
        _deal(
            row,
            name=row.sku.product.spoken_name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            skus=[row.sku.code],
        )
        for row in rows.select_related("sku__product")
    ]
