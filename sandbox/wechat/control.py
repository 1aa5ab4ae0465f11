"""The JSON control API over log-ins: what a phone would do, for tests and the demo."""

from sandbox.control import BadControl, read_object, served
from sandbox.web import Request, Response, Router, json_response
from sandbox.wechat import codes
from sandbox.wechat.keys import App
from sandbox.wechat.platform import Platform

LONGEST_NAME = 40


class Control:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def mount(self, router: Router) -> None:
        router.add("POST", "/_sandbox/wechat/codes", served(self._mint))

    def _mint(self, request: Request) -> Response:
        """Somebody opens the app: the code that its client gets, and who that is to the app."""
        asked = read_object(request, required={"app": str, "person": str})
        app, person = self._app(asked["app"]), asked["person"]
        if not 0 < len(person) <= LONGEST_NAME:
            raise BadControl(f"person must have 1 to {LONGEST_NAME} characters")
        scope = "" if app.kind == "mini" else "snsapi_base"
        minted = {
            "code": codes.mint(self._platform, app, person, scope),
            "openid": self._platform.openid(person, app.app_id),
        }
        return json_response(201, minted)

    def _app(self, kind: str) -> App:
        try:
            return self._platform.apps.of_kind(kind)
        except KeyError:
            raise BadControl("app must be mini or official") from None
