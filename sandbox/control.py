"""The JSON control API over what all providers share: the faults in force and the clock.

Served only by a local sandbox. A request that makes no sense is answered
400 ``{"error": …}`` and changes nothing.
"""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from sandbox.clock import Clock, rfc3339
from sandbox.faults import Faults, UnknownFault
from sandbox.web import Handler, Request, Response, Router, json_response


class BadControl(ValueError):
    """A control request makes no sense; its text says why."""


def served(handler: Handler) -> Handler:
    """``handler`` with its refusals as answers."""

    @wraps(handler)
    def answer(request: Request, **parts: str) -> Response:
        try:
            return handler(request, **parts)
        except (BadControl, UnknownFault) as refusal:
            return json_response(400, {"error": str(refusal)})

    return answer


def read_object(
    request: Request,
    *,
    required: Mapping[str, type] | None = None,
    optional: Mapping[str, type] | None = None,
    others: bool = False,
) -> dict[str, Any]:
    """The JSON object of the body, nulls left out. Raises BadControl."""
    try:
        value = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise BadControl("the body is not JSON") from None
    if not isinstance(value, dict):
        raise BadControl("the body is not an object")
    asked = {name: entry for name, entry in value.items() if entry is not None}
    known = {**(required or {}), **(optional or {})}
    for name, kind in known.items():
        if name in asked and type(asked[name]) is not kind:
            raise BadControl(f"{name} must be of type {kind.__name__}")
    if missing := set(required or {}) - set(asked):
        raise BadControl(f"{', '.join(sorted(missing))} is needed")
    if (strange := set(asked) - set(known)) and not others:
        raise BadControl(f"{', '.join(sorted(strange))} is unknown")
    return asked


def number_of(asked: Mapping[str, Any], name: str, default: int, *, least: int, most: int) -> int:
    value = int(asked.get(name, default))
    if not least <= value <= most:
        raise BadControl(f"{name} must be from {least} to {most}")
    return value


class Control:
    def __init__(self, faults: Faults, clock: Clock, wake: Callable[[], None]) -> None:
        self._faults = faults
        self._clock = clock
        self._wake = wake

    def mount(self, router: Router) -> None:
        router.add("GET", "/_sandbox/faults", served(self._list_faults))
        router.add("POST", "/_sandbox/faults", served(self._add_fault))
        router.add("DELETE", "/_sandbox/faults", served(self._remove_all))
        router.add("DELETE", "/_sandbox/faults/{fault_id}", served(self._remove_one))
        router.add("GET", "/_sandbox/clock", served(self._read_clock))
        router.add("POST", "/_sandbox/clock", served(self._shift_clock))

    def _list_faults(self, request: Request) -> Response:
        return json_response(200, {"faults": [fault.as_json() for fault in self._faults.active()]})

    def _add_fault(self, request: Request) -> Response:
        known: dict[str, type] = {"kind": str, "target": str, "times": int}
        asked = read_object(request, required={"kind": str}, optional=known, others=True)
        settings = {name: value for name, value in asked.items() if name not in known}
        fault = self._faults.add(
            asked["kind"],
            target=asked.get("target"),
            times=asked.get("times"),
            settings=settings,
        )
        return json_response(201, fault.as_json())

    def _remove_all(self, request: Request) -> Response:
        return json_response(200, {"removed": self._faults.remove()})

    def _remove_one(self, request: Request, fault_id: str) -> Response:
        removed = (
            self._faults.remove(int(fault_id)) if fault_id.isascii() and fault_id.isdecimal() else 0
        )
        return json_response(200 if removed else 404, {"removed": removed})

    def _read_clock(self, request: Request) -> Response:
        return json_response(200, {"now": rfc3339(self._clock.now()), "shift": self._clock.shift})

    def _shift_clock(self, request: Request) -> Response:
        """Set how many seconds ahead of the real clock deadlines and schedules are."""
        asked = read_object(request, required={"shift": int})
        self._clock.shift = number_of(asked, "shift", 0, least=0, most=10 * 365 * 86400)
        self._wake()
        return self._read_clock(request)
