"""The pages for people: templates with ``$name`` values and ``$t_name`` texts in two languages."""

import json
from functools import cache
from html import escape
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")


class Html(str):
    """Markup that is put into a page as it is; every other value is escaped."""


def language(asked: str | None) -> str:
    return asked if asked in LANGUAGES else LANGUAGES[0]


def text(name: str, lang: str) -> str:
    return _texts()[name][LANGUAGES.index(lang)]


def render(template: str, lang: str, **values: object) -> Html:
    """``pages/<template>.html`` with the values; raises KeyError for one that is missing."""
    texts = {f"t_{name}": escape(text(name, lang)) for name in _texts()}
    shown = {
        name: value if isinstance(value, Html) else escape(str(value))
        for name, value in values.items()
    }
    return Html(_template(template).substitute(texts, lang=lang, **shown))


def page(title: str, lang: str, content: Html) -> Html:
    """A whole document around ``content``."""
    return render("layout", lang, title=title, style=Html(_read("style.css")), content=content)


@cache
def _template(name: str) -> Template:
    return Template(_read(f"{name}.html"))


@cache
def _texts() -> dict[str, list[str]]:
    texts: dict[str, list[str]] = json.loads(_read("texts.json"))
    return texts


@cache
def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
