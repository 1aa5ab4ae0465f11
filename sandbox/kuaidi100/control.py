"""The JSON control API over parcels: for tests and the demo, no part of the protocol."""

from collections.abc import Callable
from typing import Any

from sandbox.control import BadControl, number_of, read_object, served
from sandbox.kuaidi100 import parcels
from sandbox.kuaidi100.companies import COMPANIES
from sandbox.kuaidi100.platform import Platform
from sandbox.kuaidi100.pushes import Notifier
from sandbox.kuaidi100.scripts import SCRIPTS, STEPS
from sandbox.web import Request, Response, Router, json_response

PREFIX = "/_sandbox/kuaidi100"
MOST_SENDINGS = 500


class Control:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def mount(self, router: Router) -> None:
        router.add("GET", f"{PREFIX}/parcels", served(self._parcels))
        router.add("GET", f"{PREFIX}/parcels/{{number}}", served(self._parcel))
        router.add("POST", f"{PREFIX}/announce", served(self._announce))
        router.add("POST", f"{PREFIX}/scan", served(self._scan))
        router.add("POST", f"{PREFIX}/play", served(self._play))
        router.add("POST", f"{PREFIX}/correct", served(self._correct))
        router.add("POST", f"{PREFIX}/abort", served(self._abort))
        router.add("POST", f"{PREFIX}/notify", served(self._notify))

    def _parcels(self, request: Request) -> Response:
        recent = parcels.recent(self._platform, 100)
        shown = [parcels.as_json(self._platform, parcel) for parcel in recent]
        return json_response(200, {"parcels": shown})

    def _parcel(self, request: Request, number: str) -> Response:
        parcel = parcels.find(self._platform, number)
        if parcel is None:
            return json_response(404, {"error": f"no parcel {number}"})
        return json_response(200, parcels.as_json(self._platform, parcel))

    def _announce(self, request: Request) -> Response:
        """A courier takes a parcel in, whether or not anybody has subscribed to it."""
        asked = read_object(request, required={"number": str, "company": str})
        _one_of(asked["company"], COMPANIES, "company")
        parcels.announce(self._platform, asked["number"], asked["company"])
        return self._parcel(request, asked["number"])

    def _scan(self, request: Request) -> Response:
        """The courier scans a parcel: ``step`` is one of the sandbox's scans."""
        asked = read_object(request, required={"number": str, "step": str})
        _one_of(asked["step"], STEPS, "step")
        return self._done(
            asked["number"], lambda number: parcels.scan(self._platform, number, asked["step"])
        )

    def _play(self, request: Request) -> Response:
        """All of a script's scans, one after the other."""
        asked = read_object(request, required={"number": str, "script": str})
        _one_of(asked["script"], SCRIPTS, "script")
        return self._done(
            asked["number"], lambda number: parcels.play(self._platform, number, asked["script"])
        )

    def _correct(self, request: Request) -> Response:
        asked = read_object(request, required={"number": str, "company": str})
        _one_of(asked["company"], COMPANIES, "company")
        return self._done(
            asked["number"],
            lambda number: parcels.correct(self._platform, number, asked["company"]),
        )

    def _abort(self, request: Request) -> Response:
        asked = read_object(request, required={"number": str})
        return self._done(asked["number"], lambda number: parcels.give_up(self._platform, number))

    def _done(self, number: str, act: Callable[[str], None]) -> Response:
        try:
            act(number)
        except LookupError:
            return json_response(404, {"error": f"no parcel {number}"})
        parcel = parcels.find(self._platform, number)
        assert parcel is not None  # noqa: S101  (it was just acted on)
        return json_response(200, parcels.as_json(self._platform, parcel))

    def _notify(self, request: Request) -> Response:
        """Send a parcel's latest push now; the statuses of the answers."""
        asked: dict[str, Any] = read_object(
            request,
            required={"number": str},
            optional={"times": int, "parallel": bool, "fault": dict},
        )
        spoilt = dict(asked.get("fault", {}))
        kind = spoilt.pop("kind", None)
        if kind is not None and kind not in Notifier.spoilers:
            raise BadControl("fault must be one that spoils what is sent")
        try:
            statuses = self._platform.notifier.send_now(
                asked["number"],
                times=number_of(asked, "times", 1, least=1, most=MOST_SENDINGS),
                parallel=asked.get("parallel", False),
                faults=[self._platform.faults.make(kind, spoilt)] if kind else [],
            )
        except LookupError:
            return json_response(404, {"error": f"nothing to tell about {asked['number']} yet"})
        return json_response(200, {"statuses": statuses})


def _one_of(value: str, known: Any, name: str) -> None:
    if value not in known:
        raise BadControl(f"{name} must be one of {', '.join(known)}")
