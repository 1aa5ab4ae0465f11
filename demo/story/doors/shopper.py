"""The shopper: signs in, looks around, buys, pays, waits. All of it is the storefront API."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from demo.story.doors.api import Api, Refused
from demo.story.doors.goods import Goods, Offer
from demo.story.doors.order import Document, Order
from demo.story.report import Report
from demo.story.script import Money, Unexpected, expect, spoken, yuan

# Where the shopper reads what went out of each of their own, and what came back.
_STATEMENTS = {
    "balance": "/me/wallet/statement",
    "points": "/me/points/statement",
    "stored_value": "/me/stored-value/statement",
}
_OF_PAYMENTS = ("payment_captured", "refund")


class Shopper:
    """A member who is signed in and has an address."""

    def __init__(self, api: Api, phone: str, report: Report) -> None:
        self.api = api
        self.phone = phone
        self.report = report
        self._address = self._home()

    # --- to begin with --------------------------------------------------------------------

    @classmethod
    def by_code(cls, base_url: str, phone: str, report: Report) -> "Shopper":
        """Sign in with a one-time code; a demo shop shows it in its answer to the request.

        A phone that the shop does not know opens a new member.
        """
        api = Api(base_url)
        code = api.post("/sign-in/code", {"phone": phone})["demo_code"]
        answer = api.post("/sign-in", {"phone": phone, "code": code, "device": "make demo"})
        report.tell("shopper", f"{_masked(phone)} is new here and signs in with the code {code}")
        return cls(Api(base_url, token=answer["token"]), phone, report)

    @classmethod
    def by_password(cls, base_url: str, phone: str, password: str, report: Report) -> "Shopper":
        credentials = {"phone": phone, "password": password, "device": "make demo"}
        answer = Api(base_url).post("/sign-in/password", credentials)
        name = answer["member"]["nickname"]
        report.tell("shopper", f"{name}, {_masked(phone)}, signs in with a password")
        return cls(Api(base_url, token=answer["token"]), phone, report)

    def _home(self) -> str:
        """The id of the default address; one is written down if there is none."""
        book = self.api.get("/me/addresses")
        if not book:
            district = self.api.get("/regions", q="深圳市南山")[0]
            home = {
                "name": "林小满",
                "phone": self.phone,
                "region_code": district["code"],
                "detail": "科技园南路 18 号 3 栋 602",
            }
            book = [self.api.post("/me/addresses", home)]
            self._says(f"writes down an address: {''.join(book[0]['region'])}{book[0]['detail']}")
        return str(book[0]["id"])

    # --- buying ---------------------------------------------------------------------------

    def buys(
        self, goods: Goods, *, quantity: int = 1, presses: int = 1, offer: Offer | None = None
    ) -> Order:
        """Buy now: look at the price, then place the order for exactly that price.

        ``presses``: how often the same button is pressed. There is one order all the same.
        """
        agreed = self.agrees(goods, quantity=quantity, offer=offer)
        key = str(uuid4())
        placed = [self.api.post("/orders", agreed, key=key) for _ in range(presses)]
        expect("orders placed", found=len({each["number"] for each in placed}), expected=1)
        pressed = f", the button pressed {presses} times" if presses > 1 else ""
        under = f" ({offer.kind})" if offer else ""
        return self._placed(placed[0], f"buys {quantity} × {goods.name}{under}", pressed)

    def agrees(self, goods: Goods, *, quantity: int = 1, offer: Offer | None = None) -> Document:
        """Look at the price: what placing the order for exactly that price asks for."""
        basket: Document = {
            "items": [{"sku": goods.sku, "quantity": quantity}],
            "address": self._address,
        }
        if offer:
            basket["deal"] = offer.wanted
        quote = self.api.post("/checkout/preview", basket)
        return basket | {"fingerprint": quote["fingerprint"]}

    def buys_from_cart(self, goods: Goods, *, quantity: int) -> Order:
        """Put it into the cart, look at the price, place the order for what is selected there."""
        self.api.post("/cart/lines", {"sku": goods.sku, "quantity": quantity})
        self._says(f"puts {quantity} × {goods.name} into the cart")
        quote = self.api.post("/cart/preview", {"address": self._address})
        agreed = {"address": self._address, "fingerprint": quote["fingerprint"]}
        document = self.api.post("/cart/place", agreed, key=str(uuid4()))
        return self._placed(document, "buys what is in the cart")

    def exchanges(self, code: str) -> Order:
        """Turn an exchange code into an order for what it is good for."""
        asked = {"code": code, "address": self._address}
        document = self.api.post("/checkout/exchange", asked, key=str(uuid4()))
        return self._placed(document, f"types in the exchange code {code}: an order")

    def _placed(self, document: Document, what: str, how: str = "") -> Order:
        order, shipping = Order.shown(document, self), document["shipping"]["amount"]
        points = f"{order.payable_points:,} points and " if order.payable_points else ""
        fee = f", {yuan(shipping)} of it for shipping" if shipping else ""
        self._says(
            f"{what} for {points}{yuan(order.payable_amount)}{fee}: order {order.number}{how}"
        )
        if order.payable_amount or order.payable_points:
            expect("the order", found=document["status"], expected="pending_payment")
        return order

    def newest_order(self) -> Order:
        """The order that somebody else has entered, for instance."""
        return Order.shown(next(self.api.pages("/orders")), self)

    def cart(self) -> list[Document]:
        """The lines in the cart."""
        lines: list[Document] = self.api.get("/cart")["lines"]
        return lines

    def cancels(self, order: Order) -> None:
        self._says("cancels the order")
        self.api.post(f"{order.path}/cancel", {"reason": "changed my mind"})

    def receives(self, order: Order) -> None:
        self._says("has received everything, and says so")
        self.api.post(f"{order.path}/receive")

    def puts_receipt_off(self, order: Order) -> None:
        self._says("wants some days more before the order counts as received")
        self.api.post(f"{order.path}/extend-receipt")

    def is_refused(self, code: str, attempt: Any, *arguments: Any) -> None:
        """``attempt`` must be answered with the problem ``code``."""
        try:
            attempt(*arguments)
        except Refused as refused:
            expect("the refusal", found=refused.code, expected=code)
            self.report.tell("shop", f"{refused.code}: {refused.detail}")
        else:
            raise Unexpected(f"expected the refusal {code}, found that it was done")

    # --- paying ---------------------------------------------------------------------------

    def pays_by_balance(self, order: Order) -> None:
        self._says(f"pays {yuan(order.payable_amount)} from the balance")
        self.api.post(f"{order.path}/payments", {"method": "balance"}, key=str(uuid4()))

    def pays_by_card(self, order: Order) -> None:
        self._says(f"pays {yuan(order.payable_amount)} from the stored-value card")
        self.api.post(f"{order.path}/payments", {"method": "stored_value"}, key=str(uuid4()))

    def asks_for_a_code(self, order: Order, *, after: Sequence[str] = ()) -> "Code":
        """Pay with WeChat: the code that the payer scans. ``after``: what pays first.

        What each of several methods would pay is shown before, and is what it then pays.
        """
        methods = [*after, "wechat"]
        shown = self.api.get(f"{order.path}/payment-methods", methods=methods)["split"]
        asked = {"methods": methods, "product": "native"}
        payment = self.api.post(f"{order.path}/payments", asked, key=str(uuid4()))
        expect("the split", found=_split(payment["tenders"]), expected=_split(shown))
        code = Code(payment["number"], payment["parameters"]["code_url"])
        self._says(f"pays {spoken(_split(shown))}: the code of WeChat Pay is {code.url}")
        return code

    def asks_to_pay(self, order: Order, method: str, product: str) -> "Payment":
        asked = {"method": method, "product": product}
        payment = self.api.post(f"{order.path}/payments", asked, key=str(uuid4()))
        self._says(f"wants to pay {yuan(order.payable_amount)} with {method} ({product})")
        return Payment(payment["number"], method, product, payment["parameters"])

    def links_wechat(self, app: str, code: str) -> None:
        self.api.post("/me/wechat", {"app": app, "code": code})
        self._says(f"links WeChat with the code that the {app} app got")

    # --- promotions and cards -------------------------------------------------------------

    def claims_coupon(self, name: str) -> None:
        """From the coupon centre; what makes an order cheapest is then used by itself."""
        offered = {each["name"]: each["id"] for each in self.api.get("/coupons/centre")}
        if name not in offered:
            raise Unexpected(f"the coupon centre has no “{name}”")
        self.api.post(f"/coupons/centre/{offered[name]}/claim", key=str(uuid4()))
        self._says(f"claims the coupon “{name}”")

    def binds_card(self, card: "Card") -> None:
        self.api.post("/me/cards", {"number": card.number, "pin": card.pin}, key=str(uuid4()))
        self._says(f"binds the stored-value card {card.number}")

    # --- looking --------------------------------------------------------------------------

    def balance(self) -> int:
        """What can be spent, in minor units."""
        return int(self.api.get("/me/wallet")["available"]["amount"])

    def stored_value(self) -> int:
        return int(self.api.get("/me/wallet")["stored_value"]["available"]["amount"])

    def pocket(self, order: Order) -> tuple[Money, Money]:
        """What went out of the shopper's own for an order, and what came back, by method."""
        went: dict[str, int] = {}
        came: dict[str, int] = {}
        for method, path in _STATEMENTS.items():
            for line in self.api.pages(path):
                if line["reference"] == order.number and line["kind"] in _OF_PAYMENTS:
                    change = _figure(line["change"])
                    side = went if change < 0 else came
                    side[method] = side.get(method, 0) + abs(change)
        return went, came

    def is_told(self, event: str, order: Order) -> None:
        """Wait for a notice about the order in the inbox."""

        def notices() -> list[str]:
            inbox = self.api.pages("/me/notices")
            return [each["event"] for each in inbox if order.number in str(each)]

        self.report.until(f"the notice {event}", notices, lambda seen: event in seen)
        self.report.tell("shop", f"tells the shopper: {event}")

    def _says(self, what: str) -> None:
        self.report.tell("shopper", what)


@dataclass(frozen=True, slots=True)
class Code:
    """What a payer scans; ``payment`` is its number at the shop and at the provider."""

    payment: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """A stored-value card, as it is handed over."""

    number: str
    pin: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment begun, and what the payer's client was given for it."""

    number: str
    method: str
    product: str
    parameters: dict[str, str]


def _split(tenders: Sequence[Document]) -> Money:
    return {each["method"]: each["points"] or each["amount"]["amount"] for each in tenders}


def _figure(change: Any) -> int:
    """Of money, and of points, which are a plain number."""
    return int(change["amount"] if isinstance(change, dict) else change)


def _masked(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}"
