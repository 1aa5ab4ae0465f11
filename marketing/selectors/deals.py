"""Which deal an order is made under. Each kind has a module here with one ``deal_of``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from marketing.deals import Deal, DealKind, DealWanted
from marketing.errors import ExchangeCodeGone, UnknownDeal
from marketing.selectors import exchange_codes, flash_sales, group_buys, points_mall, presales


class DealSelector(Protocol):
    def deal_of(
        self,
        wanted: DealWanted,
        *,
        member_id: int,
        quantities: Mapping[str, int],
        at: datetime,
    ) -> Deal: ...


SELECTORS: dict[DealKind, DealSelector] = {
    DealKind.GROUP_BUY: group_buys,
    DealKind.FLASH_SALE: flash_sales,
    DealKind.PRESALE: presales,
    DealKind.POINTS: points_mall,
    DealKind.EXCHANGE: exchange_codes,
}


def deal_of(
    wanted: DealWanted, *, member_id: int, quantities: Mapping[str, int], at: datetime
) -> Deal:
    """The deal for so many pieces by SKU code. Raises UnknownDeal, and what its kind refuses."""
    selector = SELECTORS.get(wanted.kind)
    if selector is None:
        raise UnknownDeal(kind=wanted.kind)
    return selector.deal_of(wanted, member_id=member_id, quantities=quantities, at=at)


def deal_wanted_again(kind: str, reference: str, *, order: str) -> DealWanted:
    """What an order that gave its deal back had asked for. In a group that is the team that it had
    joined; the team of a leader who never paid is over, and another is opened.

    Raises ExchangeCodeGone: what an order keeps names the batch, not the code.
    """
    wanted = DealKind(kind)
    if wanted == DealKind.EXCHANGE:
        raise ExchangeCodeGone
    team = group_buys.team_begun(order) if wanted == DealKind.GROUP_BUY else ""
    return DealWanted(wanted, reference, team)
