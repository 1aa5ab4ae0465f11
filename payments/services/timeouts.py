"""What ends by itself when it is not paid in time: by which rule, and with which words."""

from dataclasses import dataclass

from core.actor import Actor


@dataclass(frozen=True, slots=True)
class Timeout:
    rule: Actor
    reason: str


PAYMENT_TIMEOUT = Timeout(Actor.rule("payment_timeout"), "payment timeout")
BALANCE_TIMEOUT = Timeout(Actor.rule("balance_timeout"), "balance timeout")
TOP_UP_TIMEOUT = Timeout(Actor.rule("top_up_timeout"), "payment timeout")

TIMEOUT_RULES = {str(each.rule) for each in (PAYMENT_TIMEOUT, BALANCE_TIMEOUT, TOP_UP_TIMEOUT)}
