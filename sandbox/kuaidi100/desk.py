"""The courier's desk: a page where a person moves parcels on."""

from sandbox.clock import local_time
from sandbox.kuaidi100 import parcels
from sandbox.kuaidi100.companies import name_of
from sandbox.kuaidi100.parcels import Row
from sandbox.kuaidi100.platform import Platform
from sandbox.kuaidi100.scripts import SCRIPTS, STEPS
from sandbox.pages import Html, language, page, render, text
from sandbox.web import Request, Response, Router, html_response, redirect

SHOWN = 30
TONES = {"shutdown": "SUCCESS", "abort": "ABNORMAL", "polling": "NOTPAY"}


class Desk:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def mount(self, router: Router) -> None:
        router.add("GET", "/courier", self._show)
        router.add("POST", "/courier", self._act)

    def _show(self, request: Request) -> Response:
        lang = language(request.query.get("lang"))
        rows = [self._parcel(row, lang) for row in parcels.recent(self._platform, SHOWN)]
        content = render(
            "courier",
            lang,
            parcels=Html("".join(rows)) or render("nothing", lang, text=text("no_parcels", lang)),
            other="en" if lang == "zh" else "zh",
        )
        return html_response(page(text("courier", lang), lang, content))

    def _act(self, request: Request) -> Response:
        asked, lang = request.form, language(request.query.get("lang"))
        number = asked.get("number", "")
        if parcels.find(self._platform, number):
            if asked.get("step") in STEPS:
                parcels.scan(self._platform, number, asked["step"])
            elif asked.get("script") in SCRIPTS:
                parcels.play(self._platform, number, asked["script"])
            elif "abort" in asked:
                parcels.give_up(self._platform, number)
        return redirect(f"/courier?lang={lang}")

    def _parcel(self, parcel: Row, lang: str) -> Html:
        steps = parcels.steps_of(self._platform, parcel["number"])
        trail = [
            render("scan", lang, at=local_time(at), text=STEPS[name].text)
            for at, name in reversed(steps)
        ]
        return render(
            "parcel",
            lang,
            number=parcel["number"],
            company=name_of(parcel["company"]),
            created=local_time(parcel["created_at"]),
            tone=TONES[parcel["status"]],
            status=text(f"parcel_{parcel['status']}", lang),
            trail=Html("".join(trail)),
            buttons=Html("".join(_button(name, lang) for name in STEPS)),
            scripts=Html("".join(_script(name, lang) for name in SCRIPTS)),
        )


def _button(name: str, lang: str) -> Html:
    step = STEPS[name]
    label = step.english if lang == "en" else step.chinese
    return render("button", lang, name="step", value=name, label=label)


def _script(name: str, lang: str) -> Html:
    label = text(f"script_{name}", lang)
    return render("button", lang, name="script", value=name, label=label)
