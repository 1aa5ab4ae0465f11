"""Staff at the back office: pages are opened, forms are sent, as from a browser."""

import secrets
from urllib.parse import urljoin

import requests

from demo.story.doors.pages import Form, Page
from demo.story.doors.shopper import Order
from demo.story.report import Report
from demo.story.script import Unexpected

_TIMEOUT = (5, 60)


class Staff:
    """Somebody of the shop who is signed in; sees and may do what the role allows."""

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

    # --- on the order's page --------------------------------------------------------------

    def refunds(self, order: Order, *, reason: str) -> None:
        """All that was paid, from the order's page."""
        self._says(f"refunds order {order.number}: {reason}")
        self._acts(order, "refund", reason=reason)

    def _acts(self, order: Order, action: str, **fields: str) -> None:
        page = self._open(f"/admin/orders/order/{order.number}/change/")
        self._send(page, page.form_to(f"/actions/{action}/"), **fields)

    # --- at the shipping desk -------------------------------------------------------------

    def ships(self, order: Order) -> None:
        """Hand every parcel of the order to a courier, once the parcels are planned."""
        desk = f"/admin/logistics/shipment/?q={order.number}"
        parcels = self._report.until(
            "the parcels at the shipping desk",
            lambda: set(self._open(desk).links_to(r"/shipment/\d+/change/")),
            bool,
        )
        for parcel in sorted(parcels):
            self._ships_parcel(parcel, number=_new_tracking_number())

    def _ships_parcel(self, parcel: str, *, number: str) -> None:
        for button in self._open(parcel).links_to(r"/ship/?$")[:1]:
            page = self._open(button)
            sent = self._send(
                page,
                page.form_with("tracking_number"),
                courier="shunfeng",
                tracking_number=number,
            )
            if number not in sent.text or sent.form_with("tracking_number"):
                raise Unexpected(f"{self._name} cannot ship at {page.url}: {sent.text[-300:]}")
            self._says(f"hands a parcel to SF Express, {number}")

    # --- at the incidents -----------------------------------------------------------------

    def finds_incident(self, kind: str, *, about: str) -> None:
        """Wait until the list of incidents shows one of this kind about this subject."""
        path = f"/admin/core/incident/?kind__exact={kind}"
        what = f"an incident {kind} about {about}"
        self._report.until(what, lambda: self._open(path).text, lambda text: about in text)
        self._says(f"finds the incident {kind} about {about}")

    # --- pages ----------------------------------------------------------------------------

    def _open(self, path: str) -> Page:
        return self._read(self._http.get(urljoin(self._base_url, path), timeout=_TIMEOUT))

    def _send(self, page: Page, form: Form | None, **fields: str) -> Page:
        """Fill in a form of a page and send it; the page that follows.

        Raises Unexpected where the page has no such form: the button is not there.
        """
        if form is None:
            raise Unexpected(f"{self._name} finds no form for {', '.join(fields)} at {page.url}")
        answer = self._http.post(
            urljoin(page.url, form.action),
            form.fields | fields,
            headers={"Referer": page.url},
            timeout=_TIMEOUT,
        )
        return self._read(answer)

    def _read(self, answer: requests.Response) -> Page:
        page = Page(answer.url, answer.text)
        if not answer.ok:
            raise Unexpected(
                f"{self._name} at {answer.url}: {answer.status_code}, {page.text[:200]}"
            )
        return page

    def _says(self, what: str) -> None:
        self._report.tell("staff", f"{self._name} {what}")


def _new_tracking_number() -> str:
    return f"SF{secrets.randbelow(10**13):013d}"
