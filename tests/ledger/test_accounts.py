import pytest

from ledger import selectors
from ledger import services as ledger
from ledger.models import Account
from ledger.selectors import Balance, balance_of, postings_of
from tests.ledger.books import pay, shop, wallet

pytestmark = pytest.mark.django_db


def test_an_account_is_opened_once():
    first = ledger.open_account(kind="member_balance", owner="member:1", guarded=True)
    again = ledger.open_account(kind="member_balance", owner="member:1", guarded=True)
    assert first == again
    assert (first.unit, first.guarded, first.balance_amount) == ("CNY", True, 0)


def test_owner_and_unit_tell_accounts_apart():
    accounts = {
        ledger.open_account(kind="channel_clearing", owner=owner, unit=unit).pk
        for owner in ("wechat", "alipay")
        for unit in ("CNY", "POINTS")
    }
    assert len(accounts) == 4


def test_an_open_account_keeps_its_floor():
    ledger.open_account(kind="points", owner="member:1", unit="POINTS", guarded=True)
    again = ledger.open_account(
        kind="points", owner="member:1", unit="POINTS", guarded=True, floor_amount=-100
    )
    assert again.floor_amount == 0


def test_a_guard_is_neither_dropped_nor_added_in_silence():
    ledger.open_account(kind="member_balance", owner="member:1", guarded=True)
    with pytest.raises(ValueError, match="is guarded"):
        ledger.open_account(kind="member_balance", owner="member:1")
    ledger.open_account(kind="order_funds")
    with pytest.raises(ValueError, match="is not guarded"):
        ledger.open_account(kind="order_funds", guarded=True)


def test_opening_an_account_that_is_there_reads_and_writes_nothing(django_assert_num_queries):
    shop("order_funds")
    with django_assert_num_queries(3) as queries:  # a savepoint around one read
        shop("order_funds")
    assert "SELECT" in queries.captured_queries[1]["sql"]


def test_accounts_are_found_by_kind_owner_and_unit():
    opened = ledger.open_account(kind="member_balance", owner="member:1", guarded=True)
    assert selectors.account("member_balance", "member:1") == opened
    assert selectors.account("member_balance", "member:1", unit="POINTS") is None
    assert selectors.account("member_balance", "member:2") is None


def test_the_balance_of_a_new_account_is_nothing():
    assert balance_of(shop("order_funds")) == Balance(balance=0, held=0)
    assert balance_of(wallet()) == Balance(balance=0, held=0)


def test_there_is_no_balance_without_an_account():
    with pytest.raises(Account.DoesNotExist):
        balance_of(0)


def test_a_statement_runs_from_the_newest_posting_back(django_assert_num_queries):
    member, funds = wallet(100), shop("order_funds")
    for number in range(3):
        pay(f"pay:{number}", source=member, target=funds, amount=10 + number)

    with django_assert_num_queries(1):
        statement = [(row.entry.kind, row.amount) for row in postings_of(member)]

    assert statement == [("pay", -12), ("pay", -11), ("pay", -10), ("grant", 100)]
