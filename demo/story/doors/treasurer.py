"""Who puts something into members' wallets, and issues stored-value cards."""

import csv

from demo.story.doors.back_office import BackOffice, typed
from demo.story.doors.pages import Page
from demo.story.doors.shopper import Card, Shopper
from demo.story.script import Unexpected, yuan

_BATCHES = "/admin/members/cardbatch"


class Treasurer(BackOffice):
    def gives_points(self, shopper: Shopper, points: int) -> None:
        self._gives(shopper, "grant_points", points=str(points), reason="a warm welcome")
        self._says(f"grants {points:,} points")

    def gives_balance(self, shopper: Shopper, amount: int) -> None:
        self._gives(shopper, "adjust_balance", amount=typed(amount), reason="a warm welcome")
        self._says(f"puts {yuan(amount)} onto the balance")

    def _gives(self, shopper: Shopper, dialog: str, **fields: str) -> Page:
        found = self._open(f"/admin/members/member/?q={shopper.phone}")
        (member,) = set(found.links_to(r"/member/\d+/change/"))
        return self._fill_in(f"{member.partition('change/')[0]}{dialog}/", **fields)

    def issues_card(self, amount: int) -> Card:
        """A batch of one, given away."""
        self._fill_in(
            f"{_BATCHES}/add/",
            name="感谢卡",
            count="1",
            face_amount=typed(amount),
            source="gift",
            valid_days="365",
        )
        newest = self._open(f"{_BATCHES}/").links_to(r"/cardbatch/\d+/change/")[0]
        page = self._open(newest.replace("/change/", "/issue/"))
        sent = self._answer(page, page.forms[-1])
        if "text/csv" not in sent.headers["Content-Type"]:
            raise Unexpected(f"{self._name} gets no card: {self._read(sent).text[-300:]}")
        number, pin, _face = list(csv.reader(sent.text.splitlines()))[-1]
        self._says(f"issues a stored-value card over {yuan(amount)}")
        return Card(number.strip(), pin)
