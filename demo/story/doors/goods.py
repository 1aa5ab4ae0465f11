"""What the shop's windows show: goods, and the offers under which they cost less."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from demo.story.doors.api import Api
from demo.story.script import Unexpected


@dataclass(frozen=True, slots=True)
class Goods:
    """Something on sale; ``path`` is where the catalogue shows it."""

    name: str
    sku: str
    path: str
    amount: int

    @classmethod
    def on_sale(cls, api: Api, *, at_least: int) -> Iterator["Goods"]:
        """Every SKU that is shipped and that there is enough of, product by product."""
        for product in api.pages("/products"):
            if product["kind"] != "physical" or not product["in_stock"]:
                continue
            path = f"/products/{product['slug']}"
            for sku in api.get(path)["skus"]:
                if sku["available"] >= at_least:
                    yield cls(product["name"], sku["code"], path, sku["price"]["amount"])

    def available(self, api: Api) -> int:
        skus = api.get(self.path)["skus"]
        return next(int(sku["available"]) for sku in skus if sku["code"] == self.sku)


@dataclass(frozen=True, slots=True)
class Offer:
    """Under what goods are bought, as an order names it; ``team``: the one to join."""

    kind: str
    id: str
    team: str = ""

    @classmethod
    def of(cls, kind: str, goods: Goods, api: Api) -> "Offer":
        """The latest of this kind that is on for these goods. Raises Unexpected."""
        ids = [each for each, sku in _shown(kind, api) if sku == goods.sku]
        if not ids:
            raise Unexpected(f"no {kind} is on for {goods.sku}")
        return cls(kind, ids[-1])

    def joining(self, team: str) -> "Offer":
        return Offer(self.kind, self.id, team)

    @property
    def wanted(self) -> dict[str, str]:
        return {"kind": self.kind, "id": self.id, "team": self.team}


def _shown(kind: str, api: Api) -> Iterator[tuple[Any, Any]]:
    """(id, SKU code) of all that shoppers are shown of a kind."""
    match kind:
        case "flash_sale":
            for sale in api.get("/flash-sales")["sales"]:
                yield from ((item["id"], item["sku"]) for item in sale["items"])
        case "group_buy":
            for offer in api.pages("/group-offers"):
                yield from ((offer["id"], price["sku"]) for price in offer["prices"])
        case "presale":
            yield from ((presale["id"], presale["sku"]) for presale in api.get("/presales"))
        case "points":
            yield from ((item["id"], item["sku"]) for item in api.get("/points-mall")["items"])
