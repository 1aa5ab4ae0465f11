"""What orders hold of deals. Each kind has a module here with the four verbs below."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from core.db import atomic
from marketing.deals import ClaimLine, Deal, DealKind
from marketing.services import exchange_codes, flash_sales, group_buys, points_mall, presales


class DealService(Protocol):
    def claim(
        self,
        deal: Deal,
        *,
        reference: str,
        member_id: int,
        lines: Sequence[ClaimLine],
        at: datetime,
    ) -> None:
        """Take what the order wants of it, or raise: the last word on limits, quotas and seats."""

    def note_paid(self, reference: str, *, complete: bool, at: datetime) -> None:
        """An instalment of the order was paid; ``complete``: it was the last."""

    def give_back(self, references: Sequence[str], *, at: datetime) -> None:
        """The orders closed unpaid. Twice is once."""

    def take_again(self, reference: str, *, at: datetime) -> None:
        """A closed order was paid late: take what ``give_back`` gave, or raise."""


SERVICES: dict[DealKind, DealService] = {
    DealKind.GROUP_BUY: group_buys,
    DealKind.FLASH_SALE: flash_sales,
    DealKind.PRESALE: presales,
    DealKind.POINTS: points_mall,
    DealKind.EXCHANGE: exchange_codes,
}


@atomic
def claim_deal(
    deal: Deal, *, reference: str, member_id: int, lines: Sequence[ClaimLine], at: datetime
) -> None:
    """Hold for the order ``reference`` what it takes of the deal. Raises what the kind refuses."""
    SERVICES[deal.kind].claim(deal, reference=reference, member_id=member_id, lines=lines, at=at)


@atomic
def note_deal_paid(*, kind: str, reference: str, complete: bool, at: datetime) -> None:
    SERVICES[DealKind(kind)].note_paid(reference, complete=complete, at=at)


@atomic
def give_back_deals(deals: Iterable[tuple[str, str]], *, at: datetime) -> None:
    """What closed orders held, as (kind, reference): one call per kind, whatever their number."""
    references: Mapping[str, list[str]] = defaultdict(list)
    for kind, reference in deals:
        references[kind].append(reference)
    for kind in sorted(references):
        SERVICES[DealKind(kind)].give_back(sorted(references[kind]), at=at)


@atomic
def take_deal_again(*, kind: str, reference: str, at: datetime) -> None:
    SERVICES[DealKind(kind)].take_again(reference, at=at)


@atomic
def give_back_lines(
    *, kind: str, reference: str, quantities: Mapping[int, int], at: datetime
) -> bool:
    """Goods of a paid order will not be sent, by line number. Whether the deal took them back to
    sell them again; otherwise they are the order's to release."""
    if kind != DealKind.FLASH_SALE:  # of the deals, the one that brings stock of its own
        return False
    return flash_sales.give_back_lines(reference, quantities=quantities, at=at)
