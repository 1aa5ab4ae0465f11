"""The ledger under whatever comes: against a model of a few lines, and from several threads."""

import os
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from random import Random

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from ledger import services as ledger
from ledger.errors import AlreadyReversed, HoldClosed, HoldExceeded, InsufficientBalance
from ledger.models import Account, Entry, Hold, Posting
from ledger.selectors import balance_of
from tests.ledger.books import NOON, broken_laws, pay, shop, wallet
from tests.races import race

THREADS = 4
OPERATIONS = 10_000 if os.environ.get("SOAK") else 1_000  # by each thread

# --- one hand, against a model ------------------------------------------------------------


@dataclass
class Model:
    """What the ledger promises, in plain dictionaries. Accounts 0-2 are guarded, 3 is not."""

    balance: Counter[int] = field(default_factory=lambda: Counter({0: 100, 1: 100, 2: 0, 3: 0}))
    held: Counter[int] = field(default_factory=Counter)
    holds: list[tuple[int, int]] = field(default_factory=list)  # account, what is left

    def takes(self, account: int, amount: int) -> bool:
        return account == 3 or self.balance[account] - self.held[account] >= amount


amounts = st.integers(min_value=1, max_value=120)
guarded = st.integers(min_value=0, max_value=2)
operations = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.integers(0, 3), st.integers(0, 3), amounts),
        st.tuples(st.just("hold"), guarded, amounts),
        st.tuples(st.just("post"), st.integers(0, 5), st.integers(0, 3), st.none() | amounts),
        st.tuples(st.just("void"), st.integers(0, 5)),
    ),
    max_size=15,
)


@pytest.mark.django_db
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(operations=operations)
def test_every_operation_does_what_the_model_does(operations):
    with transaction.atomic():
        accounts = [wallet(100), wallet(100), wallet(0), shop("order_funds")]
        model, holds = Model(), []
        for number, (name, *arguments) in enumerate(operations):
            expected = globals()[f"model_{name}"](model, *arguments)
            try:
                with transaction.atomic():
                    globals()[f"real_{name}"](number, accounts, holds, *arguments)
                refused = None
            except (DomainError, ValueError) as error:
                refused = type(error)
            assert refused is expected
            for index, account in enumerate(accounts):
                found = balance_of(account)
                assert (found.balance, found.held) == (model.balance[index], model.held[index])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert broken_laws() == []
        transaction.set_rollback(True)


def model_pay(model, source, target, amount):
    if source != target and not model.takes(source, amount):
        return InsufficientBalance
    model.balance.update({source: -amount})
    model.balance.update({target: amount})
    return None


def model_hold(model, account, amount):
    if not model.takes(account, amount):
        return InsufficientBalance
    model.held[account] += amount
    model.holds.append((account, amount))
    return None


def model_post(model, index, target, amount):
    if index >= len(model.holds):
        return None
    account, left = model.holds[index]
    if account == target:
        return ValueError
    if not left:
        return HoldClosed
    if (amount or left) > left:
        return HoldExceeded
    part = amount or left
    model.holds[index] = (account, left - part)
    model.held[account] -= part
    model.balance.update({account: -part})
    model.balance.update({target: part})
    return None


def model_void(model, index):
    if index < len(model.holds):
        account, left = model.holds[index]
        model.holds[index] = (account, 0)
        model.held[account] -= left


def real_pay(number, accounts, holds, source, target, amount):
    pay(f"pay:{number}", source=accounts[source], target=accounts[target], amount=amount)


def real_hold(number, accounts, holds, account, amount):
    key = f"hold:{number}"
    hold = ledger.hold(key=key, account_id=accounts[account], amount=amount, reference="", at=NOON)
    holds.append(hold)


def real_post(number, accounts, holds, index, target, amount):
    if index < len(holds):
        ledger.post_hold(
            hold_id=holds[index].pk,
            to_account_id=accounts[target],
            amount=amount,
            kind="pay",
            key=f"post:{number}",
            at=NOON,
        )


def real_void(number, accounts, holds, index):
    if index < len(holds):
        ledger.void_hold(hold_id=holds[index].pk, at=NOON)


# --- several hands at once ----------------------------------------------------------------

REFUSALS = (InsufficientBalance, HoldClosed, HoldExceeded, AlreadyReversed)


@dataclass(frozen=True)
class Books:
    """Operation ``number`` is always the same one, so that threads meet under the same keys."""

    accounts: list[int]
    numbers: int

    def run(self, number):
        chance = Random(number)
        operation = chance.choice([self.pay, self.pay, self.hold, self.hold, self.post, self.post,
                                   self.void, self.reverse])  # fmt: skip
        return operation(number, chance)

    def pay(self, number: int, chance: Random) -> Entry:
        source, target = chance.sample(self.accounts, 2)
        return pay(f"pay:{number}", source=source, target=target, amount=chance.randint(1, 60))

    def hold(self, number: int, chance: Random) -> Hold:
        account, amount = chance.choice(self.accounts[:5]), chance.randint(1, 60)
        key = f"hold:{number}"
        return ledger.hold(key=key, account_id=account, amount=amount, reference="", at=NOON)

    def post(self, number: int, chance: Random) -> Entry | None:
        hold = Hold.objects.filter(key=f"hold:{self.earlier(chance)}").first()
        target = chance.choice(self.accounts)
        if hold is None or hold.account_id == target:
            return None
        return ledger.post_hold(
            hold_id=hold.pk,
            to_account_id=target,
            amount=chance.choice([None, chance.randint(1, 30)]),
            kind="pay",
            key=f"post:{number}",
            at=NOON,
        )

    def void(self, number: int, chance: Random) -> None:
        hold = Hold.objects.filter(key=f"hold:{self.earlier(chance)}").first()
        if hold:
            ledger.void_hold(hold_id=hold.pk, at=NOON)

    def reverse(self, number: int, chance: Random) -> Entry | None:
        entry = Entry.objects.filter(key=f"pay:{self.earlier(chance)}").first()
        return entry and ledger.reverse_entry(
            entry_id=entry.pk, key=f"reverse:{number}", kind="correction", at=NOON
        )

    def earlier(self, chance: Random) -> int:
        return chance.randrange(self.numbers)


@pytest.mark.django_db(transaction=True)
def test_the_laws_hold_after_thousands_of_operations_from_several_threads():
    books = Books(
        accounts=[*(wallet(100) for _ in range(5)), shop("order_funds"), shop("fees")],
        numbers=THREADS * OPERATIONS // 2,
    )

    def work(seed):
        chance, counted, done = Random(seed), Counter(), []
        for _ in range(OPERATIONS):
            try:
                result = books.run(chance.randrange(books.numbers))
            except REFUSALS as refusal:
                counted[type(refusal).__name__] += 1
            else:
                counted["done"] += 1
                if result:
                    done.append((result.key, result.pk))
        return counted, done

    results = race([lambda seed=seed: work(seed) for seed in range(THREADS)])

    assert [result for result in results if isinstance(result, Exception)] == []
    ids_by_key = defaultdict(set)
    for _counted, done in results:
        for key, pk in done:
            ids_by_key[key].add(pk)
    assert all(len(ids) == 1 for ids in ids_by_key.values())
    assert Entry.objects.exclude(kind="grant").count() + Hold.objects.count() == len(ids_by_key)
    assert broken_laws() == []
    assert Posting.objects.aggregate(total=Sum("amount")) == {"total": 0}
    assert not Account.objects.filter(balance_amount__lt=0).exists()
    total = sum((counted for counted, _done in results), Counter())
    assert total["done"] > THREADS * OPERATIONS // 3
    assert total["InsufficientBalance"] > 0
