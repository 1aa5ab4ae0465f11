"""The rules of shipping: what staff may change, and what a tracking number looks like."""

import re

from django.utils.translation import gettext_lazy as _

from core.rules import LiveRule, Unit

SHIP_BY = LiveRule(
    name="SHIP_BY",
    label=_("Ship by"),
    effect=_("A parcel that has not left this long after it was planned is an incident"),
    unit=Unit.HOURS,
    default=48,
    minimum=1,
    maximum=30 * 24,
)

COLLECT_BY = LiveRule(
    name="COLLECT_BY",
    label=_("Collected by the courier"),
    effect=_("A shipped parcel that its courier has not scanned after this is an incident"),
    unit=Unit.HOURS,
    default=24,
    minimum=1,
    maximum=7 * 24,
)
TRACKING_SILENT = LiveRule(
    name="TRACKING_SILENT",
    label=_("Silent parcel"),
    effect=_(
        "A parcel on its way that nothing is heard of for this long is an incident; its order is "
        "not received until it moves again"
    ),
    unit=Unit.HOURS,
    default=72,
    minimum=12,
    maximum=30 * 24,
)
TRACKING_QUERIES = LiveRule(
    name="TRACKING_QUERIES",
    label=_("Tracking queries"),
    effect=_("At most so many a minute are sent to the tracking provider; it charges for them"),
    unit=Unit.COUNT,
    default=60,
    minimum=2,
    maximum=2000,
)

# The kinds of incidents, and how they name the parcel.
LATE_TO_SHIP = "late_to_ship"
NOT_COLLECTED = "parcel_not_collected"


def incident_of(trouble: str) -> str:
    """The kind of the incident of a trouble on the way: ``parcel_silent``."""
    return f"parcel_{trouble}"


def incident_subject(shipment_number: str) -> str:
    return f"shipment:{shipment_number}"


# What Kuaidi100 can follow, and every courier issues less.
_TRACKING_NUMBER = re.compile(r"[A-Z0-9-]{6,32}")


def tracking_number(typed: str) -> str | None:
    """A number as couriers print it, from what was typed or scanned: upper case, no blanks.

    None where it cannot be one: 6 to 32 letters, digits and hyphens.
    """
    number = "".join(typed.split()).upper()
    return number if _TRACKING_NUMBER.fullmatch(number) else None
