"""The back office as somebody of the shop has it open: pages are read, forms are sent."""

import csv
from urllib.parse import urljoin

import requests

from demo.story.doors.pages import Form, Page
from demo.story.report import Report
from demo.story.script import Unexpected

_TIMEOUT = (5, 60)


class BackOffice:
    """Somebody who is signed in; sees and may do what the role allows."""

    def __init__(self, base_url: str, username: str, password: str, report: Report) -> None:
        self._base_url = base_url
        self._report = report
        self._name = username
        self._http = requests.Session()
        self._http.headers["Accept-Language"] = "en"
        self._sign_in(password)

    def _sign_in(self, password: str) -> None:
        page = self._open("/admin/")
        page = self._send(page, page.form_with("password"), username=self._name, password=password)
        if page.form_with("password"):
            raise Unexpected(f"{self._name} cannot sign in to the back office")
        self._says("signs in to the back office")

    # --- pages ----------------------------------------------------------------------------

    def _open(self, path: str) -> Page:
        return self._read(self._http.get(urljoin(self._base_url, path), timeout=_TIMEOUT))

    def _fill_in(self, path: str, **fields: str) -> Page:
        """Open a page, fill in its form and send it; the page that follows.

        Raises Unexpected where the page has no such form, and where it is shown again.
        """
        page = self._open(path)
        sent = self._send(page, page.form_with(next(iter(fields))), **fields)
        if sent.url == page.url and sent.form_with(next(iter(fields))):
            raise self._refused(sent)
        return sent

    def _download(self, page: Page, form: Form | None, **fields: str) -> list[list[str]]:
        """Send a form that is answered with a spreadsheet: its rows, without the header.

        Raises Unexpected where it is answered with a page.
        """
        answer = self._answer(page, form, **fields)
        if not answer.headers["Content-Type"].startswith("text/csv"):
            raise self._refused(self._read(answer))
        return list(csv.reader(answer.text.splitlines()))[1:]

    def _send(self, page: Page, form: Form | None, **fields: str) -> Page:
        """Send a form of a page; the page that follows.

        Raises Unexpected where the page has no such form: the button is not there.
        """
        return self._read(self._answer(page, form, **fields))

    def _answer(self, page: Page, form: Form | None, **fields: str) -> requests.Response:
        if form is None:
            raise Unexpected(f"{self._name} finds no form for {', '.join(fields)} at {page.url}")
        return self._http.post(
            urljoin(page.url, form.action),
            form.fields | fields,
            headers={"Referer": page.url},
            timeout=_TIMEOUT,
        )

    def _read(self, answer: requests.Response) -> Page:
        page = Page(answer.url, answer.text)
        if not answer.ok:
            raise Unexpected(
                f"{self._name} at {answer.url}: {answer.status_code}, {page.text[:200]}"
            )
        if next_page := answer.headers.get("HX-Redirect"):  # after a dialog
            return self._open(next_page)
        return page

    def _must_say(self, page: Page, words: str) -> None:
        """Raises Unexpected where the page does not say so: it then says why not."""
        if words not in page.text:
            raise self._refused(page)

    def _refused(self, page: Page) -> Unexpected:
        return Unexpected(f"{self._name} is refused at {page.url}: {page.text[-300:]}")

    def _says(self, what: str) -> None:
        self._report.tell("staff", f"{self._name} {what}")


def typed(amount: int) -> str:
    """Fen as staff type them: yuan."""
    return f"{amount // 100}.{amount % 100:02}"
