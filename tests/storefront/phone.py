"""A phone with a browser, and what happens elsewhere while it is on."""

import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tests.fixtures.browser import LAUNCH
from tests.races import close_caches


@dataclass
class Phone:
    shop_url: str
    tab: Any
    errors: list[str]

    @classmethod
    @contextmanager
    def switched_on(cls, shop_url: str) -> Iterator["Phone"]:
        from playwright.sync_api import sync_playwright

        errors: list[str] = []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**LAUNCH)
            context = browser.new_context(
                locale="en-US", viewport={"width": 375, "height": 812}, has_touch=True
            )
            tab = context.new_page()
            tab.set_default_timeout(10_000)
            tab.on("pageerror", lambda error: errors.append(str(error)))
            tab.on("console", lambda said: errors.extend(_errors_in(said)))
            yield cls(shop_url, tab, errors)
            browser.close()

    def sign_in(self, token: str) -> None:
        """With a token that the member has got elsewhere; before the shop is opened."""
        kept = f"localStorage.setItem('dingdan.token', JSON.stringify('{token}'))"
        self.tab.add_init_script(kept)

    def open(self, address: str) -> None:
        self.tab.goto(f"{self.shop_url}#{address}")

    def press(self, name: str) -> None:
        """Press the button or follow the link of this name, whole and as it is read aloud."""
        button = self.tab.get_by_role("button", name=name, exact=True)
        button.or_(self.tab.get_by_role("link", name=name, exact=True)).first.click()

    def write(self, label: str, text: str) -> None:
        self.tab.get_by_label(label, exact=True).fill(text)

    def sees(self, text: str) -> None:
        """Waits until it is there to be seen."""
        self.tab.get_by_text(text, exact=True).first.wait_for()

    def switch(self, label: str) -> None:
        """Tick, choose or switch, whatever hides the box itself."""
        self.tab.get_by_label(label, exact=True).click(force=True)

    def is_at(self, address: str) -> None:
        self.tab.wait_for_url(f"{self.shop_url}#{address}")


def _errors_in(said: Any) -> list[str]:
    """The browser itself notes each refusal of the API; what the shop makes of it is tested."""
    is_refusal = "/api/v1/" in said.location["url"]
    return [said.text] if said.type == "error" and not is_refusal else []


def elsewhere(work: Callable[[], Any]) -> Any:
    """Do in the shop what the ORM is needed for: a browser holds this thread's event loop."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            traceback.print_exception(error)
            raise
        finally:
            connection.close()
            close_caches()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=60)
    assert outcome, "it failed; see above"
    return outcome[0]
