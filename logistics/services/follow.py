"""Following: subscribe to a number at the provider, and ask after it where pushes fail.

The sweep's lease is the schedule itself: ``next_step_at`` moves ahead before the call, so
that a worker that is killed costs one turn, and two sweeps never ask for the same number.
"""

from collections.abc import Sequence
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from logistics import couriers, selectors
from logistics.couriers.base import Parcel, Provider, Refused, Subscribed, Trail, Unknown
from logistics.errors import AskedLately, NobodyFollows
from logistics.lifecycle import FollowStatus
from logistics.models import Following, Shipment, TrackingNumber
from logistics.rules import COLLECT_BY, TRACKING_SILENT
from logistics.schedules import (
    ASKED_AT_MOST_EVERY,
    MOST_SUBSCRIPTIONS,
    next_query_at,
    next_subscription_at,
)
from logistics.services.trail import apply_trail

_LONGEST_ANSWER = 200


def start_following(shipment: Shipment, label: TrackingNumber, *, at: datetime) -> None:
    """Have a parcel that has just left followed, and expected; part of what ships it.

    Where the shop has no account with a provider, nothing is expected of it either.
    """
    if couriers.provider() is None:
        return
    Following.objects.create(label=label, courier_code=label.courier.code, next_step_at=at)
    shipment.collect_by = at + COLLECT_BY.duration
    shipment.move_by = at + TRACKING_SILENT.duration
    shipment.save(update_fields=["collect_by", "move_by"])


@atomic
def lease_steps(*, at: datetime, limit: int, label_ids: Sequence[int] | None = None) -> list[int]:
    """Numbers that are due for a step, each given to one worker; oldest first."""
    due = selectors.followings_due(at=at)
    if label_ids is not None:
        due = due.filter(pk__in=label_ids)
    taken = list(due.select_for_update(of=("self",), no_key=True, skip_locked=True)[:limit])
    for following in taken:
        following.next_step_at = _next_step_at(following, at=at)
    Following.objects.bulk_update(taken, ["next_step_at"])
    return [following.pk for following in taken]


def _next_step_at(following: Following, *, at: datetime) -> datetime:
    if following.status == FollowStatus.PENDING:
        return next_subscription_at(tries=following.subscriptions, at=at)
    is_pushed = following.status == FollowStatus.SUBSCRIBED
    return next_query_at(is_pushed=is_pushed, queries=following.queries, at=at)


def follow(*, shipment_id: int, at: datetime) -> None:
    """Subscribe to the numbers of a parcel that has just been shipped, and ask after them."""
    label_ids = selectors.label_ids_of(shipment_id)
    for label_id in lease_steps(at=at, limit=len(label_ids), label_ids=label_ids):
        take_step(label_id=label_id, at=at)


def take_step(*, label_id: int, at: datetime) -> None:
    """Subscribe to a number where that is still to be done, and ask for its trail."""
    following, provider = selectors.followed(label_id), couriers.provider()
    if following is None or provider is None or following.status == FollowStatus.ENDED:
        return
    if following.status == FollowStatus.PENDING:
        _subscribe(following, provider, at=at)
    if _may_ask(following, at=at):
        _query(following, provider, at=at)


def ask_again(*, shipment_id: int, at: datetime) -> None:
    """Ask the provider for a parcel's trail now: what staff do about trouble on the way.

    Raises NobodyFollows where there is no provider, or the parcel's end was told; AskedLately
    where the provider would take it amiss.
    """
    provider = couriers.provider()
    followings = [selectors.followed(label_id) for label_id in selectors.label_ids_of(shipment_id)]
    open_ones = [each for each in followings if each and each.status != FollowStatus.ENDED]
    if provider is None or not open_ones:
        raise NobodyFollows
    to_ask = [following for following in open_ones if _may_ask(following, at=at)]
    if not to_ask:
        raise AskedLately
    for following in to_ask:
        _query(following, provider, at=at)


def _may_ask(following: Following, *, at: datetime) -> bool:
    """A provider locks a number that it is asked for too often."""
    asked_at = following.last_queried_at
    return asked_at is None or asked_at + ASKED_AT_MOST_EVERY <= at


def _parcel(following: Following) -> Parcel:
    label = following.label
    return Parcel(
        courier=following.courier_code,
        number=label.number,
        phone=label.shipment.order.recipient_phone[-4:],
    )


def _subscribe(following: Following, provider: Provider, *, at: datetime) -> None:
    match provider.subscribe(_parcel(following)):
        case Subscribed():
            status, answer = FollowStatus.SUBSCRIBED, ""
        case Refused(code, message):
            status, answer = FollowStatus.QUERIED, f"{code} {message}"
        case Unknown(why):
            status, answer = FollowStatus.PENDING, why
    following.subscriptions += 1
    if status == FollowStatus.PENDING and following.subscriptions >= MOST_SUBSCRIPTIONS:
        status = FollowStatus.QUERIED
    following.status = status
    following.last_answer = answer[:_LONGEST_ANSWER]
    following.next_step_at = _next_step_at(following, at=at)
    # A push may have come first, and ended it or named another courier: the answer is to the
    # question that was asked.
    as_asked = Following.objects.filter(
        pk=following.pk, status=FollowStatus.PENDING, courier_code=following.courier_code
    )
    as_asked.update(
        status=following.status,
        subscriptions=following.subscriptions,
        last_answer=following.last_answer,
        next_step_at=following.next_step_at,
    )


def _query(following: Following, provider: Provider, *, at: datetime) -> None:
    has_news, said = False, ""
    match provider.query(_parcel(following)):
        case Trail() as trail:
            actor = Actor.provider(provider.code)
            has_news = apply_trail(label_id=following.pk, trail=trail, actor=actor, at=at)
        case Refused(code, message):
            said = f"{code} {message}"
        case Unknown(why):
            said = why
    queries = 0 if has_news else following.queries + 1
    Following.objects.filter(pk=following.pk).update(
        queries=queries, last_queried_at=at, last_answer=said[:_LONGEST_ANSWER]
    )
