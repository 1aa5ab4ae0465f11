"""Steps of members who bring money to have it with the shop: top-ups, and stored-value cards."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.actor import Actor
from core.clock import now
from members import services as members
from members.errors import CardInvalid, CardRefused, CardTaken
from members.models import CardBatch
from payments import services as payments
from payments.errors import TopUpTooMuch, TopUpWindowOver
from payments.models import TopUp, TopUpPurpose
from tests.walk.paying import Paying
from tests.walk.step import pick, which


class ToppingUp(Paying):
    @rule(
        which=which,
        purpose=st.sampled_from(list(TopUpPurpose)),
        amount=st.sampled_from([100, 5_000, 100_000]),
        is_paid=st.booleans(),
    )
    def top_up(self, which: int, purpose: TopUpPurpose, amount: int, is_paid: bool) -> None:
        member = pick(self.town.members, which)
        begun = self.go(
            lambda: payments.create_top_up(
                member_id=member,
                purpose=purpose,
                amount=amount,
                actor=Actor.member(member),
                at=now(),
            ),
            TopUpTooMuch,
        )
        if begun:
            self.press_top_up(begun)
        if begun and is_paid:
            for number in self.unpaid_there()[-1:]:
                self.tell(self.provider.pay(number))

    @precondition(lambda walk: walk.unpaid_top_ups())
    @rule(which=which)
    def pay_a_top_up(self, which: int) -> None:
        self.press_top_up(pick(self.unpaid_top_ups(), which))

    def press_top_up(self, top_up: TopUp) -> None:
        self.go(
            lambda: payments.start_top_up_payment(
                top_up_id=top_up.pk,
                way=payments.Way(("wechat",), "native"),
                actor=Actor.member(top_up.member_id),
                at=now(),
            ),
            TopUpWindowOver,
        )

    @precondition(lambda walk: walk.unpaid_top_ups())
    @rule(which=which, is_paid=st.booleans())
    def cancel_a_top_up(self, which: int, is_paid: bool) -> None:
        """It may close in the moment in which the money is on its way."""
        top_up = pick(self.unpaid_top_ups(), which)
        on_their_way = [each for each in self.unpaid_there() if each.startswith(top_up.number)]
        self.go(
            lambda: payments.close_top_up(
                top_up_id=top_up.pk, reason="", actor=Actor.member(top_up.member_id), at=now()
            )
        )
        for number in on_their_way if is_paid else ():
            self.tell(self.provider.pay(number))

    def unpaid_top_ups(self) -> list[TopUp]:
        return [top_up for top_up in self.top_ups if top_up.status == "created"]

    @rule(which=which, is_mistyped=st.sampled_from([False, False, False, True]))
    def bind_a_card(self, which: int, is_mistyped: bool) -> None:
        member, card = pick(self.town.members, which // 4), pick(self.town.cards, which)
        self.go(
            lambda: members.bind_card(
                member_id=member,
                number=card.number,
                pin=card.pin[::-1] if is_mistyped else card.pin,
                client_address="127.0.0.1",
                at=now(),
            ),
            CardRefused,
            CardTaken,
            CardInvalid,
        )

    @rule(which=which)
    def void_cards(self, which: int) -> None:
        batch = pick(list(CardBatch.objects.order_by("pk")), which)
        self.go(lambda: members.void_cards(batch_id=batch.pk, at=now()))
