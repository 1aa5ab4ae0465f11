"""Who puts something into members' wallets, and issues stored-value cards."""

from demo.story.doors.back_office import BackOffice, typed
from demo.story.doors.pages import Page
from demo.story.doors.shopper import Card, Shopper
from demo.story.script import yuan

_BATCHES = "/admin/members/cardbatch"


class Treasurer(BackOffice):
    def gives_points(self, shopper: Shopper, points: int) -> None:
        page = self._gives(shopper, "grant_points", points=str(points))
        self._must_say(page, "Granted")
        self._says(f"grants {points:,} points")

    def gives_balance(self, shopper: Shopper, amount: int) -> None:
        page = self._gives(shopper, "adjust_balance", amount=typed(amount))
        self._must_say(page, "Adjusted by")
        self._says(f"puts {yuan(amount)} onto the balance")

    def _gives(self, shopper: Shopper, dialog: str, **fields: str) -> Page:
        """By a dialog of the member's page, which the phone finds."""
        found = self._open(f"/admin/members/member/?q={shopper.phone}")
        (member,) = set(found.links_to(r"/member/\d+/change/"))
        path = f"{member.partition('change/')[0]}{dialog}/"
        return self._fill_in(path, **fields, reason="a warm welcome")

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
        ((number, pin, _face),) = self._download(page, page.forms[-1])
        self._says(f"issues a stored-value card over {yuan(amount)}")
        return Card(number.strip(), pin)
