"""The money of an order as the shop tells it: it must add up, and agree with what providers,
wallets and cards tell of the same order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from demo.story.doors.order import Document
from demo.story.script import Money, spoken, yuan


@dataclass(frozen=True, slots=True)
class Sums:
    """Fen by method, and how many points were worth those of the method ``points``."""

    amounts: Money
    points: int

    @classmethod
    def of(cls, rows: Iterable[Document]) -> "Sums":
        """Of tenders, or of the legs of refunds."""
        amounts: Counter[str] = Counter()
        points = 0
        for row in rows:
            amounts[row["method"]] += row["amount"]["amount"]
            points += row["points"]
        return cls(amounts, points)

    @property
    def total(self) -> int:
        return sum(self.amounts.values())

    @property
    def seen(self) -> Money:
        """As the payer has it: of points, how many."""
        return {name: n for name, n in {**self.amounts, "points": self.points}.items() if n}


@dataclass(frozen=True, slots=True)
class Account:
    """The money of an order. ``paid`` holds what came too late or twice too: it is ``returned``."""

    number: str
    goods: int
    discounts: Money  # by kind
    shipping: int
    payable: int
    paid: Sums
    returned: Sums

    @property
    def left(self) -> int:
        """What the shop has of it, in fen."""
        return self.paid.total - self.returned.total

    def row(self, kinds: Sequence[str], methods: Sequence[str]) -> list[str]:
        """With a cell for each kind of reduction and for each method; what is nothing is blank."""
        reductions = [-self.discounts.get(kind, 0) for kind in kinds]
        cells = [_figure(each) if each else "" for each in [*reductions, self.shipping]]
        paid = [self._paid_by(method) for method in methods]
        payable, left = _figure(self.payable), _figure(self.left)
        return [self.number, _figure(self.goods), *cells, payable, *paid, left]

    def _paid_by(self, method: str) -> str:
        if method not in self.paid.amounts:
            return ""
        returned = self.returned.amounts.get(method, 0)
        counted = f"{self.paid.points:,} = " if method == "points" else ""
        back = f" {_figure(-returned)}" if returned else ""
        return f"{counted}{_figure(self.paid.amounts[method])}{back}"


def account_of(order: Document, money: Document) -> Account:
    """``order`` and ``money`` are what the API shows of both."""
    discounts: Counter[str] = Counter()
    for row in order["discounts"]:
        discounts[row["kind"]] += row["amount"]["amount"]
    stray = [each for each in money["refunds"] if each["kind"] == "return_of_payment"]
    return Account(
        number=order["number"],
        goods=order["goods"]["amount"],
        discounts=discounts,
        shipping=order["shipping"]["amount"],
        payable=order["payable"]["amount"],
        paid=Sums.of([*_captured(money), *_arrived(stray)]),
        returned=Sums.of(_arrived(money["refunds"])),
    )


def problems_of(order: Document, money: Document, paid: Money, returned: Money) -> Iterator[str]:
    """What does not add up, and what is not as it is told outside: ``paid`` and ``returned``."""
    account = account_of(order, money)
    yield from _unequal(order, captured=Sums.of(_captured(money)).total)
    yield from _denied("paid", account.paid.seen, paid)
    yield from _denied("returned", account.returned.seen, returned)


def _captured(money: Document) -> list[Document]:
    tenders = [each for payment in money["payments"] for each in payment["tenders"]]
    return [each for each in tenders if each["status"] == "captured"]


def _arrived(refunds: Iterable[Document]) -> list[Document]:
    """The legs that have reached the payer."""
    legs = [leg for refund in refunds for leg in refund["legs"]]
    return [leg for leg in legs if leg["status"] == "succeeded"]


def _unequal(order: Document, *, captured: int) -> Iterator[str]:
    payable, shipping = order["payable"]["amount"], order["shipping"]["amount"]
    fee_off = _total(row for row in order["discounts"] if row["line"] is None)
    price = order["goods"]["amount"] + shipping - _total(order["discounts"])
    lines = sum(line["payable"]["amount"] for line in order["lines"]) + shipping - fee_off
    done = [each for each in order["instalments"] if each["captured_at"]]
    for what, comes_to, must_be in (
        ("goods, shipping and reductions", price, payable),
        ("lines and shipping", lines, payable),
        ("instalments", _total(order["instalments"]), payable),
        ("tenders", captured, _total(done)),
    ):
        if comes_to != must_be:
            yield f"{what} come to {yuan(comes_to)}, not to {yuan(must_be)}"


def _denied(what: str, told: Money, found: Money) -> Iterator[str]:
    if told != found:
        yield f"{what} {spoken(told) or 'nothing'}, but outside {spoken(found) or 'nothing'}"


def _total(rows: Iterable[Document]) -> int:
    return sum(row["amount"]["amount"] for row in rows)


def money_table(accounts: Sequence[Account]) -> tuple[list[str], list[list[str]]]:
    """Header and rows; the last row is what all of them come to."""
    kinds = sorted({kind for each in accounts for kind in each.discounts})
    methods = sorted({method for each in accounts for method in each.paid.amounts})
    everything = Account(
        number="all of them",
        goods=sum(each.goods for each in accounts),
        discounts=_added(each.discounts for each in accounts),
        shipping=sum(each.shipping for each in accounts),
        payable=sum(each.payable for each in accounts),
        paid=_added_sums([each.paid for each in accounts]),
        returned=_added_sums([each.returned for each in accounts]),
    )
    header = ["order", "goods", *kinds, "shipping", "payable", *methods, "left"]
    return header, [each.row(kinds, methods) for each in [*accounts, everything]]


def _added_sums(sums: Sequence[Sums]) -> Sums:
    return Sums(_added(each.amounts for each in sums), sum(each.points for each in sums))


def _added(money: Iterable[Money]) -> Money:
    added: Counter[str] = Counter()
    for each in money:
        added.update(each)
    return added


def _figure(amount: int) -> str:
    """Without the currency, which every cell would have."""
    return f"{'−' if amount < 0 else ''}{yuan(abs(amount))[1:]}"
