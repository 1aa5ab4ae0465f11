"""HTML pages as a program without a browser sees them: their forms, links and messages."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """A page that was read; ``text`` is what it says, without its scripts."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._silent = 0
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    def form_to(self, ending: str) -> Form | None:
        """The form that is sent to an address with this ending."""
        return next((form for form in self.forms if form.action.endswith(ending)), None)

    def form_with(self, field: str) -> Form | None:
        """The form that asks for this field."""
        return next((form for form in self.forms if field in form.fields), None)

    def links_to(self, pattern: str) -> list[str]:
        """The links to addresses like this, a regular expression, in the page's order."""
        return [link for link in self.links if re.search(pattern, link)]

    # --- what the parser calls ------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "script" | "style":
                self._silent += 1
            case "a":
                self.links.append(given.get("href", ""))
            case "form":
                self._form = Form(given.get("action", ""))
                self.forms.append(self._form)
            case "select":
                self._select = given.get("name")
            case "option" if self._form and self._select:
                if "selected" in given or self._select not in self._form.fields:
                    self._form.fields[self._select] = given.get("value", "")
            case "input" | "textarea" if self._form and given.get("name"):
                is_box = given.get("type") in ("checkbox", "radio")
                if "checked" in given if is_box else given.get("type") != "submit":
                    self._form.fields[given["name"]] = given.get("value", "on" if is_box else "")

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "script" | "style":
                self._silent -= 1
            case "form":
                self._form = None
            case "select":
                self._select = None

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.texts.append(" ".join(data.split()))
