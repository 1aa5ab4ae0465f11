"""The calls of a merchant's server to api.weixin.qq.com: all answered 200, refusals too."""

import json
import secrets
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.keyfiles import random_text
from sandbox.web import Handler, Request, Response, Router, json_response
from sandbox.wechat import codes, tokens
from sandbox.wechat.errors import ApiError
from sandbox.wechat.keys import App
from sandbox.wechat.platform import Platform

Answer = dict[str, object]
_HEX = "0123456789abcdef"


class Api:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def mount(self, router: Router) -> None:
        for method, path, operation, act in (
            ("GET", "/sns/jscode2session", "code2session", self._code_to_session),
            ("GET", "/sns/oauth2/access_token", "oauth", self._exchange),
            ("GET", "/cgi-bin/token", "token", self._token),
            ("POST", "/cgi-bin/stable_token", "token", self._stable_token),
        ):
            router.add(method, path, self._serve(operation, act))
        router.add("GET", "/cgi-bin/stable_token", self._serve("token", _require_post))

    def _code_to_session(self, request: Request) -> Answer:
        query = request.query
        app = self._app(query, grant_type="authorization_code", kind="mini")
        person, _scope = codes.redeem(self._platform, app, _code(query, "js_code"))
        return {
            "session_key": b64encode(secrets.token_bytes(16)).decode(),
            "openid": self._platform.openid(person, app.app_id),
            "unionid": self._platform.unionid(person),
        }

    def _exchange(self, request: Request) -> Answer:
        """The token of web authorisation is the user's own: another kind than the app's."""
        query = request.query
        app = self._app(query, grant_type="authorization_code", kind="official")
        person, scope = codes.redeem(self._platform, app, _code(query, "code"))
        return {
            "access_token": random_text(_HEX, 64),
            "expires_in": tokens.LIFE,
            "refresh_token": random_text(_HEX, 64),
            "openid": self._platform.openid(person, app.app_id),
            "scope": scope,
            "unionid": self._platform.unionid(person),
        }

    def _token(self, request: Request) -> Answer:
        app = self._app(request.query, grant_type="client_credential")
        return tokens.issue(self._platform, app)

    def _stable_token(self, request: Request) -> Answer:
        asked = _body(request)
        app = self._app(asked, grant_type="client_credential")
        return tokens.stable(self._platform, app, force=asked.get("force_refresh") is True)

    def _app(self, asked: Mapping[str, Any], *, grant_type: str, kind: str = "") -> App:
        """Who asks, proven by the secret. Raises ApiError."""
        if not asked.get("appid"):
            raise ApiError(41002)
        if not asked.get("secret"):
            raise ApiError(41004)
        app = self._platform.apps.by_id.get(str(asked["appid"]))
        if app is None or kind not in ("", app.kind):
            raise ApiError(40013)
        if not secrets.compare_digest(str(asked["secret"]).encode(), app.secret.encode()):
            raise ApiError(40125)
        if asked.get("grant_type") != grant_type:
            raise ApiError(40002)
        return app

    def _serve(self, operation: str, act: Callable[[Request], Answer]) -> Handler:
        def handler(request: Request) -> Response:
            try:
                self._act_out_faults(request, operation)
                answer = act(request)
            except ApiError as error:
                answer = error.body()
            return json_response(200, answer)

        return handler

    def _act_out_faults(self, request: Request, operation: str) -> None:
        code = request.query.get("js_code") or request.query.get("code") or ""
        person = codes.holder(self._platform, code) or ""
        if failing := self._platform.faults.take("wechat_error", person, operation=operation):
            raise ApiError(int(failing.settings["errcode"]))


def _code(query: Mapping[str, str], name: str) -> str:
    if not query.get(name):
        raise ApiError(41008)
    return query[name]


def _body(request: Request) -> dict[str, Any]:
    if not request.body:
        raise ApiError(44002)
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        raise ApiError(47001) from None
    if not isinstance(value, dict):
        raise ApiError(47001)
    return value


def _require_post(request: Request) -> Answer:
    raise ApiError(43002)
