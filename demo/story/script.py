"""What a story is: how an order is played through its doors, and the end it must come to.

Where a story yields a span, that much of the shop's time passes before it goes on. All stories
wait together, so many of them need a week only once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from demo.story.scene import Scene

Script = Iterator[timedelta]

Money = Mapping[str, int]
"""By method, as the payer sees it: fen, and of points how many."""

Shares = Mapping[str, int | None]
"""Money as a story says it beforehand, where some of it is whatever the goods come to."""

ALL: Final = None
"""A share: all that is to be paid but for what the figures beside it pay."""


class Unexpected(Exception):
    """Something is not as the story says."""


@dataclass(frozen=True, slots=True)
class End:
    """Where an order is in the end, and what the payer paid for it and got back."""

    status: str
    paid: Money
    returned: Money

    def __str__(self) -> str:
        return f"{self.status}, {self._money()}"

    def _money(self) -> str:
        if not self.paid:
            return "nothing paid"
        if not self.returned:
            return f"paid {spoken(self.paid)}"
        if self.returned == self.paid:
            return f"returned {spoken(self.returned)}"
        return f"paid {spoken(self.paid)}, returned {spoken(self.returned)}"


@dataclass(frozen=True, slots=True)
class Story:
    """``door``: whose doors it is about; ``sku``: its goods, where not any will do.

    The order must end in ``status`` with so much ``paid`` and ``returned`` by each method.
    """

    title: str
    door: str
    status: str
    paid: Shares
    returned: Shares
    sku: str
    tell: Callable[["Scene"], Script | None]

    def play(self, scene: "Scene") -> Script:
        """The spans it waits, step by step; a story that waits for no clock has none."""
        yield from self.tell(scene) or ()

    def end(self, *, payable_amount: int, payable_points: int = 0) -> End:
        """The end that an order over this much must come to."""
        due = payable_amount, payable_points
        return End(self.status, _in_full(self.paid, *due), _in_full(self.returned, *due))


def story(
    title: str,
    *,
    door: str,
    ends: str,
    paid: str | Shares = "",
    returned: str | Shares = "",
    sku: str = "",
) -> Callable[[Callable[["Scene"], Script | None]], Story]:
    """``paid``, ``returned``: the method of all of it, or what each method has of it."""

    def decorate(tell: Callable[["Scene"], Script | None]) -> Story:
        return Story(title, door, ends, _shares(paid), _shares(returned), sku, tell)

    return decorate


def _shares(said: str | Shares) -> Shares:
    if isinstance(said, str):
        return {said: ALL} if said else {}
    return said


def _in_full(shares: Shares, payable_amount: int, payable_points: int) -> Money:
    """With figures only. Points beyond those that the order is priced in pay a fen each."""
    pays = {method: share for method, share in shares.items() if share is not ALL}
    if "points" in pays:
        pays["points"] -= payable_points
    rest = {"points": payable_points}
    return {
        method: rest.get(method, payable_amount - sum(pays.values())) if share is ALL else share
        for method, share in shares.items()
    }


def expect(what: str, *, found: Any, expected: Any) -> None:
    """Raises Unexpected, which says both, unless they are equal."""
    if found != expected:
        raise Unexpected(f"{what}: expected {expected}, found {found}")


def spoken(money: Money) -> str:
    """In the order of their names, so that what is the same reads the same."""
    return " + ".join(_share(*each) for each in sorted(money.items()))


def _share(method: str, share: int) -> str:
    return f"{share:,} points" if method == "points" else f"{method} {yuan(share)}"


def yuan(amount: int) -> str:
    return f"¥{amount // 100:,}.{amount % 100:02}"
