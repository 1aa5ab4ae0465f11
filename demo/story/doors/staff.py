"""Staff who look after orders and parcels at the back office."""

import secrets

from demo.story.doors.back_office import BackOffice, typed
from demo.story.doors.goods import Goods
from demo.story.doors.order import Order
from demo.story.doors.shopper import Shopper
from demo.story.script import Unexpected, yuan


class Staff(BackOffice):
    # --- on the order's page --------------------------------------------------------------

    def refunds(self, order: Order, *, reason: str) -> None:
        """All that was paid, from the order's page."""
        self._says(f"refunds order {order.number}: {reason}")
        self._acts(order, "refund", reason=reason)

    def refunds_part(
        self,
        order: Order,
        *,
        pieces: int = 0,
        shipping: bool = False,
        goodwill: int = 0,
        reason: str,
    ) -> None:
        """Pieces of its one line, its fee, or money out of kindness: shown first, then done."""
        wanted = {"line_1": str(pieces), "reason": reason}
        if shipping:
            wanted["shipping"] = "on"
        if goodwill:
            wanted["goodwill"] = typed(goodwill)
        page = self._open(f"/admin/orders/order/{order.number}/refund/")
        shown = self._send(page, page.form_with("line_1"), **wanted, preview="")
        sent = self._send(shown, shown.form_with("fingerprint"), refund="")
        self._must_say(sent, "is on its way")
        self._says(f"refunds a part of order {order.number}: {reason}")

    def lowers_price(self, order: Order, *, to: int, reason: str) -> None:
        """Let its one line come to less."""
        price_page = f"/admin/orders/order/{order.number}/price/"
        sent = self._fill_in(price_page, line_1=typed(to), reason=reason)
        self._must_say(sent, "has its new price")
        self._says(f"lowers order {order.number} to {yuan(to)}: {reason}")

    def enters_order(self, shopper: Shopper, goods: Goods, *, quantity: int) -> Order:
        """For a member who is on the phone: find the member, tell the price, place it."""
        page = self._open(f"/admin/orders/order/enter/?phone={shopper.phone}")
        wanted = {"rows-0-sku": goods.sku, "rows-0-quantity": str(quantity)}
        told = self._send(page, page.form_with("fingerprint"), **wanted, preview="")
        placed = self._send(told, told.form_with("fingerprint"), place="")
        self._must_say(placed, "is placed")
        order = shopper.newest_order()
        self._says(
            f"enters {quantity} × {goods.name} for {yuan(order.payable_amount)}, ordered "
            f"by phone: order {order.number}"
        )
        return order

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


def _new_tracking_number() -> str:
    return f"SF{secrets.randbelow(10**13):013d}"
