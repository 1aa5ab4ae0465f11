"""The benchmarks write rows past the services: they follow the schema, and no law is broken."""

import pytest

from bench.orders import paid, place_many
from core.laws import verdicts
from tests.orders.factories import NOON, a_member, a_shop

pytestmark = pytest.mark.django_db


def test_what_a_benchmark_loads_is_as_the_laws_want_it():
    a_shop({"TEA-01": 100})
    member = a_member()

    place_many("P", 3, member_id=member.pk, at=NOON)
    paid("Q", 20, member_id=member.pk, at=NOON)

    assert [verdict for verdict in verdicts() if verdict.broken] == []
