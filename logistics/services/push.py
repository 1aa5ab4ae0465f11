from collections.abc import Mapping
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from logistics import couriers, selectors
from logistics.couriers.base import Push, PushRejected
from logistics.errors import UnknownParcel
from logistics.lifecycle import FollowStatus
from logistics.models import Following
from logistics.schedules import MOST_SUBSCRIPTIONS, REST
from logistics.services.trail import apply_trail


def receive_push(*, form: Mapping[str, str], at: datetime) -> None:
    """Take a provider's push: verified before anything is read, acknowledged after commit.

    Raises PushRejected for one that is forged or makes no sense, UnknownParcel for a number
    that is none of ours.
    """
    provider = couriers.provider()
    if provider is None:
        raise PushRejected("the shop has no account with this provider", status=404)
    push = provider.read_push(form)
    label = selectors.label_called(push.number, push.couriers)
    if label is None:
        raise UnknownParcel(number=push.number)
    _apply(label.pk, push, actor=Actor.provider(provider.code), at=at)


@atomic
def _apply(label_id: int, push: Push, *, actor: Actor, at: datetime) -> None:
    apply_trail(label_id=label_id, trail=push.trail, actor=actor, at=at)
    following = Following.objects.select_for_update(no_key=True).filter(pk=label_id).first()
    if following is None or following.status == FollowStatus.ENDED:
        return
    corrected = bool(push.courier) and push.courier != following.courier_code
    if corrected:
        following.courier_code = push.courier
    if push.ending is not None:
        _begin_again(following, at_once=corrected, at=at)
    following.save(update_fields=["courier_code", "status", "next_step_at"])


def _begin_again(following: Following, *, at_once: bool, at: datetime) -> None:
    """No further push will come, and the parcel is still on its way.

    A courier that was corrected is another subscription; the same one is taken again after
    its rest. What was subscribed to so often in vain is only asked after.
    """
    given_up = following.subscriptions >= MOST_SUBSCRIPTIONS
    following.status = FollowStatus.QUERIED if given_up else FollowStatus.PENDING
    following.next_step_at = at if at_once and not given_up else at + REST
