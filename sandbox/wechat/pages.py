"""The page that a shopper sees in WeChat before it leads back to the shop with a code."""

from urllib.parse import urlencode, urlsplit

from sandbox.addresses import is_loopback
from sandbox.pages import Html, language, page, render, text
from sandbox.web import Request, Response, Router, html_response, redirect
from sandbox.wechat import codes
from sandbox.wechat.keys import App
from sandbox.wechat.platform import Platform

PATH = "/connect/oauth2/authorize"
SCOPES = ("snsapi_base", "snsapi_userinfo")
PEOPLE = ("王芳", "李强", "张伟", "刘洋")


class Pages:
    """Official-account authorisation. WeChat knows who holds the phone; here one chooses."""

    def __init__(self, platform: Platform, *, local: bool, remote: bool) -> None:
        self._platform = platform
        self._local, self._remote = local, remote

    def mount(self, router: Router) -> None:
        router.add("GET", PATH, self._show)
        router.add("POST", PATH, self._authorize)

    def _show(self, request: Request) -> Response:
        lang = language(request.query.get("lang"))
        app = self._app(request)
        people = [render("person", lang, name=name) for name in PEOPLE] if app else []
        content = render(
            "authorize",
            lang,
            note=text("authorize_note" if app else "authorize_wrong", lang),
            people=Html("".join(people)),
        )
        return html_response(page(text("authorize", lang), lang, content), 200 if app else 400)

    def _authorize(self, request: Request) -> Response:
        app, person = self._app(request), request.form.get("person")
        if app is None or person not in PEOPLE:
            return self._show(request)
        query = request.query
        code = codes.mint(self._platform, app, person, query["scope"])
        back = query["redirect_uri"]
        joint = "&" if urlsplit(back).query else "?"
        return redirect(
            f"{back}{joint}{urlencode({'code': code, 'state': query.get('state', '')})}"
        )

    def _app(self, request: Request) -> App | None:
        """The official account that asks; None where anything about the address is wrong."""
        query = request.query
        app = self._platform.apps.by_id.get(query.get("appid", ""))
        right = (
            query.get("response_type") == "code"
            and query.get("scope") in SCOPES
            and self._may_lead_to(query.get("redirect_uri", ""))
        )
        return app if right and app and app.kind == "official" else None

    def _may_lead_to(self, address: str) -> bool:
        url = urlsplit(address)
        if url.scheme not in ("http", "https") or not url.hostname:
            return False
        return self._local if is_loopback(url.hostname) else self._remote
