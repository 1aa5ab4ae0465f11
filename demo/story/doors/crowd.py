"""Many shoppers at once: each with a browser of their own, all pressing in the same moment."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import TypeVar
from uuid import uuid4

from demo.story.doors.api import Refused
from demo.story.doors.goods import Goods, Offer
from demo.story.doors.order import Document, Order
from demo.story.doors.shopper import Shopper
from demo.story.report import Report

T = TypeVar("T")

_PAUSES = (0, 1, 2, 4)  # seconds before each try: who is told "busy" presses again


class Crowd:
    """New members, by their phones."""

    def __init__(self, api_url: str, phones: list[str], report: Report) -> None:
        self._report = report
        unheard = Report(total=0, is_heard=False)
        self._people = _at_once(
            [partial(Shopper.by_code, api_url, phone, unheard) for phone in phones]
        )
        self._report.tell("crowd", f"{len(phones)} shoppers who are new here sign in")

    def rushes(self, goods: Goods, offer: Offer) -> tuple[list[Order], list[str]]:
        """All look at the price, and then press "buy" together: the orders, and the refusals."""
        seen = _at_once([partial(each.agrees, goods, offer=offer) for each in self._people])
        start = Barrier(len(self._people))
        presses = zip(self._people, seen, strict=True)
        answers = _at_once([partial(_press, *each, start) for each in presses])
        orders = [each for each in answers if isinstance(each, Order)]
        refusals = [each for each in answers if isinstance(each, str)]
        self._report.tell("crowd", f"all press “buy” at once: {len(orders)} orders")
        return orders, refusals


def _press(shopper: Shopper, agreed: Document, start: Barrier) -> Order | str:
    """Once all are ready: the order, or the name of the refusal."""
    start.wait()
    key, told = str(uuid4()), ""
    for pause in _PAUSES:
        time.sleep(pause)
        try:
            return Order.shown(shopper.api.post("/orders", agreed, key=key), shopper)
        except Refused as refused:
            told = refused.code
        if told != "busy":
            break
    return told


def _at_once(jobs: list[Callable[[], T]]) -> list[T]:
    with ThreadPoolExecutor(len(jobs)) as threads:
        return [each.result() for each in [threads.submit(job) for job in jobs]]
