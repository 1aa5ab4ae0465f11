from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from products.models import Reservation, StockItem, StockMovement
from products.services import adjust_stock, release_stock, repair_stock
from products.sourcing import Demand
from tests.products.factories import KEEPER, NOON, reserved, stocked
from tests.products.figures import broken_laws, counters, movements
from tests.races import race

pytestmark = pytest.mark.django_db


def drifted(item: StockItem, **figures: int) -> None:
    """As after a restored backup, or an UPDATE by hand."""
    StockItem.objects.filter(pk=item.pk).update(**figures)


def repair() -> list[str]:
    return repair_stock(actor=KEEPER, at=NOON)


def test_counters_go_back_to_their_movements_and_to_what_is_promised():
    tea, cups = stocked(quantity=10), stocked(quantity=5)
    reserved("A", Demand(1, tea.sku_id, 4))
    drifted(tea, on_hand=15, reserved=3)

    assert repair() == [f"{tea}: on hand 15 -> 10, reserved 3 -> 4"]

    assert (counters(tea), counters(cups)) == ((10, 4), (5, 0))
    repaired = StockMovement.objects.latest("pk")
    assert (repaired.stock_item, repaired.kind, repaired.actor) == (tea, "adjust", str(KEEPER))
    assert repaired.reason == "repair: on hand 15 -> 10, reserved 3 -> 4"
    assert broken_laws() == []
    assert repair() == []


def test_a_promise_that_no_movement_explains_gets_one():
    tea = stocked(quantity=10)
    reserved("A", Demand(1, tea.sku_id, 4))
    Reservation.objects.update(quantity=6)

    repair()

    assert counters(tea) == (10, 6)
    assert movements(tea)[-1] == ("adjust", 0, 2)
    assert broken_laws() == []


def test_where_less_would_be_there_than_is_promised_the_shelf_must_be_counted():
    tea = stocked(quantity=10)
    reserved("A", Demand(1, tea.sku_id, 4))
    Reservation.objects.update(quantity=12)
    before = movements(tea)

    assert repair() == [f"{tea}: count the shelf; 12 promised, on hand 10 by its movements"]

    assert (counters(tea), movements(tea)) == ((10, 4), before)


@pytest.mark.django_db(transaction=True)
def test_a_repair_in_the_middle_of_business_takes_no_movement_for_drift():
    tea = stocked(quantity=10)
    for number in range(8):
        reserved(f"R{number}", Demand(1, tea.sku_id, 1))
    drifted(tea, on_hand=15)
    releases = [
        partial(release_stock, references=[f"R{number}"], reason="", actor=KEEPER, at=NOON)
        for number in range(8)
    ]

    outcomes = race([*releases, *[repair] * 4])

    assert outcomes[:8] == [1] * 8
    assert sorted(map(len, outcomes[8:])) == [0, 0, 0, 1]
    assert counters(tea) == (10, 0)
    assert broken_laws() == []


def test_the_audit_repairs_first_and_then_proves():
    tea = stocked(quantity=10)
    drifted(tea, on_hand=15)

    with pytest.raises(CommandError, match="1 laws are broken"):
        call_command("audit", stdout=StringIO())
    said = StringIO()
    call_command("audit", repair="stock", stdout=said)

    assert f"repair  stock      {tea}: on hand 15 -> 10, reserved 0 -> 0" in said.getvalue()
    assert said.getvalue().endswith("Every law holds.\n")
    with pytest.raises(CommandError, match="invalid choice: 'books'"):
        call_command("audit", "--repair", "books")


def test_after_a_repair_the_shelf_is_counted_as_ever():
    tea = stocked(quantity=10)
    drifted(tea, on_hand=15)
    repair()

    adjust_stock(
        stock_item_id=tea.pk,
        delta=-1,
        expected_on_hand=10,
        reason="count",
        actor=KEEPER,
        at=NOON + timedelta(hours=1),
    )

    assert counters(tea) == (9, 0)
