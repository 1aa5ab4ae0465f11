"""Group offers, their teams, and what an order made under one is worth."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from core.errors import NotFound
from marketing.deals import Deal, DealWanted
from marketing.errors import (
    AlreadyInTeam,
    GroupLimitReached,
    GroupSoldOut,
    NotOnGroupOffer,
    TeamClosed,
    TeamFull,
    TeamNotFound,
    UnknownDeal,
)
from marketing.lifecycle import TeamStatus
from marketing.models import GroupOffer, GroupPrice, GroupSeat, GroupTeam
from marketing.pricing import PriceKind, UnitPrice
from marketing.rules import GROUP_LEAVE, GROUP_PAYMENT_TIMEOUT

# Nobody joins what could not be paid any more: no payment opens with less than a minute left.
JOINED_BEFORE = timedelta(minutes=2)
REMINDED_BEFORE = timedelta(hours=1)
TEAMS_SHOWN = 20


def deal_of(
    wanted: DealWanted, *, member_id: int, quantities: Mapping[str, int], at: datetime
) -> Deal:
    """A piece at its group price: in the team wanted, or in one that the order opens.

    Raises UnknownDeal, NotOnGroupOffer, TeamNotFound, TeamClosed, TeamFull, AlreadyInTeam,
    GroupSoldOut, GroupLimitReached.
    """
    offer = _offer_wanted(wanted)
    team = _team_wanted(offer, wanted.team, member_id=member_id, at=at) if wanted.team else None
    if team is None and not offer.is_open(at):
        raise UnknownDeal(kind=wanted.kind)
    prices = {price.sku.code: price.price_amount for price in offer.prices.all()}
    if foreign := [code for code in quantities if code not in prices]:
        raise NotOnGroupOffer(skus=", ".join(foreign))
    pieces = sum(quantities.values())
    if offer.quota is not None and offer.taken_quantity + pieces > offer.quota:
        raise GroupSoldOut(left=offer.quota - offer.taken_quantity)
    require_within_limit(offer, member_id=member_id, pieces=pieces)
    return Deal(
        kind=wanted.kind,
        reference=str(offer.public_id),
        prices={code: UnitPrice(PriceKind.GROUP_BUY, prices[code]) for code in quantities},
        team=wanted.team,
        takes_coupons=offer.takes_coupons,
        takes_points=True,
        pay_within=GROUP_PAYMENT_TIMEOUT.duration,
        pay_by=team.due_at if team else None,
        waits_for_group=True,
    )


def _offer_wanted(wanted: DealWanted) -> GroupOffer:
    try:
        public_id = UUID(wanted.reference)
    except ValueError:
        raise UnknownDeal(kind=wanted.kind) from None
    offer = offers().filter(public_id=public_id).first()
    if offer is None:
        raise UnknownDeal(kind=wanted.kind)
    return offer


def _team_wanted(offer: GroupOffer, code: str, *, member_id: int, at: datetime) -> GroupTeam:
    team = GroupTeam.objects.filter(number=code, offer=offer).first()
    if team is None:
        raise TeamNotFound
    if refusal := joining_refusal(team, member_id=member_id, at=at):
        raise refusal
    return team


def joining_refusal(
    team: GroupTeam, *, member_id: int, at: datetime
) -> TeamClosed | TeamFull | AlreadyInTeam | None:
    """Why the member may not take a seat in the team now, or None where one is free."""
    if is_in_team(team, member_id=member_id):
        return AlreadyInTeam()
    if not _takes_members(team, at=at):
        return TeamClosed()
    return None if team.seats_left else TeamFull()


def _takes_members(team: GroupTeam, *, at: datetime) -> bool:
    due_at = team.due_at if team.status == TeamStatus.FORMING else None
    return due_at is not None and at + JOINED_BEFORE < due_at


def is_joinable(team: GroupTeam, *, at: datetime) -> bool:
    """Whether somebody may take a seat in it now; ``joinable_teams`` finds those."""
    return _takes_members(team, at=at) and team.seats_left > 0


def may_leave(seat: GroupSeat, team: GroupTeam, *, at: datetime) -> bool:
    """Whether who paid for the seat may give it up: while the team is forming, by GROUP_LEAVE."""
    forming = team.status == TeamStatus.FORMING and not team.is_overdue(at)
    return bool(GROUP_LEAVE.value and forming and seat.is_held and seat.firm_at)


def is_in_team(team: GroupTeam, *, member_id: int) -> bool:
    return team.seats.filter(member_id=member_id, released_at=None).exists()


def require_within_limit(offer: GroupOffer, *, member_id: int, pieces: int) -> None:
    """Raises GroupLimitReached where the member would hold more pieces than one may."""
    if offer.limit_per_member is None:
        return
    held = GroupSeat.objects.filter(team__offer=offer, member_id=member_id, released_at=None)
    bought = held.aggregate(pieces=Sum("quantity"))["pieces"] or 0
    if bought + pieces > offer.limit_per_member:
        raise GroupLimitReached(limit=offer.limit_per_member, bought=bought)


# --- what shoppers look at ----------------------------------------------------------------


def offers() -> QuerySet[GroupOffer]:
    """Offers with their product, prices and SKUs."""
    prices = GroupPrice.objects.select_related("sku")
    return GroupOffer.objects.select_related("product").prefetch_related(
        Prefetch("prices", queryset=prices)
    )


def open_offers(*, at: datetime) -> QuerySet[GroupOffer]:
    """Under which a team may be opened, the newest first."""
    return offers().filter(opens_at__lte=at, ends_at__gt=at).order_by("-pk")


def offer_of(public_id: UUID, *, at: datetime) -> GroupOffer:
    """An offer that has begun, over or not. Raises NotFound."""
    offer = offers().filter(public_id=public_id, opens_at__lte=at).first()
    if offer is None:
        raise NotFound(what=_("group offer"))
    return offer


def teams(*, order: str = "") -> QuerySet[GroupTeam]:
    """Teams with their offers and the seats that are held or were paid for.

    With these that of ``order``, whatever became of it.
    """
    seats = GroupSeat.objects.filter(
        Q(firm_at__isnull=False) | Q(released_at=None) | Q(order_number=order)
    )
    return GroupTeam.objects.select_related("offer__product").prefetch_related(
        Prefetch("seats", queryset=seats.select_related("member").order_by("pk"))
    )


def joinable_teams(offer: GroupOffer, *, at: datetime) -> list[GroupTeam]:
    """Teams of the offer with a free seat: some, the one that ends first before the others."""
    free = teams().filter(
        offer=offer,
        status=TeamStatus.FORMING,
        due_at__gt=at + JOINED_BEFORE,
        seats_taken__lt=F("size"),
    )
    return list(free.order_by("due_at", "pk")[:TEAMS_SHOWN])


def team_numbered(code: str) -> GroupTeam:
    """The team of a share code, once its leader has paid. Raises TeamNotFound."""
    team = teams().filter(number=code, started_at__isnull=False).first()
    if team is None:
        raise TeamNotFound
    return team


def code_of(team_id: int) -> str:
    """The share code behind a key."""
    return GroupTeam.objects.values_list("number", flat=True).get(pk=team_id)


def team_of_order(number: str) -> GroupTeam:
    """The team in which the order has or had its seat. Raises TeamNotFound."""
    own = GroupSeat.objects.filter(team=OuterRef("pk"), order_number=number)
    found = teams(order=number).filter(Exists(own)).first()
    if found is None:
        raise TeamNotFound
    return found


def team_begun(order_number: str) -> str:
    """The share code of the team in which the order has or had its seat; "" if it never began."""
    seats = GroupSeat.objects.filter(order_number=order_number, team__started_at__isnull=False)
    return seats.values_list("team__number", flat=True).first() or ""


def teams_of(member_id: int) -> QuerySet[GroupTeam]:
    """The teams in which the member has a seat, or had a paid one; the newest first."""
    own = GroupSeat.objects.filter(
        Q(firm_at__isnull=False) | Q(released_at=None), team=OuterRef("pk"), member_id=member_id
    )
    return teams().filter(Exists(own)).order_by("-pk")


# --- what services take under their locks -------------------------------------------------


def has_seat(order_number: str) -> bool:
    return GroupSeat.objects.filter(order_number=order_number).exists()


def locked_seat(order_number: str) -> GroupSeat:
    """The order's seat, with its team under the team's lock and the offer of that."""
    team_id = GroupSeat.objects.values_list("team_id", flat=True).get(order_number=order_number)
    (team,) = locked_teams([team_id])
    seat = GroupSeat.objects.get(order_number=order_number)
    seat.team = team
    return seat


def locked_teams(team_ids: Sequence[int], *, skip: bool = False) -> list[GroupTeam]:
    """Teams under their locks, in id order; ``skip`` leaves out those that somebody else holds."""
    locked = GroupTeam.objects.locked(skip=skip).filter(pk__in=team_ids)
    return list(locked.select_related("offer").order_by("pk"))


def held_seats(teams: Sequence[GroupTeam]) -> list[GroupSeat]:
    """Seats that are not released, paid or not; each knows its team. Callers hold the locks."""
    seats = GroupSeat.objects.filter(team__in=teams, released_at=None)
    return list(seats.select_related("team").order_by("pk"))


def overdue_teams(*, at: datetime, limit: int) -> list[int]:
    due = GroupTeam.objects.filter(status=TeamStatus.FORMING, due_at__lte=at)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def ending_teams(*, at: datetime, limit: int) -> list[int]:
    """Teams with less than an hour left of a longer time, whose members were not told yet."""
    ending = GroupTeam.objects.filter(
        status=TeamStatus.FORMING,
        reminded_at=None,
        due_at__gt=at,
        due_at__lte=at + REMINDED_BEFORE,
        started_at__lt=F("due_at") - REMINDED_BEFORE,
    )
    return list(ending.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
