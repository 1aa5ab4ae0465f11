"""``python -m demo.story``, in the environment of a shop that is up: ``make demo``."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import islice

import requests

from demo.accounts import SHOPPERS, STAFF
from demo.story.doors.api import Api
from demo.story.doors.clock import Clock, manage
from demo.story.doors.courier import Courier
from demo.story.doors.payer import Payer
from demo.story.doors.shopper import Goods, Shopper
from demo.story.doors.staff import Staff
from demo.story.performance import Performance, play
from demo.story.report import Report
from demo.story.scene import Cast, Scene
from demo.story.script import Story, Unexpected
from demo.story.stories import STORIES

_PIECES = 5  # more than any story buys
_AFFORDABLE = 10_000  # a price in fen, so that the balance lasts for many demonstrations
_ENOUGH = 7 * _AFFORDABLE  # for all that is paid by balance
_URLS = ("PUBLIC_BASE_URL", "SANDBOX_URL")
_INTERRUPTED = 130  # what a shell reports after Ctrl-C


def main() -> int:
    began = time.monotonic()
    report = Report(total=len(STORIES))
    shop_url, sandbox_url = (os.environ.get(name, "") for name in _URLS)
    if not (shop_url and sandbox_url):
        needed = " and ".join(_URLS)
        report.verdict(f"{needed} must be set: start this with `make demo`.", is_good=False)
        return 1
    try:
        wrong = _demonstrate(shop_url, sandbox_url, report)
    except requests.ConnectionError as problem:
        where = problem.request.url if problem.request else problem
        report.verdict(f"Nothing answers at {where}: is the shop still up?", is_good=False)
        return 1
    except (Unexpected, requests.RequestException, subprocess.CalledProcessError) as problem:
        report.verdict(f"The demonstration cannot go on: {problem}", is_good=False)
        return 1
    except KeyboardInterrupt:
        report.verdict("Interrupted; the orders stay as they are.", is_good=False)
        return _INTERRUPTED
    for each in wrong:
        report.say(f"  wrong: {each}")
    verdict = f"{len(wrong)} not as expected" if wrong else "all as expected"
    took = f"{len(STORIES)} orders in {time.monotonic() - began:.0f} s"
    report.verdict(f"{took}: {verdict}.", is_good=not wrong)
    return 1 if wrong else 0


def _demonstrate(shop_url: str, sandbox_url: str, report: Report) -> list[str]:
    """Play all stories, show their ends, audit. Returns what was not as expected."""
    cast = _assemble(shop_url, sandbox_url, report)
    window = Api(f"{shop_url}/api/v1", language="zh-Hans")
    try:
        performances = play(STORIES, _set_scenes(window, cast, STORIES), Clock(), report)
        return [*_compare_ends(performances, report), *_audit(report)]
    finally:
        cast.payer.lifts_faults()
        cast.courier.lifts_faults()


def _assemble(shop_url: str, sandbox_url: str, report: Report) -> Cast:
    report.chapter("Everybody arrives")
    api_url = f"{shop_url}/api/v1"
    by_group = {each.group: each for each in STAFF}
    warehouse, supervisor = by_group["operations"], by_group["supervisor"]
    return Cast(
        newcomer=Shopper.by_code(api_url, _new_phone(), report),
        regular=_with_balance(api_url, report),
        payer=Payer(sandbox_url, report),
        courier=Courier(sandbox_url, report),
        warehouse=Staff(shop_url, warehouse.sign_in, warehouse.password, report),
        supervisor=Staff(shop_url, supervisor.sign_in, supervisor.password, report),
    )


def _with_balance(api_url: str, report: Report) -> Shopper:
    """The first of the demo's shoppers who can pay by balance. Raises Unexpected."""
    for account in SHOPPERS:
        shopper = Shopper.by_password(api_url, account.sign_in, account.password, report)
        if shopper.balance() >= _ENOUGH:
            return shopper
    raise Unexpected("no demo shopper has enough balance any more: begin anew with `make clean`")


def _new_phone() -> str:
    """New to the shop: one of ten million, by chance."""
    return f"1990{secrets.randbelow(10**7):07d}"


def _set_scenes(window: Api, cast: Cast, stories: Sequence[Story]) -> list[Scene]:
    """Goods for every story, so that each can count its own. Raises Unexpected."""
    on_sale = Goods.on_sale(window, at_least=_PIECES, at_most_amount=_AFFORDABLE)
    chosen = list(islice(on_sale, len(stories)))
    if len(chosen) < len(stories):
        raise Unexpected(f"{len(stories)} products must be in stock, there are {len(chosen)}")
    return [Scene(cast, goods) for goods in chosen]


def _compare_ends(performances: Sequence[Performance], report: Report) -> list[str]:
    """The table: every order, where it should be and where it is. Returns what is wrong."""
    report.chapter("Where they are now")
    wrong, rows = [], []
    for each in performances:
        number = each.scene.order.number if each.scene.order else "not placed"
        expected, found = each.ends()
        is_right = not each.failure and found == expected
        if not is_right:
            problem = each.failure or f"expected {expected}, found {found}"
            wrong.append(f"{number}, {each.story.title}: {problem}")
        ok = "yes" if is_right else "NO"
        rows.append((number, each.story.door, each.story.title, str(expected), str(found), ok))
    report.table(("order", "door", "story", "expected end", "actual end", "ok"), rows)
    return wrong


def _audit(report: Report) -> list[str]:
    report.chapter("manage.py audit")
    try:
        report.say(manage("audit").rstrip())
    except subprocess.CalledProcessError as failed:
        report.say(failed.stdout)
        return ["the audit has found broken laws"]
    return []


if __name__ == "__main__":
    sys.exit(main())
