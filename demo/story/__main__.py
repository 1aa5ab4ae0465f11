"""``python -m demo.story``, in the environment of a shop that is up: ``make demo``."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import TypeVar

import requests

from demo.accounts import SHOPPERS, STAFF
from demo.story.doors.api import Api
from demo.story.doors.back_office import BackOffice
from demo.story.doors.clock import Clock, manage
from demo.story.doors.courier import Courier
from demo.story.doors.goods import Goods
from demo.story.doors.payer import Payer
from demo.story.doors.promoter import Promoter
from demo.story.doors.shopper import Shopper
from demo.story.doors.staff import Staff
from demo.story.doors.treasurer import Treasurer
from demo.story.money import account_of, money_table, problems_of
from demo.story.performance import Performance, play
from demo.story.report import Report
from demo.story.scene import Cast, Scene, new_phone
from demo.story.script import Story, Unexpected
from demo.story.stories import STORIES

Door = TypeVar("Door", bound=BackOffice)

_PIECES = 10  # as many as a rush is for, and more than any other story buys
_AFFORDABLE = 10_000  # a price in fen, so that the balance lasts for many demonstrations
_ENOUGH = 7 * _AFFORDABLE  # for all that is paid by balance
# All members of a demonstration sign in from one address: sixty for a rush alone.
_FROM_ONE_ADDRESS = {"SIGN_IN_CODES_PER_ADDRESS": 1_000, "SIGN_IN_TRIES_PER_ADDRESS": 2_000}
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
    took = f"{len(STORIES)} stories in {time.monotonic() - began:.0f} s"
    report.verdict(f"{took}: {verdict}.", is_good=not wrong)
    return 1 if wrong else 0


def _demonstrate(shop_url: str, sandbox_url: str, report: Report) -> list[str]:
    """Play all stories, show their ends and money, audit. Returns what was not as expected."""
    cast = _assemble(shop_url, sandbox_url, report)
    usual = cast.promoter.sets_rules(**_FROM_ONE_ADDRESS)
    window = Api(f"{shop_url}/api/v1", language="zh-Hans")
    try:
        performances = play(STORIES, _set_scenes(window, cast, STORIES), Clock(), report)
        return [
            *_compare_ends(performances, report),
            *_add_up(performances, report),
            *_audit(report),
        ]
    finally:
        cast.promoter.sets_rules(**usual)
        cast.payer.lifts_faults()
        cast.courier.lifts_faults()


def _assemble(shop_url: str, sandbox_url: str, report: Report) -> Cast:
    report.chapter("Everybody arrives")
    api_url = f"{shop_url}/api/v1"
    by_group = {each.group: each for each in STAFF}

    def signed_in(door: type[Door], group: str) -> Door:
        account = by_group[group]
        return door(shop_url, account.sign_in, account.password, report)

    return Cast(
        api_url=api_url,
        report=report,
        newcomer=Shopper.by_code(api_url, new_phone(), report),
        regular=_with_balance(api_url, report),
        payer=Payer(sandbox_url, report),
        courier=Courier(sandbox_url, report),
        warehouse=signed_in(Staff, "operations"),
        service=signed_in(Staff, "customer_service"),
        supervisor=signed_in(Staff, "supervisor"),
        promoter=signed_in(Promoter, "operations"),
        treasurer=signed_in(Treasurer, "finance"),
    )


def _with_balance(api_url: str, report: Report) -> Shopper:
    """The first of the demo's shoppers who can pay by balance. Raises Unexpected."""
    for account in SHOPPERS:
        shopper = Shopper.by_password(api_url, account.sign_in, account.password, report)
        if shopper.balance() >= _ENOUGH:
            return shopper
    raise Unexpected("no demo shopper has enough balance any more: begin anew with `make clean`")


def _set_scenes(window: Api, cast: Cast, stories: Sequence[Story]) -> list[Scene]:
    """Goods for every story, so that each can count its own. Raises Unexpected."""
    shelf = {each.sku: each for each in Goods.on_sale(window, at_least=_PIECES)}
    named = {story.sku for story in stories if story.sku}
    if missing := named - shelf.keys():
        raise Unexpected(f"not enough is in stock of {', '.join(sorted(missing))}")
    affordable = (g for g in shelf.values() if g.sku not in named and g.amount <= _AFFORDABLE)
    one_of_each = {each.path: each for each in affordable}
    any_goods = iter(one_of_each.values())
    try:
        return [Scene(cast, shelf[each.sku] if each.sku else next(any_goods)) for each in stories]
    except StopIteration:
        raise Unexpected(f"more than {len(one_of_each)} products must be in stock") from None


def _compare_ends(performances: Sequence[Performance], report: Report) -> list[str]:
    """The table: every order, where it should be and where it is. Returns what is wrong."""
    report.chapter("Where they are now")
    wrong, rows = [], []
    for each in performances:
        number = each.scene.order.number if each.scene.order else "not placed"
        each.conclude()
        expected, found = each.ends()
        is_right = not each.failure and found == expected
        if not is_right:
            problem = each.failure or f"expected {expected}, found {found}"
            wrong.append(f"{number}, {each.story.title}: {problem}")
        ok = "yes" if is_right else "NO"
        rows.append((number, each.story.door, each.story.title, str(expected), str(found), ok))
    report.table(("order", "door", "story", "expected end", "actual end", "ok"), rows)
    return wrong


def _add_up(performances: Sequence[Performance], report: Report) -> list[str]:
    """The money of every order, row by row. Returns what does not add up."""
    report.chapter("Their money, in yuan: what each came to, who paid it, what went back")
    accounts, wrong = [], []
    for each in performances:
        for outcome in each.outcomes:
            account = account_of(outcome.shown, outcome.money)
            accounts.append(account)
            problems = problems_of(outcome.shown, outcome.money, outcome.paid, outcome.returned)
            wrong += [f"{account.number}, {each.story.title}: {what}" for what in problems]
    report.table(*money_table(accounts), figures=True)
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
