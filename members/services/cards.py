"""Stored-value cards: issued in batches, told once, bound by number and PIN, money from then on."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.actor import Actor
from core.db import atomic
from core.limits import spend
from ledger import services as ledger
from ledger.services import Leg
from members import selectors
from members.errors import CardInvalid, CardRefused, CardsIssued, CardTaken
from members.models import Asset, Card, CardBatch, LotSource
from members.rules import card_tries
from members.services import lots
from members.services.expiry import end_of_day
from members.services.freezing import require_not_frozen

UNBOUND_KIND = "stored_value_unbound"
# What issued cards stand against: what was paid for them, or what giving them costs the shop.
_AGAINST = {LotSource.PAID: "stored_value_sales", LotSource.GIFT: "stored_value_gifts"}

# Without the ones that people take for each other: 31 letters, so that a PIN has 79 bits.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PIN_LENGTH = 16


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """As it is printed. The PIN is told here, once: what is kept is its hash."""

    number: str
    pin: str


@atomic
def issue_cards(*, batch_id: int, actor: Actor, at: datetime) -> Sequence[IssuedCard]:
    """Make the cards of a batch and book what they are worth. Raises CardsIssued."""
    batch = CardBatch.objects.select_for_update(no_key=True).get(pk=batch_id)
    if batch.issued_at:
        raise CardsIssued
    issued = [IssuedCard(_new_number(), _new_pin()) for _ in range(batch.count)]
    Card.objects.bulk_create(
        (
            Card(batch=batch, number=card.number, pin_hash=hash_pin(card.number, card.pin))
            for card in issued
        ),
        batch_size=2_000,
    )
    _book(batch, batch.count, key=f"cards_issued:{batch.pk}", kind="cards_issued", at=at)
    batch.issued_at, batch.issued_by = at, str(actor)
    batch.save(update_fields=["issued_at", "issued_by"])
    return issued


@atomic
def void_cards(*, batch_id: int, at: datetime) -> int:
    """Void the cards of a batch that nobody has bound, such as a list that was lost; how many."""
    batch = CardBatch.objects.get(pk=batch_id)
    count = selectors.unbound_cards(batch_id).update(voided_at=at)
    if count:
        key = f"cards_voided:{batch.pk}:{at.isoformat()}"
        _book(batch, -count, key=key, kind="cards_voided", at=at)
    return count


def bind_card(*, member_id: int, number: str, pin: str, client_address: str, at: datetime) -> Card:
    """Put what a card is worth on the member's stored value.

    The try counts whatever comes of it. Raises LimitExceeded, WalletFrozen, CardRefused for a
    number that is unknown and a PIN that is wrong alike, CardTaken, CardInvalid.
    """
    spend(*card_tries(member_id=member_id, client_address=client_address), at=at)
    return _bind(member_id, number, pin, at)


@atomic
def _bind(member_id: int, number: str, pin: str, at: datetime) -> Card:
    require_not_frozen(member_id=member_id)
    cards = Card.objects.select_related("batch").select_for_update(of=("self",), no_key=True)
    card = cards.filter(number=number, pin_hash=hash_pin(number, pin)).first()
    if card is None:
        raise CardRefused
    if card.bound_at:
        raise CardTaken
    if card.voided_at or (card.batch.bind_by and card.batch.bind_by <= at):
        raise CardInvalid
    card.member_id, card.bound_at = member_id, at
    card.save(update_fields=["member", "bound_at"])
    days = card.batch.valid_days
    lots.add_lot(
        asset=Asset.STORED_VALUE,
        member_id=member_id,
        amount=card.batch.face_amount,
        source=LotSource(card.batch.source),
        from_account_id=ledger.open_account(kind=UNBOUND_KIND).pk,
        key=f"card_bound:{card.pk}",
        kind="card_bound",
        reference=card.number,
        expires_at=end_of_day(at + timedelta(days=days)) if days else None,
        card_id=card.pk,
        at=at,
    )
    return selectors.card_of(member_id=member_id, number=number)


def hash_pin(number: str, pin: str) -> str:
    """SHA-256, salted with the number: a PIN of this length cannot be guessed from its hash.

    Not keyed: cards are bound years after they were printed, and outlive a change of SECRET_KEY.
    """
    return hashlib.sha256(f"{number}:{pin}".encode()).hexdigest()


def _new_number() -> str:
    return str(10**15 + secrets.randbelow(9 * 10**15))


def _new_pin() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(PIN_LENGTH))


def _book(batch: CardBatch, count: int, *, key: str, kind: str, at: datetime) -> None:
    against = ledger.open_account(kind=_AGAINST[LotSource(batch.source)]).pk
    unbound = ledger.open_account(kind=UNBOUND_KIND).pk
    amount = batch.face_amount * count
    legs = [Leg(against, -amount), Leg(unbound, amount)]
    ledger.post_entry(key=key, kind=kind, reference=f"cards:{batch.pk}", legs=legs, at=at)
