from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core import laws
from core.laws import Law, all_laws, verdicts
from tests.orders.factories import a_shop, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cups(monkeypatch):
    """A law of the tests beside those of the apps: no cup is broken. Some are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE cup ON COMMIT DROP AS"
            " SELECT number AS cup, number <= 12 AS broken FROM generate_series(1, 20) AS number"
        )
    law = Law("no cup is broken", "SELECT cup, broken FROM cup WHERE broken ORDER BY cup")
    known = list(all_laws())
    monkeypatch.setattr(laws, "all_laws", lambda: iter([*known, ("core", law)]))
    return law


def audit() -> str:
    out = StringIO()
    call_command("audit", stdout=out, no_color=True)
    return out.getvalue()


def test_the_laws_of_every_app_are_found():
    apps = {app for app, _law in all_laws()}
    assert {"ledger", "orders", "products", "members"} <= apps
    assert all(isinstance(law, Law) for _app, law in all_laws())


def test_no_two_laws_of_an_app_share_a_name():
    names = [(app, law.name) for app, law in all_laws()]
    assert len(names) == len(set(names))


def test_every_law_can_be_checked_and_names_its_columns():
    for verdict in verdicts():
        assert verdict.broken == []
        assert len(verdict.columns) == len(set(verdict.columns)) > 0


def test_the_audit_says_that_every_law_holds():
    out = audit()
    assert out.endswith("Every law holds.\n")
    for _app, law in all_laws():
        assert law.name in out


def test_the_audit_says_in_figures_what_it_proved_the_laws_over():
    a_shop({"TEA-01": 10})
    place({"TEA-01": 2})

    out = audit().splitlines()

    figures = {line[21:65].strip(): line.split()[-1] for line in out if line.startswith(" " * 10)}
    assert (figures["orders"], figures["come to"]) == ("1", "¥206.00")
    assert (figures["pieces on hand"], figures["of them promised to orders"]) == ("10", "2")


def test_the_audit_fails_over_a_broken_law_and_names_rows(cups):
    out = StringIO()
    with pytest.raises(CommandError, match="1 laws are broken") as failure:
        call_command("audit", stdout=out, no_color=True)
    assert failure.value.returncode == 1
    text = out.getvalue()
    assert "core       no cup is broken  BROKEN" in text
    assert "cup=1, broken=True" in text
    assert "Every law holds" not in text


def test_the_audit_goes_on_after_a_broken_law_and_shows_ten_rows(cups):
    broken = [verdict for verdict in verdicts() if verdict.broken]
    assert [verdict.law for verdict in broken] == [cups]
    assert broken[0].columns == ("cup", "broken")
    assert broken[0].broken == [(number, True) for number in range(1, 11)]
    assert len(list(verdicts())) == len(list(laws.all_laws()))
