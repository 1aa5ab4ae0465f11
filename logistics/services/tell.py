from datetime import datetime

from core.db import atomic
from logistics import selectors
from members.services import notify


@atomic
def tell_shipped(*, shipment_id: int, at: datetime) -> None:
    """Tell the member that a parcel is on its way, and by which number to follow it; once."""
    shipment = selectors.shipments().get(pk=shipment_id)
    label = shipment.tracking_numbers.all()[0]
    notify(
        member_id=shipment.order.member_id,
        event="shipment.shipped",
        facts={
            "order": shipment.order.number,
            "shipment": shipment.number,
            "courier": label.courier.code,
            "tracking_number": label.number,
        },
        reference=shipment.number,
        at=at,
    )


# What a member is told of a parcel on its way; all else stands in its trail.
_TOLD = ("out_for_delivery", "delivered", "problem", "refused", "returning", "returned")


@atomic
def tell_moved(*, shipment_id: int, what: str, at: datetime) -> None:
    """Tell the member that a parcel is at the door, or that something is wrong with it; once."""
    if what not in _TOLD:
        return
    shipment = selectors.shipments().get(pk=shipment_id)
    notify(
        member_id=shipment.order.member_id,
        event=f"shipment.{what}",
        facts={"order": shipment.order.number, "shipment": shipment.number},
        reference=shipment.number,
        at=at,
    )
