"""What a story is: how an order is played through its doors, and the end it must come to.

Where a story yields a span, that much of the shop's time passes before it goes on. All stories
wait together, so many of them need a week only once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demo.story.scene import Scene

Script = Iterator[timedelta]


class Unexpected(Exception):
    """Something is not as the story says."""


@dataclass(frozen=True, slots=True)
class End:
    """Where an order is in the end, and the payer's money with it, in minor units."""

    status: str
    paid_amount: int
    returned_amount: int

    def __str__(self) -> str:
        return f"{self.status}, {self._money()}"

    def _money(self) -> str:
        if not self.paid_amount:
            return "nothing paid"
        if not self.returned_amount:
            return f"{yuan(self.paid_amount)} paid"
        if self.returned_amount == self.paid_amount:
            return f"{yuan(self.paid_amount)} returned"
        return f"{yuan(self.paid_amount)} paid, {yuan(self.returned_amount)} returned"


@dataclass(frozen=True, slots=True)
class Story:
    """``door``: whose doors it is about; ``status`` and the money are where it must end.

    Of what was paid, ``is_returned`` gives back one time: all, or one of two.
    """

    title: str
    door: str
    status: str
    is_paid: bool
    is_paid_twice: bool
    is_returned: bool
    tell: Callable[["Scene"], Script | None]

    def play(self, scene: "Scene") -> Script:
        """The spans it waits, step by step; a story that waits for no clock has none."""
        yield from self.tell(scene) or ()

    def end(self, *, payable_amount: int) -> End:
        """The end that an order over this much must come to."""
        return End(
            status=self.status,
            paid_amount=payable_amount * (self.is_paid + self.is_paid_twice),
            returned_amount=payable_amount if self.is_returned else 0,
        )


def story(
    title: str,
    *,
    door: str,
    ends: str,
    is_paid: bool = False,
    is_paid_twice: bool = False,
    is_returned: bool = False,
) -> Callable[[Callable[["Scene"], Script | None]], Story]:
    def decorate(tell: Callable[["Scene"], Script | None]) -> Story:
        return Story(title, door, ends, is_paid, is_paid_twice, is_returned, tell)

    return decorate


def expect(what: str, *, found: Any, expected: Any) -> None:
    """Raises Unexpected, which says both, unless they are equal."""
    if found != expected:
        raise Unexpected(f"{what}: expected {expected}, found {found}")


def yuan(amount: int) -> str:
    return f"¥{amount // 100:,}.{amount % 100:02}"
