"""Whatever is done to points, in whatever order: lots, holds and the ledger stay in step."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members import selectors, services
from members.models import Member
from tests.members.factories import MemberFactory
from tests.members.purses import DAY, NOON, broken_laws, give, left, shop_account

pytestmark = pytest.mark.django_db

EXAMPLES = 1_000 if os.environ.get("SOAK") else 20
AMOUNT = st.integers(1, 60)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("give"), AMOUNT),
        st.tuples(st.just("earn"), AMOUNT),
        st.tuples(st.just("hold"), AMOUNT),
        st.tuples(st.sampled_from(["capture", "void", "refund", "take_back"]), AMOUNT),
        st.tuples(st.just("expire"), st.just(0)),
    ),
    min_size=4,
    max_size=14,
)


class Walk:
    """One member's way through the steps, a month each."""

    def __init__(self) -> None:
        self.member: Member = MemberFactory()
        self.at, self.number = NOON, 0
        self.held: list[int] = []
        self.captured: list[tuple[int, int]] = []  # hold, and what is left to refund of it
        self.amounts: dict[int, int] = {}
        self.earned: list[tuple[str, int]] = []

    def step(self, verb: str, amount: int) -> None:
        self.at, self.number = self.at + 40 * DAY, self.number + 1
        getattr(self, verb)(amount)

    @property
    def key(self) -> str:
        return f"{self.member.pk}-{self.number}"

    def give(self, amount: int) -> None:
        give(self.member, amount, at=self.at)

    def earn(self, amount: int) -> None:
        lines = {1: amount * 100}
        services.accrue(member_id=self.member.pk, reference=self.key, lines=lines, at=self.at)
        self.earned.append((self.key, amount))

    def hold(self, amount: int) -> None:
        self.expire(0)
        if amount > selectors.points(self.member.pk).available:
            return
        hold_id = services.hold_points(
            key=self.key, member_id=self.member.pk, points=amount, reference="O", at=self.at
        )
        self.held.append(hold_id)
        self.amounts[hold_id] = amount

    def capture(self, _amount: int) -> None:
        if self.held:
            hold_id = self.held.pop(0)
            services.capture_points(
                key=self.key, hold_id=hold_id, to_account_id=shop_account(), at=self.at
            )
            self.captured.append((hold_id, self.amounts[hold_id]))

    def void(self, _amount: int) -> None:
        if self.held:
            services.void_points(hold_id=self.held.pop(), at=self.at)

    def refund(self, amount: int) -> None:
        if not self.captured:
            return
        hold_id, spent = self.captured.pop(0)
        part = min(amount, spent)
        services.refund_points(
            key=self.key,
            hold_id=hold_id,
            points=part,
            from_account_id=shop_account(),
            reference="O",
            at=self.at,
        )
        if part < spent:
            self.captured.append((hold_id, spent - part))

    def take_back(self, amount: int) -> None:
        if self.earned:
            reference, _earned = self.earned.pop(0)
            services.take_back(
                member_id=self.member.pk,
                reference=reference,
                cause=self.key,
                lines={1: amount * 100},
                at=self.at,
            )

    def expire(self, _amount: int) -> None:
        services.expire_lots(lot_ids=selectors.overdue_lots(at=self.at, limit=99), at=self.at)


@settings(max_examples=EXAMPLES)
@given(steps=STEPS)
def test_lots_holds_and_the_ledger_stay_in_step_whatever_is_done(steps):
    walk = Walk()
    for verb, amount in steps:
        walk.step(verb, amount)
        assert sum(left(walk.member)) == max(selectors.points(walk.member.pk).available, 0), verb
    assert broken_laws() == []
