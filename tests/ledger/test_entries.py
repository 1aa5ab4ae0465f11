import pytest
from django.db import IntegrityError, connection, transaction

from core.db import atomic
from core.tracing import caused_by
from ledger import services as ledger
from ledger.errors import AlreadyReversed, EntryMismatch, InsufficientBalance
from ledger.models import Entry
from ledger.selectors import Balance, balance_of
from ledger.services import Leg
from tests.ledger.books import NOON, everything, pay, shop, wallet

pytestmark = pytest.mark.django_db


def test_an_entry_moves_value_from_one_account_to_another():
    member, funds = wallet(100), shop("order_funds")

    entry = pay("pay:1", source=member, target=funds, amount=30)

    assert (entry.key, entry.kind, entry.reference, entry.at) == ("pay:1", "pay", "order:1", NOON)
    assert balance_of(member) == Balance(balance=70, held=0)
    assert balance_of(funds) == Balance(balance=30, held=0)
    assert list(entry.postings.order_by("pk").values_list("account_id", "amount")) == [
        (member, -30),
        (funds, 30),
    ]


def test_an_entry_remembers_what_caused_it():
    member, funds = wallet(100), shop("order_funds")
    with caused_by("request", "abcd"):
        entry = pay("pay:1", source=member, target=funds, amount=30)
    assert Entry.objects.get(pk=entry.pk).cause == "request:abcd"


def test_an_entry_may_carry_several_units_each_balanced_by_itself():
    money, points = wallet(500), wallet(40, unit="POINTS")
    funds, spent = shop("order_funds"), shop("points_spent", unit="POINTS")

    legs = [Leg(money, -500), Leg(points, -40), Leg(funds, 500), Leg(spent, 40)]
    ledger.post_entry(key="mixed", kind="pay", reference="order:1", legs=legs, at=NOON)
    _commit_now()

    balances = [balance_of(account).balance for account in (money, points, funds, spent)]
    assert balances == [0, 0, 500, 40]


def test_two_legs_on_one_account_count_together():
    member, funds, fee = wallet(100), shop("order_funds"), shop("fees")
    legs = [Leg(member, -90), Leg(member, -10), Leg(funds, 90), Leg(fee, 10)]
    ledger.post_entry(key="two", kind="pay", reference="", legs=legs, at=NOON)
    assert balance_of(member) == Balance(balance=0, held=0)


def test_a_repeated_key_gives_the_first_entry_and_moves_nothing():
    member, funds = wallet(100), shop("order_funds")
    first = pay("pay:1", source=member, target=funds, amount=30)
    before = everything()

    assert pay("pay:1", source=member, target=funds, amount=30) == first
    assert everything() == before


@pytest.mark.parametrize(
    "other", [{"amount": 31}, {"kind": "refund"}, {"reference": "order:2"}, {"to": "fees"}]
)
def test_a_key_that_stands_for_something_else_is_refused(other):
    member, funds = wallet(100), shop("order_funds")
    pay("pay:1", source=member, target=funds, amount=30)
    target = shop(other["to"]) if "to" in other else funds
    before = everything()
    amount = other.get("amount", 30)

    with pytest.raises(EntryMismatch) as refusal, transaction.atomic():
        ledger.post_entry(
            key="pay:1",
            kind=other.get("kind", "pay"),
            reference=other.get("reference", "order:1"),
            legs=[Leg(member, -amount), Leg(target, amount)],
            at=NOON,
        )

    assert refusal.value.facts == {"key": "pay:1"}
    assert everything() == before


def test_more_than_the_balance_is_refused_and_nothing_has_moved():
    member, funds = wallet(100), shop("order_funds")
    before = everything()

    with pytest.raises(InsufficientBalance) as refusal, transaction.atomic():
        pay("pay:1", source=member, target=funds, amount=101)

    assert refusal.value.facts == {
        "account": "member_balance",
        "unit": "CNY",
        "available": 100,
        "needed": 101,
    }
    assert everything() == before


def test_the_refusal_names_the_amounts_as_people_write_them():
    short = InsufficientBalance(account="x", unit="CNY", available=1_050, needed=123_456)
    assert "¥1,234.56" in short.detail
    assert "¥10.50" in short.detail
    assert "30 POINTS" in InsufficientBalance(unit="POINTS", available=0, needed=30).detail


def test_one_poor_account_among_rich_ones_fails_them_all():
    rich, poor, funds = wallet(1_000), wallet(5), shop("order_funds")
    before = everything()
    legs = [Leg(rich, -100), Leg(poor, -6), Leg(funds, 106)]
    with pytest.raises(InsufficientBalance) as refusal, transaction.atomic():
        ledger.post_entry(key="both", kind="pay", reference="", legs=legs, at=NOON)
    assert refusal.value.facts["needed"] == 6
    assert everything() == before


def test_a_correction_may_run_up_debt_down_to_the_floor_and_no_further():
    points, granted = wallet(30, unit="POINTS", floor=-50), shop("points_granted", unit="POINTS")
    pay("claw back", source=points, target=granted, amount=80)
    assert balance_of(points) == Balance(balance=-50, held=0)
    with pytest.raises(InsufficientBalance), transaction.atomic():
        pay("one more", source=points, target=granted, amount=1)


def test_what_comes_in_pays_the_debt_first():
    points, granted = wallet(0, unit="POINTS", floor=-50), shop("points_granted", unit="POINTS")
    pay("claw back", source=points, target=granted, amount=20)
    pay("earn", source=granted, target=points, amount=50)
    assert balance_of(points).available == 30


def test_an_account_of_the_shop_may_run_negative_and_keeps_no_figure():
    clearing, funds = shop("channel_clearing"), shop("order_funds")
    pay("capture", source=clearing, target=funds, amount=100)
    assert balance_of(clearing) == Balance(balance=-100, held=0)
    assert balance_of(funds) == Balance(balance=100, held=0)


@pytest.mark.parametrize("amounts", [[], [0], [100], [-100, 99], [50, 50]])
def test_legs_that_do_not_balance_are_a_mistake_of_the_caller(amounts):
    funds = shop("order_funds")
    legs = [Leg(funds, amount) for amount in amounts]
    with pytest.raises(ValueError, match="do not balance"):
        ledger.post_entry(key="x", kind="pay", reference="", legs=legs, at=NOON)
    assert not Entry.objects.exists()


def test_units_that_balance_only_together_are_refused_by_the_database():
    money, points = shop("order_funds"), shop("points_spent", unit="POINTS")
    legs = [Leg(money, -100), Leg(points, 100)]
    ledger.post_entry(key="x", kind="pay", reference="", legs=legs, at=NOON)
    with pytest.raises(IntegrityError, match="does not sum to zero: -100 CNY, 100 POINTS"):
        _commit_now()


def test_a_reversal_turns_every_sign_and_names_what_it_takes_back():
    member, funds = wallet(100), shop("order_funds")
    wrong = pay("pay:1", source=member, target=funds, amount=30)

    entry = ledger.reverse_entry(entry_id=wrong.pk, key="undo:1", kind="correction", at=NOON)

    assert (entry.reverses_id, entry.kind, entry.reference) == (wrong.pk, "correction", "order:1")
    assert balance_of(member).balance == 100
    assert balance_of(funds).balance == 0


def test_a_repeated_reversal_gives_the_first_and_moves_nothing():
    member, funds = wallet(100), shop("order_funds")
    wrong = pay("pay:1", source=member, target=funds, amount=30)
    first = ledger.reverse_entry(entry_id=wrong.pk, key="undo:1", kind="correction", at=NOON)
    before = everything()
    again = ledger.reverse_entry(entry_id=wrong.pk, key="undo:1", kind="correction", at=NOON)
    assert again == first
    assert everything() == before


def test_an_entry_is_taken_back_once():
    member, funds = wallet(100), shop("order_funds")
    wrong = pay("pay:1", source=member, target=funds, amount=30)
    ledger.reverse_entry(entry_id=wrong.pk, key="undo:1", kind="correction", at=NOON)
    before = everything()
    with pytest.raises(AlreadyReversed), transaction.atomic():
        ledger.reverse_entry(entry_id=wrong.pk, key="undo:2", kind="correction", at=NOON)
    assert everything() == before


def test_a_reversal_under_the_key_of_another_entry_is_refused():
    member, funds = wallet(100), shop("order_funds")
    wrong = pay("pay:1", source=member, target=funds, amount=30)
    pay("pay:2", source=member, target=funds, amount=30)
    with pytest.raises(EntryMismatch), transaction.atomic():
        ledger.reverse_entry(entry_id=wrong.pk, key="pay:2", kind="correction", at=NOON)
    with pytest.raises(EntryMismatch), transaction.atomic():
        ledger.reverse_entry(entry_id=wrong.pk, key="pay:1", kind="pay", at=NOON)


def test_what_was_spent_meanwhile_cannot_be_taken_back():
    member, grants, funds = wallet(), shop("balance_grants"), shop("order_funds")
    grant = pay("grant", source=grants, target=member, amount=50)
    pay("spend", source=member, target=funds, amount=20)
    before = everything()
    with pytest.raises(InsufficientBalance) as refusal, transaction.atomic():
        ledger.reverse_entry(entry_id=grant.pk, key="undo", kind="correction", at=NOON)
    assert (refusal.value.facts["available"], refusal.value.facts["needed"]) == (30, 50)
    assert everything() == before


def test_posting_takes_two_statements_however_many_legs(django_assert_num_queries):
    wallets, funds = [wallet(10) for _ in range(5)], shop("order_funds")
    legs = [*(Leg(account, -10) for account in wallets), Leg(funds, 50)]
    with atomic(), django_assert_num_queries(2):
        ledger.post_entry(key="many", kind="pay", reference="", legs=legs, at=NOON)


def _commit_now() -> None:
    """Have deferred triggers speak now, as they would at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
