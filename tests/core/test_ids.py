import uuid

import pytest
import time_machine

from core.actor import Actor
from core.ids import uuid7


def test_a_uuid7_is_one():
    value = uuid7()
    assert (value.version, value.variant) == (7, uuid.RFC_4122)


def test_uuid7s_sort_by_time_and_do_not_repeat():
    values = []
    with time_machine.travel(1_800_000_000, tick=False) as traveller:
        for _ in range(50):
            values.append(uuid7())
            traveller.shift(0.001)
        assert len({uuid7() for _ in range(1_000)}) == 1_000
    assert values == sorted(values)
    assert int(values[0]) >> 80 == 1_800_000_000_000


@pytest.mark.parametrize(
    ("actor", "text"),
    [
        (Actor.member(12), "member:12"),
        (Actor.staff(3), "staff:3"),
        (Actor.rule("payment_timeout"), "rule:payment_timeout"),
        (Actor.provider("wechat"), "provider:wechat"),
    ],
)
def test_an_actor_is_written_and_read_again(actor, text):
    assert str(actor) == text
    assert Actor.parse(text) == actor


def test_nobody_else_is_an_actor():
    with pytest.raises(ValueError, match="robot"):
        Actor.parse("robot:1")
