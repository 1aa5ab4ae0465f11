"""The shopper: signs in, looks around, buys, pays, waits. All of it is the storefront API."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from demo.story.doors.api import Api, Refused
from demo.story.report import Report
from demo.story.script import Unexpected, expect, yuan

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Goods:
    """Something on sale; ``path`` is where the catalogue shows it."""

    name: str
    sku: str
    path: str

    @classmethod
    def on_sale(cls, api: Api, *, at_least: int, at_most_amount: int) -> Iterator["Goods"]:
        """One SKU of each product that there is enough of and that costs no more than that."""
        for product in pages(api, "/products"):
            if product["kind"] != "physical" or not product["in_stock"]:
                continue
            path = f"/products/{product['slug']}"
            for sku in api.get(path)["skus"]:
                if sku["available"] >= at_least and sku["price"]["amount"] <= at_most_amount:
                    yield cls(product["name"], sku["code"], path)
                    break

    def available(self, api: Api) -> int:
        skus = api.get(self.path)["skus"]
        return next(int(sku["available"]) for sku in skus if sku["code"] == self.sku)


@dataclass(frozen=True, slots=True)
class Order:
    """An order as its shopper has it: placed, and then only looked at and asked for."""

    number: str
    payable_amount: int
    shopper: "Shopper"

    @property
    def path(self) -> str:
        return f"/orders/{self.number}"

    def read(self) -> Document:
        document: Document = self.shopper.api.get(self.path)
        return document

    @property
    def status(self) -> str:
        return str(self.read()["status"])

    def becomes(self, status: str) -> Document:
        """Wait until the order is there. Raises Unexpected if it does not come to it."""
        report = self.shopper.report
        report.until(f"the order {status}", lambda: self.status, lambda seen: seen == status)
        report.tell("shop", f"the order is {status}")
        return self.read()

    def stays(self, status: str) -> None:
        """What has just been tried has moved nothing."""
        expect("the order", found=self.status, expected=status)

    def parcels(self) -> list[Document]:
        parcels: list[Document] = self.shopper.api.get(f"{self.path}/shipments")
        return parcels

    def tracking_numbers(self) -> list[str]:
        return [label["number"] for each in self.parcels() for label in each["tracking_numbers"]]

    def parcels_become(self, status: str) -> None:
        """Wait until every parcel of it is there."""
        self.shopper.report.until(
            f"the parcels {status}",
            lambda: {each["status"] for each in self.parcels()},
            lambda seen: seen == {status},
        )
        self.shopper.report.tell("shop", f"the parcel is {status}")

    def timeline(self) -> list[str]:
        """What happened, by kind, oldest first."""
        return [entry["kind"] for entry in pages(self.shopper.api, f"{self.path}/timeline")][::-1]


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

    def buys(self, goods: Goods, *, quantity: int, presses: int = 1) -> Order:
        """Buy now: look at the price, then place the order for exactly that price.

        ``presses``: how often the same button is pressed. There is one order all the same.
        """
        basket = {"items": [{"sku": goods.sku, "quantity": quantity}], "address": self._address}
        quote = self.api.post("/checkout/preview", basket)
        agreed = basket | {"fingerprint": quote["fingerprint"]}
        key = str(uuid4())
        placed = [self.api.post("/orders", agreed, key=key) for _ in range(presses)]
        expect("orders placed", found=len({each["number"] for each in placed}), expected=1)
        pressed = f", the button pressed {presses} times" if presses > 1 else ""
        return self._placed(placed[0], f"buys {quantity} × {goods.name}", pressed)

    def buys_from_cart(self, goods: Goods, *, quantity: int) -> Order:
        """Put it into the cart, look at the price, place the order for what is selected there."""
        self.api.post("/cart/lines", {"sku": goods.sku, "quantity": quantity})
        self._says(f"puts {quantity} × {goods.name} into the cart")
        quote = self.api.post("/cart/preview", {"address": self._address})
        agreed = {"address": self._address, "fingerprint": quote["fingerprint"]}
        document = self.api.post("/cart/place", agreed, key=str(uuid4()))
        return self._placed(document, "buys what is in the cart")

    def _placed(self, document: Document, what: str, how: str = "") -> Order:
        order = Order(document["number"], document["payable"]["amount"], self)
        shipping = f", {yuan(document['shipping']['amount'])} of it for shipping"
        self._says(
            f"{what} for {yuan(order.payable_amount)}"
            f"{shipping if document['shipping']['amount'] else ''}: order {order.number}{how}"
        )
        expect("the order", found=document["status"], expected="pending_payment")
        return order

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

    def asks_for_a_code(self, order: Order) -> "Code":
        """Pay with WeChat: the code that the payer scans."""
        asked = {"method": "wechat", "product": "native"}
        payment = self.api.post(f"{order.path}/payments", asked, key=str(uuid4()))
        code = Code(payment["number"], payment["parameters"]["code_url"])
        self._says(f"wants to pay with WeChat Pay and gets a code, {code.url}")
        return code

    def asks_to_pay(self, order: Order, method: str, product: str) -> "Payment":
        asked = {"method": method, "product": product}
        payment = self.api.post(f"{order.path}/payments", asked, key=str(uuid4()))
        self._says(f"wants to pay {yuan(order.payable_amount)} with {method} ({product})")
        return Payment(payment["number"], method, product, payment["parameters"])

    def links_wechat(self, app: str, code: str) -> None:
        self.api.post("/me/wechat", {"app": app, "code": code})
        self._says(f"links WeChat with the code that the {app} app got")

    # --- looking --------------------------------------------------------------------------

    def balance(self) -> int:
        """What can be spent, in minor units."""
        return int(self.api.get("/me/wallet")["available"]["amount"])

    def wallet_change(self, order: Order) -> tuple[int, int]:
        """What went out of the balance for an order, and what came back, in minor units."""
        lines = pages(self.api, "/me/wallet/statement")
        changes = [
            int(line["change"]["amount"]) for line in lines if line["reference"] == order.number
        ]
        return -sum(c for c in changes if c < 0), sum(c for c in changes if c > 0)

    def is_told(self, event: str, order: Order) -> None:
        """Wait for a notice about the order in the inbox."""

        def notices() -> list[str]:
            inbox = pages(self.api, "/me/notices")
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
class Payment:
    """A payment begun, and what the payer's client was given for it."""

    number: str
    method: str
    product: str
    parameters: dict[str, str]


def _masked(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}"


def pages(api: Api, path: str) -> Iterator[Any]:
    """Every row of a list, page by page."""
    while path:
        page = api.get(path)
        yield from page["results"]
        path = (page["next"] or "").partition("/api/v1")[2]
