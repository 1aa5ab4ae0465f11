"""The cashier: what a payer sees on the phone after scanning a code or opening an h5_url."""

import json
from contextlib import suppress
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox.pages import Html, language, page, render, text
from sandbox.web import Request, Response, Router, html_response, redirect
from sandbox.wechatpay import orders
from sandbox.wechatpay.orders import Order, PaymentRefused, Refusal
from sandbox.wechatpay.platform import Platform

# The strokes of a tick, a dash and an exclamation mark on a 24 x 24 field, and the mark's tone.
MARKS = {"paid": ("M5 12.5l4.5 4.5L19 7.5", ""), "refused": ("M6 12h12", "wait")}
BAD_MARK = ("M12 5v9M12 19v.1", "bad")


class Cashier:
    """Found by ``code_url`` (what a scanned code holds) or by ``prepay_id``."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def mount(self, router: Router) -> None:
        for path in ("/cashier/", "/cashier", "/cgi-bin/mmpayweb-bin/checkmweb"):
            router.add("GET", path, self._show)
            router.add("POST", path, self._decide)

    def _show(self, request: Request) -> Response:
        lang = language(request.query.get("lang"))
        order = self._order(request)
        refusal = orders.refusal_of(self._platform, order)
        cancelled = request.query.get("result") == "refused"
        if order is None or refusal is not None:
            return self._result(request, lang, order, refusal or Refusal.UNKNOWN)
        if cancelled:
            return self._result(request, lang, order, "refused")
        return self._sheet(request, lang, order)

    def _decide(self, request: Request) -> Response:
        """The payer pressed a button. Refusing changes nothing."""
        order = self._order(request)
        if order is None:
            return self._show(request)
        if request.form.get("action") == "refuse":
            return redirect(_url(request, result="refused"))
        with suppress(PaymentRefused):  # the page that follows tells why
            orders.pay(self._platform, order["out_trade_no"])
        return redirect(_url(request, result=""))

    def _order(self, request: Request) -> Order | None:
        query = request.query
        if prepay_id := query.get("prepay_id"):
            return orders.find_alias(self._platform, prepay_id)
        code = parse_qs(urlsplit(query.get("code_url", "")).query).get("pr", [""])[0]
        return orders.find_alias(self._platform, code)

    def _sheet(self, request: Request, lang: str, order: Order) -> Response:
        merchant = self._platform.keys.merchant.name
        content = render(
            "cashier",
            lang,
            provider=text("cashier", lang),
            theme="",
            purse=text("balance", lang),
            merchant=merchant,
            initial=merchant[0],
            amount=yuan(order["total"]),
            description=json.loads(order["request"])["description"],
            out_trade_no=order["out_trade_no"],
            seconds_left=max(0, round(order["pay_by"] - self._platform.clock.now())),
            other_language_url=_other_language(request, lang),
        )
        return html_response(page(text("cashier", lang), lang, content))

    def _result(self, request: Request, lang: str, order: Order | None, outcome: str) -> Response:
        mark, tone = MARKS.get(outcome, BAD_MARK)
        content = render(
            "result",
            lang,
            provider=text("cashier", lang),
            theme="",
            mark=mark,
            tone=tone,
            outcome=text(outcome, lang),
            note=text(f"{outcome}_note", lang),
            amount=Html(f'<div class="amount"><small>¥</small>{yuan(order["total"])}</div>')
            if order and outcome == "paid"
            else "",
            facts=render(
                "facts",
                lang,
                out_trade_no=order["out_trade_no"],
                merchant=self._platform.keys.merchant.name,
            )
            if order
            else "",
            actions=self._actions(request, lang, outcome),
            other_language_url=_other_language(request, lang),
        )
        return html_response(page(text(outcome, lang), lang, content))

    def _actions(self, request: Request, lang: str, outcome: str) -> Html:
        links = []
        if outcome == "refused":
            links.append(
                render(
                    "link", lang, url=_url(request, result=""), label=text("again", lang), tone="go"
                )
            )
        back = request.query.get("redirect_url", "")
        if urlsplit(back).scheme in ("http", "https"):
            links.append(render("link", lang, url=back, label=text("back", lang), tone="no"))
        return Html("".join(links))


def yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02}"


def _other_language(request: Request, lang: str) -> str:
    return _url(request, lang="en" if lang == "zh" else "zh")


def _url(request: Request, **changed: str) -> str:
    """The same page with these parts of the query changed; an empty one is left out."""
    query = {name: value for name, value in {**request.query, **changed}.items() if value}
    return f"{request.path}?{urlencode(query)}"
