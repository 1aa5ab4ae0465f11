"""A parcel's life as data: states and transitions. Code, the trigger and the pages read it.

Trouble (a problem, a refusal, silence) is a flag with an incident, not a state:
a parcel in trouble may still arrive.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ShipmentStatus(models.TextChoices):
    PLANNED = "planned", _("To be picked")
    PICKING = "picking", _("Being picked")
    PACKED = "packed", _("Packed")
    SHIPPED = "shipped", _("Handed to the courier")
    IN_TRANSIT = "in_transit", _("On its way")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
    DELIVERED = "delivered", _("Delivered")
    CONFIRMED = "confirmed", _("Receipt confirmed")
    RETURNED = "returned", _("Returned to sender")
    LOST = "lost", _("Lost")
    CANCELLED = "cancelled", _("Parcel cancelled")


class TrackState(models.TextChoices):
    """What a scan says about a parcel, in our words: each provider's own codes become these."""

    ANNOUNCED = "announced", _("Announced to the courier")
    COLLECTED = "collected", _("Collected")
    IN_TRANSIT = "in_transit", _("On its way")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
    READY_FOR_PICKUP = "ready_for_pickup", _("Ready for pickup")
    DELIVERED = "delivered", _("Delivered")
    PROBLEM = "problem", _("Problem")
    REFUSED = "refused", _("Refused by the recipient")
    RETURNING = "returning", _("Going back to the sender")
    RETURNED = "returned", _("Returned to sender")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Trouble(models.TextChoices):
    """What is wrong with a parcel on its way: the worst that holds."""

    SILENT = "silent", _("nothing heard of it")
    PROBLEM = "problem", _("problem on the way")
    REFUSED = "refused", _("refused")
    RETURNING = "returning", _("going back")
    RETURNED = "returned", _("back at the sender")


class FollowStatus(models.TextChoices):
    """How a tracking number is followed at the provider."""

    PENDING = "pending", _("to be subscribed to")
    SUBSCRIBED = "subscribed", _("pushed to us")
    QUERIED = "queried", _("asked after")
    ENDED = "ended", _("ended")


S = ShipmentStatus

# What each state looks like wherever people see it.
COLOURS = {
    S.PLANNED: "indigo",
    S.PICKING: "indigo",
    S.PACKED: "indigo",
    S.SHIPPED: "violet",
    S.IN_TRANSIT: "violet",
    S.OUT_FOR_DELIVERY: "violet",
    S.DELIVERED: "teal",
    S.CONFIRMED: "green",
    S.RETURNED: "red",
    S.LOST: "red",
    S.CANCELLED: "grey",
}

# In the house: it holds reserved stock and may still be changed or cancelled.
UNDISPATCHED = (S.PLANNED, S.PICKING, S.PACKED)
# With the courier, or left at the door: what receipt of the order confirms.
UNDERWAY = (S.SHIPPED, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED)
# It left the house, whatever became of it.
DISPATCHED = (*UNDERWAY, S.CONFIRMED, S.RETURNED, S.LOST)


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. ``stamps`` names the shipment's column that keeps when."""

    name: str
    label: str | Promise
    sources: tuple[ShipmentStatus, ...]
    target: ShipmentStatus
    stamps: str = ""


PICK = Transition("pick", _("Start picking"), (S.PLANNED,), S.PICKING)
PACK = Transition("pack", _("Pack"), (S.PLANNED, S.PICKING), S.PACKED)
SHIP = Transition("ship", _("Ship"), UNDISPATCHED, S.SHIPPED, "shipped_at")
MOVE_ON = Transition("move_on", _("On its way"), (S.SHIPPED,), S.IN_TRANSIT)
TAKE_OUT = Transition(
    "take_out", _("Out for delivery"), (S.SHIPPED, S.IN_TRANSIT), S.OUT_FOR_DELIVERY
)
DELIVER = Transition(
    "deliver",
    _("Delivered"),
    (S.SHIPPED, S.IN_TRANSIT, S.OUT_FOR_DELIVERY),
    S.DELIVERED,
    "delivered_at",
)
CONFIRM = Transition("confirm", _("Confirm receipt"), UNDERWAY, S.CONFIRMED, "confirmed_at")
RETURN = Transition("give_back", _("Returned to sender"), UNDERWAY, S.RETURNED)
LOSE = Transition("lose", _("Lost"), UNDERWAY, S.LOST)
CANCEL = Transition("cancel", _("Cancel"), UNDISPATCHED, S.CANCELLED)

# Every way an existing parcel may move.
TRANSITIONS = {
    transition.name: transition
    for transition in (
        PICK,
        PACK,
        SHIP,
        MOVE_ON,
        TAKE_OUT,
        DELIVER,
        CONFIRM,
        RETURN,
        LOSE,
        CANCEL,
    )
}


def legal_moves() -> list[tuple[str, str]]:
    """(source, target) of every transition: what the database's own guard lets pass."""
    return sorted(
        {
            (str(source), str(transition.target))
            for transition in TRANSITIONS.values()
            for source in transition.sources
        }
    )


def transitions_from(status: str) -> list[Transition]:
    return [transition for transition in TRANSITIONS.values() if status in transition.sources]
