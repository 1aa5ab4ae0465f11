"""The laws that the database holds by itself, against raw SQL."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.laws import verdicts
from ledger import services as ledger
from ledger.laws import LAWS
from ledger.models import Account, Entry, Hold, Posting
from tests.ledger.books import NOON, broken_laws, everything, pay, shop, wallet

pytestmark = pytest.mark.django_db
commits = pytest.mark.django_db(transaction=True)


@transaction.atomic
def run(sql: str, **values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def books() -> dict[str, int]:
    """A member with 100, of which 40 are held and 30 were paid to order_funds; nothing else."""
    member, funds = wallet(130), shop("order_funds")
    entry = pay("pay:1", source=member, target=funds, amount=30)
    hold = ledger.hold(key="hold:1", account_id=member, amount=40, reference="", at=NOON)
    run("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE fails over what is still deferred
    run("SET CONSTRAINTS ALL DEFERRED")
    return {"member": member, "funds": funds, "entry": entry.pk, "hold": hold.pk}


@transaction.atomic
def write(posting_count: int, postings: list[tuple[int, int]]) -> None:
    entry = Entry.objects.create(key="raw", kind="raw", at=NOON, posting_count=posting_count)
    for account, amount in postings:
        Posting.objects.create(entry=entry, account_id=account, amount=amount)


@commits
@pytest.mark.parametrize(
    ("posting_count", "postings", "complaint"),
    [
        (2, [], "announces 2 postings and has 0"),
        (2, [("member", 10)], "announces 2 postings and has 1"),
        (2, [("member", 10), ("funds", -9)], "does not sum to zero: 1 CNY"),
        (3, [("member", 10), ("funds", -10)], "announces 3 postings and has 2"),
        (1, [], "entry_has_two_sides"),
        (2, [("member", 0), ("funds", 0)], "posting_moves_something"),
    ],
)
def test_an_entry_that_is_not_whole_does_not_commit(books, posting_count, postings, complaint):
    before = everything()
    with pytest.raises(IntegrityError, match=complaint):
        write(posting_count, [(books[account], amount) for account, amount in postings])
    assert everything() == before


@commits
def test_nothing_is_added_to_an_entry_later_even_if_it_balances(books):
    before = everything()
    with pytest.raises(IntegrityError, match="announces 2 postings and has 4"):
        run(
            "INSERT INTO ledger_posting (entry_id, account_id, amount)"
            " VALUES (%(entry)s, %(member)s, -5), (%(entry)s, %(funds)s, 5)",
            **books,
        )
    assert everything() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_posting SET amount = amount + 1",
        "UPDATE ledger_posting SET account_id = %(funds)s",
        "DELETE FROM ledger_posting",
        "TRUNCATE ledger_posting",
        "UPDATE ledger_entry SET kind = 'other'",
        "UPDATE ledger_entry SET posting_count = 3",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry CASCADE",
        "DELETE FROM ledger_hold",
        "UPDATE ledger_hold SET amount = 41",
        "UPDATE ledger_hold SET account_id = %(funds)s",
        "UPDATE ledger_account SET unit = 'POINTS'",
        "UPDATE ledger_account SET owner = 'member:0' WHERE id = %(member)s",
        "UPDATE ledger_account SET guarded = true WHERE id = %(funds)s",
        "DELETE FROM ledger_account",
    ],
)
def test_what_was_booked_is_never_changed_nor_deleted(books, sql):
    before = everything()
    with pytest.raises(DatabaseError):
        run(sql, **books)
    assert everything() == before


POSTED = {"posted_amount": 40, "status": "posted", "closed_at": NOON}
VOIDED = {"voided_amount": 40, "status": "voided", "closed_at": NOON}


@pytest.mark.parametrize(
    ("figures", "constraint"),
    [
        ({"posted_amount": 41}, "hold_not_exceeded"),
        ({"posted_amount": 21, "voided_amount": 20}, "hold_not_exceeded"),
        ({"posted_amount": 40}, "hold_status_in_step"),
        ({"status": "posted"}, "hold_status_in_step"),
        (POSTED | {"status": "open"}, "hold_status_in_step"),
        (POSTED | {"status": "voided"}, "hold_status_in_step"),
        (POSTED | {"closed_at": None}, "hold_status_in_step"),
        (POSTED | {"posted_amount": 39}, "hold_status_in_step"),
        (VOIDED | {"status": "posted"}, "hold_status_in_step"),
        (VOIDED | {"voided_amount": 39}, "hold_status_in_step"),
    ],
)
def test_a_hold_is_not_exceeded_and_its_status_keeps_in_step(books, figures, constraint):
    before = everything()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Hold.objects.update(**figures)
    assert everything() == before


def test_a_hold_never_goes_back(books):
    ledger.void_hold(hold_id=books["hold"], at=NOON)
    before = everything()
    with pytest.raises(DatabaseError, match="Cannot update"):
        run("UPDATE ledger_hold SET voided_amount = 0, status = 'open', closed_at = NULL")
    assert everything() == before


@pytest.mark.parametrize(
    ("guarded", "figures", "constraint"),
    [
        (True, {"balance_amount": 39}, "account_above_its_floor"),
        (True, {"held_amount": 101}, "account_above_its_floor"),
        (True, {"held_amount": -1}, "account_held_not_negative"),
        (True, {"floor_amount": 1}, "account_floor_is_a_debt"),
        (False, {"balance_amount": 1}, "account_unguarded_has_no_figures"),
        (False, {"floor_amount": -1}, "account_unguarded_has_no_figures"),
    ],
)
def test_the_figures_of_an_account_keep_to_its_guard(books, guarded, figures, constraint):
    before = everything()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Account.objects.filter(guarded=guarded).update(**figures)
    assert everything() == before


def test_there_is_one_account_per_kind_owner_and_unit(books):
    with pytest.raises(IntegrityError, match="one_per_owner_and_unit"), transaction.atomic():
        Account.objects.create(kind="order_funds", unit="CNY", guarded=False)


def test_an_entry_is_reversed_once_whoever_writes_it(books):
    ledger.reverse_entry(entry_id=books["entry"], key="undo", kind="correction", at=NOON)
    with pytest.raises(IntegrityError, match="reverses_id"), transaction.atomic():
        Entry.objects.create(
            key="raw", kind="raw", at=NOON, posting_count=2, reverses_id=books["entry"]
        )


# --- the audit sees what even the triggers could not stop --------------------------------


@pytest.mark.parametrize(
    ("law", "sql"),
    [
        (0, "UPDATE ledger_posting SET amount = amount + 1 WHERE account_id = %(funds)s"),
        (0, "DELETE FROM ledger_posting WHERE account_id = %(funds)s"),
        (1, "UPDATE ledger_account SET balance_amount = balance_amount + 1 WHERE guarded"),
        (2, "UPDATE ledger_account SET held_amount = held_amount - 1 WHERE guarded"),
        (2, "DELETE FROM ledger_hold"),
        (3, "UPDATE ledger_hold SET posted_amount = 10"),
    ],
)
def test_each_law_names_the_rows_that_break_it(books, law, sql):
    assert broken_laws() == []
    run("SET LOCAL session_replication_role = replica")  # no trigger fires
    run(sql, **books)
    broken = {verdict.law: verdict.broken for verdict in verdicts() if verdict.broken}
    assert len(broken[LAWS[law]]) == 1


def test_laws_hold_on_books_that_used_every_operation(books):
    ledger.post_hold(
        hold_id=books["hold"],
        to_account_id=books["funds"],
        amount=15,
        kind="pay",
        key="post",
        at=NOON,
    )
    ledger.void_hold(hold_id=books["hold"], at=NOON)
    ledger.reverse_entry(entry_id=books["entry"], key="undo", kind="correction", at=NOON)
    assert Hold.objects.get().status == "posted"
    assert broken_laws() == []
