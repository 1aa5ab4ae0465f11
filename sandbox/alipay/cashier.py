"""The cashier: what a payer sees after scanning a code, or on the page that a shop leads to."""

import json
from contextlib import suppress
from urllib.parse import quote, urlencode, urlsplit

from sandbox.alipay import trades
from sandbox.alipay.errors import ApiError
from sandbox.alipay.money import to_yuan
from sandbox.alipay.platform import Platform
from sandbox.alipay.signing import signed_form
from sandbox.alipay.trades import PaymentRefused, Refusal, Trade
from sandbox.clock import local_time
from sandbox.pages import Html, language, page, render, text
from sandbox.web import Request, Response, Router, html_response, redirect

PATH = "/alipay/cashier"

# The strokes of a tick, a dash and an exclamation mark on a 24 x 24 field, and the mark's tone.
MARKS = {"paid": ("M5 12.5l4.5 4.5L19 7.5", ""), "refused": ("M6 12h12", "wait")}
BAD_MARK = ("M12 5v9M12 19v.1", "bad")


class Cashier:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def mount(self, router: Router) -> None:
        router.add("GET", "/alipay/qr/{code}", self._scan)
        router.add("GET", PATH, self._show)
        router.add("POST", PATH, self._decide)

    def lead_to(self, trade: Trade) -> Response:
        return redirect(f"{PATH}?number={quote(trade['out_trade_no'])}")

    def turn_away(self, request: Request, error: ApiError) -> Response:
        """What was opened is not right: Alipay says why, and no trade comes of it."""
        lang = language(request.query.get("lang"))
        outcome = "closed" if error.sub_code == "ACQ.TRADE_HAS_CLOSE" else "unknown"
        if error.sub_code == "ACQ.TRADE_HAS_SUCCESS":
            outcome = "paid"
        return self._result(
            request, lang, None, outcome, note=f"{error.sub_code}: {error.sub_msg}", status=400
        )

    def _scan(self, request: Request, code: str) -> Response:
        """A code scanned: the trade comes into being."""
        trade = trades.find_alias(self._platform, code)
        if trade is None:
            lang = language(request.query.get("lang"))
            return self._result(request, lang, None, Refusal.UNKNOWN, status=404)
        return self.lead_to(trades.open_(self._platform, trade["out_trade_no"]))

    def _show(self, request: Request) -> Response:
        lang = language(request.query.get("lang"))
        trade = self._trade(request)
        refusal = trades.refusal_of(self._platform, trade)
        if trade is None or refusal is not None:
            return self._result(request, lang, trade, refusal or Refusal.UNKNOWN)
        if request.query.get("result") == "refused":
            return self._result(request, lang, trade, "refused")
        return self._sheet(request, lang, trade)

    def _decide(self, request: Request) -> Response:
        """The payer pressed a button. Refusing changes nothing."""
        trade = self._trade(request)
        if trade is None:
            return self._show(request)
        if request.form.get("action") == "refuse":
            return redirect(_url(request, result="refused"))
        with suppress(PaymentRefused):  # the page that follows tells why
            trades.pay(self._platform, trade["out_trade_no"])
        return redirect(_url(request, result=""))

    def _trade(self, request: Request) -> Trade | None:
        return trades.find(self._platform, request.query.get("number", ""))

    def _sheet(self, request: Request, lang: str, trade: Trade) -> Response:
        merchant = self._platform.keys.merchant.name
        content = render(
            "cashier",
            lang,
            provider=text("alipay", lang),
            theme="alipay",
            purse=text("alipay_balance", lang),
            merchant=merchant,
            initial=merchant[0],
            amount=_shown(trade),
            description=json.loads(trade["request"])["subject"],
            out_trade_no=trade["out_trade_no"],
            seconds_left=max(0, round(trade["pay_by"] - self._platform.clock.now())),
            other_language_url=_other_language(request, lang),
        )
        return html_response(page(text("alipay", lang), lang, content))

    def _result(
        self,
        request: Request,
        lang: str,
        trade: Trade | None,
        outcome: str,
        *,
        note: str = "",
        status: int = 200,
    ) -> Response:
        mark, tone = MARKS.get(outcome, BAD_MARK)
        paid = trade is not None and outcome == "paid"
        content = render(
            "result",
            lang,
            provider=text("alipay", lang),
            theme="alipay",
            mark=mark,
            tone=tone,
            outcome=text(outcome, lang),
            note=note or text(f"{outcome}_note", lang),
            amount=Html(f'<div class="amount"><small>¥</small>{_shown(trade)}</div>')
            if trade is not None and paid
            else "",
            facts=render(
                "facts",
                lang,
                out_trade_no=trade["out_trade_no"],
                merchant=self._platform.keys.merchant.name,
            )
            if trade is not None
            else "",
            actions=self._actions(request, lang, trade, outcome),
            other_language_url=_other_language(request, lang),
        )
        return html_response(page(text(outcome, lang), lang, content), status)

    def _actions(self, request: Request, lang: str, trade: Trade | None, outcome: str) -> Html:
        links = []
        if outcome == "refused":
            again = _url(request, result="")
            links.append(render("link", lang, url=again, label=text("again", lang), tone="go"))
        if trade is not None and urlsplit(trade["return_url"]).scheme in ("http", "https"):
            back = self._return_url(trade) if outcome == "paid" else trade["return_url"]
            links.append(render("link", lang, url=back, label=text("back", lang), tone="no"))
        return Html("".join(links))

    def _return_url(self, trade: Trade) -> str:
        """Back to the shop, with what Alipay signs for its eyes: proof of nothing."""
        merchant = self._platform.keys.merchant
        told = {
            "charset": "utf-8",
            "out_trade_no": trade["out_trade_no"],
            "method": f"alipay.trade.{trade['product']}.pay.return",
            "total_amount": to_yuan(trade["total"]),
            "trade_no": trade["trade_no"],
            "auth_app_id": merchant.app_id,
            "version": "1.0",
            "app_id": merchant.app_id,
            "seller_id": merchant.seller_id,
            "timestamp": local_time(self._platform.clock.real()),
        }
        signed = signed_form(self._platform.keys.platform_key, told)
        joint = "&" if urlsplit(trade["return_url"]).query else "?"
        return f"{trade['return_url']}{joint}{urlencode(signed)}"


def _shown(trade: Trade) -> str:
    return f"{trade['total'] // 100:,}.{trade['total'] % 100:02}"


def _other_language(request: Request, lang: str) -> str:
    return _url(request, lang="en" if lang == "zh" else "zh")


def _url(request: Request, **changed: str) -> str:
    """The same page with these parts of the query changed; an empty one is left out."""
    query = {name: value for name, value in {**request.query, **changed}.items() if value}
    return f"{request.path}?{urlencode(query)}"
