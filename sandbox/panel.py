"""The pages for whoever runs the sandbox: recent orders, and the fault panel."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from sandbox.alipay import trades
from sandbox.alipay.platform import Platform as Alipay
from sandbox.alipay.trades import Trade
from sandbox.clock import rfc3339
from sandbox.faults import Fault, Faults, Kind, Setting, UnknownFault
from sandbox.pages import Html, language, page, render, text
from sandbox.web import Request, Response, Router, html_response, redirect
from sandbox.wechatpay import calls, orders, refunds
from sandbox.wechatpay.cashier import yuan
from sandbox.wechatpay.orders import Order
from sandbox.wechatpay.platform import Platform
from sandbox.wechatpay.refunds import Refund

AREAS = ("notification", "payment", "refund", "api")
SHOWN_ORDERS = 50
ALIPAY_STATES = {
    trades.OFFERED: "NOTPAY",
    trades.WAITING: "NOTPAY",
    trades.PAID: "SUCCESS",
    trades.FINISHED: "SUCCESS",
    trades.CLOSED: "CLOSED",
}


class Panel:
    def __init__(self, platform: Platform, alipay: Alipay) -> None:
        self._platform = platform
        self._alipay = alipay
        self._faults: Faults = platform.faults

    def mount(self, router: Router, *, local: bool) -> None:
        self._local = local
        router.add("GET", "/", self._index)
        if local:
            router.add("GET", "/orders/{out_trade_no}", self._show_order)
            router.add("GET", "/faults", self._show_faults)
            router.add("POST", "/faults", self._change_faults)

    def _index(self, request: Request) -> Response:
        lang = language(request.query.get("lang"))
        recent = orders.recent(self._platform, SHOWN_ORDERS)
        dated = [
            (order["created_at"], self._order(order, lang, details=self._local)) for order in recent
        ] + [
            (trade["offered_at"], _trade(trade, lang))
            for trade in trades.recent(self._alipay, SHOWN_ORDERS)
        ]
        latest = sorted(dated, key=itemgetter(0), reverse=True)
        rows = [row for _, row in latest[:SHOWN_ORDERS]]
        content = render(
            "index",
            lang,
            orders=_join(rows) or _nothing("no_orders", lang),
            faults=self._faults_in_force(lang) if self._local else "",
            fault_panel=render("panel_link", lang) if self._local else "",
            courier_desk=render("courier_link", lang) if self._local else "",
            **_switch(lang),
        )
        return html_response(page(text("sandbox", lang), lang, content))

    def _order(self, order: Order, lang: str, *, details: bool) -> Html:
        shown = orders.as_json(self._platform, order)
        state = shown["trade_state"]
        return render(
            "order",
            lang,
            cashier_url=f"/cashier/?prepay_id={order['prepay_id']}&lang={lang}",
            details=render("details_link", lang, number=order["out_trade_no"]) if details else "",
            number=order["out_trade_no"],
            amount=yuan(order["total"]),
            trade_type=order["trade_type"],
            created=_moment(rfc3339(order["created_at"])),
            state=state,
            state_text=text(f"state_{state}", lang),
        )

    def _show_order(self, request: Request, out_trade_no: str) -> Response:
        """What the merchant asked about a trade, and what he was told."""
        lang = language(request.query.get("lang"))
        order = orders.find(self._platform, out_trade_no)
        if order is None:
            return redirect(f"/?lang={lang}")
        content = render(
            "story",
            lang,
            order=self._order(order, lang, details=False),
            refunds=_join(
                [_refund(row, lang) for row in refunds.of_trade(self._platform, out_trade_no)]
            ),
            calls=_join(
                [_call(call, lang) for call in calls.of_trade(self._platform, out_trade_no)]
            ),
            notifications=_join(
                [_notification(told, lang) for told in self._platform.notifier.log_of(out_trade_no)]
            )
            or _nothing("no_notifications", lang),
            out_trade_no=out_trade_no,
            **_switch(lang),
        )
        return html_response(page(out_trade_no, lang, content))

    def _show_faults(self, request: Request, *, warning: str = "") -> Response:
        lang = language(request.query.get("lang"))
        areas = [self._area(area, lang) for area in AREAS]
        content = render(
            "faults",
            lang,
            in_force=self._in_force(lang),
            areas=_join(areas),
            warning=render("warning", lang, warning=warning) if warning else "",
            **_switch(lang),
        )
        status = 400 if warning else 200
        return html_response(page(text("faults", lang), lang, content), status)

    def _change_faults(self, request: Request) -> Response:
        asked = {name: value for name, value in request.form.items() if value}
        try:
            if "lift" in asked:
                self._faults.remove(None if asked["lift"] == "all" else int(asked["lift"]))
            else:
                times = asked.pop("times", None)
                self._faults.add(
                    asked.pop("kind", ""),
                    target=asked.pop("target", None),
                    times=int(times) if times else None,
                    settings=asked,
                )
        except (UnknownFault, ValueError) as refusal:
            return self._show_faults(request, warning=str(refusal))
        return redirect(f"/faults?lang={language(request.query.get('lang'))}")

    def _faults_in_force(self, lang: str) -> Html:
        return render("in_force", lang, faults=self._in_force(lang))

    def _in_force(self, lang: str) -> Html:
        faults = self._faults.active()
        return _join([_active(fault, lang) for fault in faults]) or _nothing("none_in_force", lang)

    def _area(self, area: str, lang: str) -> Html:
        kinds = [
            _kind(name, kind, lang)
            for name, kind in self._faults.kinds.items()
            if kind.area == area
        ]
        return render("area", lang, title=text(f"area_{area}", lang), kinds=_join(kinds))


def _trade(trade: Trade, lang: str) -> Html:
    """A trade at Alipay; one that is not opened yet is opened by its link."""
    state = ALIPAY_STATES[trade["status"]]
    if state == "CLOSED" and trade["paid_at"] is not None:
        state = "REFUND"
    offered = trade["status"] == trades.OFFERED
    number = trade["out_trade_no"]
    opens = f"/alipay/qr/{trade['code']}" if offered else f"/alipay/cashier?number={number}"
    return render(
        "order",
        lang,
        cashier_url=opens,
        details="",
        number=number,
        amount=yuan(trade["total"]),
        trade_type=f"{text('alipay', lang)} {trade['product']}",
        created=_moment(rfc3339(trade["offered_at"])),
        state=state,
        state_text=text("state_OFFERED" if offered else f"state_{state}", lang),
    )


def _refund(row: Refund, lang: str) -> Html:
    return render(
        "refund",
        lang,
        number=row["out_refund_no"],
        amount=yuan(row["amount"]),
        created=_moment(rfc3339(row["created_at"])),
        state=row["status"],
        state_text=text(f"refund_{row['status']}", lang),
    )


def _call(call: Mapping[str, Any], lang: str) -> Html:
    status = "✕" if call["status"] is None else f"{call['status']} {call['code']}"
    what = f"{call['operation']} {call['out_refund_no'] or ''}"
    tone = "SUCCESS" if call["status"] in (200, 204) else "ABNORMAL"
    return render("event", lang, at=_moment(call["at"]), what=what, outcome=status, tone=tone)


def _notification(told: Mapping[str, Any], lang: str) -> Html:
    events = []
    for attempt in told["attempts"]:
        outcome = f"{attempt['status'] or attempt['error']} {attempt['fault']}"
        good = attempt["status"] is not None and 200 <= attempt["status"] < 300
        events.append(
            render(
                "event",
                lang,
                at=_moment(attempt["at"]),
                what=f"{told['event_type']} {told['reference']}",
                outcome=outcome,
                tone="SUCCESS" if good else "ABNORMAL",
            )
        )
    if told["next_at"]:
        events.append(
            render(
                "event",
                lang,
                at=_moment(told["next_at"]),
                what=f"{told['event_type']} {told['reference']}",
                outcome=text("next_attempt", lang),
                tone="NOTPAY",
            )
        )
    return _join(events)


def _moment(stamp: str) -> str:
    return stamp[:19].replace("T", " ")


def _active(fault: Fault, lang: str) -> Html:
    times = text("always", lang)
    if fault.remaining is not None:
        times = f"{fault.remaining} {text('times_left', lang)}"
    settings = " ".join(f"{name}={value}" for name, value in fault.settings.items())
    target = fault.target or text("everybody", lang)
    return render(
        "active", lang, id=fault.id, kind=fault.kind, target=target, times=times, settings=settings
    )


def _kind(name: str, kind: Kind, lang: str) -> Html:
    explained = kind.english if lang == "en" else kind.chinese
    return render(
        "kind", lang, kind=name, explained=explained, settings=_settings(kind.settings, lang)
    )


def _settings(settings: Mapping[str, Setting], lang: str) -> Html:
    inputs = []
    for name, setting in settings.items():
        if setting.choices:
            options = _join([render("option", lang, value=choice) for choice in setting.choices])
            inputs.append(render("choice", lang, name=name, options=options))
        else:
            inputs.append(render("input", lang, name=name, value=setting.default))
    return _join(inputs)


def _join(parts: list[Html]) -> Html:
    return Html("".join(parts))


def _nothing(name: str, lang: str) -> Html:
    return render("nothing", lang, text=text(name, lang))


def _switch(lang: str) -> dict[str, str]:
    return {"other": "en" if lang == "zh" else "zh"}
