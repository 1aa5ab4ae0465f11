"""Whatever happens in whatever order: nothing is lost, nothing is made up, nothing half done."""

import os
from random import randrange

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.walk import figures
from tests.walk.fulfilling import Fulfilling
from tests.walk.housekeeping import Housekeeping
from tests.walk.managing import Managing
from tests.walk.refunding import Refunding
from tests.walk.topping_up import ToppingUp
from tests.walk.town import a_town

# ``make walk N=… STEPS=… SEED=…``: how many, how long, and from where the first round sets out;
# from anywhere without a seed. The suite goes the same ways each time, and shrinks none.
IS_EXPLORING = "WALKS" in os.environ
WALKS, STEPS = int(os.environ.get("WALKS", 200)), int(os.environ.get("STEPS", 4))
SEED = int(os.environ.get("SEED") or (randrange(10**9) if IS_EXPLORING else 1))
PHASES = [Phase.generate, Phase.shrink] if IS_EXPLORING else [Phase.generate]
WALKS_IN_A_ROUND = 25


class Walk(ToppingUp, Refunding, Fulfilling, Managing, Housekeeping):
    """All kinds of steps, in any order."""


@pytest.mark.parametrize("number", range(-(-WALKS // WALKS_IN_A_ROUND)))
def test_laws_hold_on_every_way_through_the_shop(provider, number):
    town, start = a_town(provider), SEED + number
    figures.prepare()
    try:
        run_state_machine_as_test(
            seed(start)(lambda: Walk(town)),
            settings=settings(
                max_examples=min(WALKS, WALKS_IN_A_ROUND),
                stateful_step_count=STEPS,
                database=None,  # the seed brings a failure back
                phases=PHASES,
                suppress_health_check=list(HealthCheck),
            ),
        )
    except BaseException as failure:
        again = f"make walk N={WALKS_IN_A_ROUND} STEPS={STEPS} SEED={start}"
        failure.add_note(f"To walk there again: {again}")
        raise
