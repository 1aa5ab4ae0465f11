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

# The kind of the incident, and how it names the parcel.
LATE_TO_SHIP = "late_to_ship"


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
