"""Kuaidi100's trails: what its state codes mean, and how its scans are read."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from logistics.couriers.base import Scan, Trail
from logistics.lifecycle import TrackState

logger = logging.getLogger(__name__)

CHINA = timezone(timedelta(hours=8))
_FORMAT = "%Y-%m-%d %H:%M:%S"
_LONGEST_TEXT, _LONGEST_PLACE = 400, 60

_S = TrackState
# A code of several digits begins with that of its kind; one that is not listed counts as it.
_STATES = {
    "0": _S.IN_TRANSIT,
    "1": _S.COLLECTED,
    "101": _S.ANNOUNCED,
    "102": _S.ANNOUNCED,
    "2": _S.PROBLEM,
    "203": _S.REFUSED,
    "210": _S.WITHDRAWN,
    "3": _S.DELIVERED,
    "4": _S.RETURNED,
    "401": _S.WITHDRAWN,
    "5": _S.OUT_FOR_DELIVERY,
    "501": _S.READY_FOR_PICKUP,
    "6": _S.RETURNING,
    "7": _S.IN_TRANSIT,
    "8": _S.IN_TRANSIT,
    "10": _S.IN_TRANSIT,
    "11": _S.IN_TRANSIT,
    "12": _S.IN_TRANSIT,
    "13": _S.PROBLEM,
    "14": _S.REFUSED,
    "1001": _S.IN_TRANSIT,
    "1002": _S.IN_TRANSIT,
    "1003": _S.IN_TRANSIT,
}
# What scans are called, where an account is not given the codes.
_NAMED_STATES = {
    "在途": _S.IN_TRANSIT,
    "揽收": _S.COLLECTED,
    "疑难": _S.PROBLEM,
    "签收": _S.DELIVERED,
    "退签": _S.RETURNED,
    "派件": _S.OUT_FOR_DELIVERY,
    "退回": _S.RETURNING,
    "转投": _S.IN_TRANSIT,
    "转单": _S.IN_TRANSIT,
    "清关": _S.IN_TRANSIT,
    "拒签": _S.REFUSED,
}


def read_trail(result: Mapping[str, Any]) -> Trail:
    """The scans of a query's answer or of a push's ``lastResult``, newest first.

    The newest scan has the parcel's own ``state`` where it says none itself.
    """
    rows = result.get("data")
    scans = [_scan(row) for row in (rows if isinstance(rows, list) else [])]
    known = [scan for scan in scans if scan]
    if known and known[0].state is None:
        newest = known[0]
        known[0] = Scan(newest.said_at, newest.text, newest.place, state(result.get("state")))
    return Trail(tuple(known))


def state(code: Any) -> TrackState | None:
    """By the longest code that is known: an unknown sub-state counts as its kind."""
    text = str(code if code is not None else "").strip()
    if not text.isdigit():
        return None
    return _STATES.get(text) or _STATES.get(text[:1])


def _scan(row: Any) -> Scan | None:
    """None for a row without a time or a text: the next push brings it again, whole."""
    try:
        said = datetime.strptime(row.get("ftime") or row["time"], _FORMAT).replace(tzinfo=CHINA)
        text = str(row["context"]).strip()[:_LONGEST_TEXT]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        logger.warning("a scan of Kuaidi100 cannot be read: %r", error)
        return None
    return Scan(
        said_at=said,
        text=text.replace("\0", ""),
        place=str(row.get("areaName") or row.get("location") or "")[:_LONGEST_PLACE],
        state=state(row.get("statusCode")) or _NAMED_STATES.get(str(row.get("status", ""))),
    )
