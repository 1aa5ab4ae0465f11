"""Stored-value cards: issued once, bound once by who knows number and PIN, money from then on."""

from functools import partial

import pytest
from django.db import IntegrityError, InternalError

from core.limits import LimitExceeded
from ledger import selectors as ledger
from ledger.selectors import Balance
from members import selectors, services
from members.errors import CardInvalid, CardRefused, CardsIssued, CardTaken, WalletFrozen
from members.models import Asset, Card, CardBatch, Lot, LotSource, Member
from members.rules import CARD_TRIES_PER_ADDRESS, CARD_TRIES_PER_MEMBER
from members.services import IssuedCard
from tests.members.factories import MemberFactory
from tests.members.purses import DAY, NOON, STAFF, broken_laws, left, shop_account
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Member:
    return MemberFactory()


def batch(**kwargs: object) -> CardBatch:
    planned = {"name": "Autumn", "count": 3, "face_amount": 10_000, "source": LotSource.PAID}
    return CardBatch.objects.create(**planned | kwargs)


def issued(**kwargs: object) -> list[IssuedCard]:
    return list(services.issue_cards(batch_id=batch(**kwargs).pk, actor=STAFF, at=NOON))


def bind(member: Member, number: str, pin: str, *, at=NOON, address: str = "10.0.0.1") -> Card:
    return services.bind_card(
        member_id=member.pk, number=number, pin=pin, client_address=address, at=at
    )


def of_shop(kind: str) -> int:
    account = ledger.account(kind)
    return ledger.balance_of(account.pk).balance if account else 0


def test_a_batch_is_issued_once_and_booked_and_keeps_no_pin():
    planned = batch()
    cards = services.issue_cards(batch_id=planned.pk, actor=STAFF, at=NOON)

    assert len({card.number for card in cards} | {card.pin for card in cards}) == 6
    assert all(len(card.number) == len(card.pin) == 16 for card in cards)
    assert (of_shop("stored_value_sales"), of_shop("stored_value_unbound")) == (-30_000, 30_000)
    kept = str(list(Card.objects.values_list()))
    assert not [card for card in cards if card.pin in kept]
    with pytest.raises(CardsIssued):
        services.issue_cards(batch_id=planned.pk, actor=STAFF, at=NOON)
    assert broken_laws() == []


def test_what_cards_were_issued_by_does_not_change():
    issued()
    with pytest.raises((InternalError, IntegrityError)):
        CardBatch.objects.update(face_amount=99)


def test_a_bound_card_is_a_lot_of_its_source_that_expires_as_the_batch_says(member):
    (card, *_others) = issued(source=LotSource.GIFT, valid_days=30)

    bound = bind(member, card.number, card.pin)

    assert selectors.stored_value(member.pk) == Balance(balance=10_000, held=0)
    lot = Lot.objects.get()
    assert (lot.source, lot.card_id, lot.remaining) == (LotSource.GIFT, bound.pk, 10_000)
    assert lot.expires_at == NOON.replace(month=12, day=11, hour=16)
    assert of_shop("stored_value_unbound") == 20_000
    assert list(selectors.cards_of(member.pk)) == [bound]
    assert broken_laws() == []


def test_a_cards_statement_tells_what_its_money_went_into(member):
    first, second, _third = issued()
    for card in (first, second):
        bind(member, card.number, card.pin)
    funds = shop_account("order_funds", "CNY")
    held = services.hold_stored_value(
        key="h", member_id=member.pk, amount=12_000, reference="ORDER", at=NOON
    )
    services.capture_stored_value(key="c", hold_id=held, to_account_id=funds, at=NOON)
    services.refund_stored_value(
        key="r", hold_id=held, amount=500, from_account_id=funds, reference="ORDER", at=NOON
    )

    card = selectors.card_of(member_id=member.pk, number=second.number)
    moved = [(line.cause, line.amount) for line in selectors.card_statement(card.pk)]
    assert moved == [("refunded", 500), ("held", -2_000), ("added", 10_000)]
    assert left(member, Asset.STORED_VALUE) == [8_500]
    assert broken_laws() == []


def test_an_unknown_number_and_a_wrong_pin_are_refused_alike(member):
    card, other, _third = issued()
    for number, pin in ((card.number, other.pin), ("1234567890123456", card.pin)):
        with pytest.raises(CardRefused):
            bind(member, number, pin)
    assert selectors.stored_value(member.pk).balance == 0
    assert not Card.objects.exclude(member=None).exists()


def test_a_card_is_bound_once(member):
    card = issued()[0]
    bind(member, card.number, card.pin)
    for somebody in (member, MemberFactory()):
        with pytest.raises(CardTaken):
            bind(somebody, card.number, card.pin)
    assert selectors.stored_value(member.pk).balance == 10_000


def test_a_card_is_not_bound_when_its_time_is_over_or_it_was_voided(member):
    late, voided = issued(bind_by=NOON + DAY)[0], issued(name="Lost")
    with pytest.raises(CardInvalid):
        bind(member, late.number, late.pin, at=NOON + DAY)

    lost = CardBatch.objects.get(name="Lost")
    bind(member, voided[0].number, voided[0].pin)
    assert services.void_cards(batch_id=lost.pk, at=NOON) == 2
    assert services.void_cards(batch_id=lost.pk, at=NOON) == 0

    with pytest.raises(CardInvalid):
        bind(member, voided[1].number, voided[1].pin)
    assert (of_shop("stored_value_sales"), of_shop("stored_value_unbound")) == (-40_000, 30_000)
    assert selectors.stored_value(member.pk).balance == 10_000
    assert broken_laws() == []


def test_a_frozen_wallet_binds_nothing(member):
    card = issued()[0]
    services.freeze_wallet(member_id=member.pk, reason="disputed", actor=STAFF, at=NOON)
    with pytest.raises(WalletFrozen):
        bind(member, card.number, card.pin)
    assert Card.objects.get(number=card.number).member is None


def test_guessing_ends_soon_for_a_member_and_for_an_address(member):
    CARD_TRIES_PER_MEMBER.change(3)
    CARD_TRIES_PER_ADDRESS.change(4)
    card = issued()[0]
    guess = partial(bind, number=card.number, pin="W" * 16)
    for _ in range(3):
        with pytest.raises(CardRefused):
            guess(member)
    with pytest.raises(LimitExceeded):
        bind(member, card.number, card.pin, address="10.0.0.2")

    with pytest.raises(CardRefused):
        guess(MemberFactory())
    with pytest.raises(LimitExceeded):
        bind(MemberFactory(), card.number, card.pin)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_bind_one_card_one_gets_its_money():
    card = issued()[0]
    members = MemberFactory.create_batch(6)

    results = race([partial(bind, each, card.number, card.pin) for each in members])

    assert sum(isinstance(each, Card) for each in results) == 1
    assert sum(isinstance(each, CardTaken) for each in results) == 5
    assert sum(selectors.stored_value(each.pk).balance for each in members) == 10_000
    assert broken_laws() == []


@pytest.mark.django_db(transaction=True)
def test_binding_and_voiding_at_once_leave_the_books_in_step():
    planned = batch()
    card = services.issue_cards(batch_id=planned.pk, actor=STAFF, at=NOON)[0]
    member = MemberFactory()
    race(
        [
            partial(bind, member, card.number, card.pin),
            partial(services.void_cards, batch_id=planned.pk, at=NOON),
        ]
    )
    assert broken_laws() == []
