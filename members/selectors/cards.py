"""Stored-value cards: whose they are, and what became of their money."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import NotFound
from members.models import Card, LotMovement


def cards_of(member_id: int) -> QuerySet[Card]:
    """The cards that a member has bound, the newest first, each with its batch and its lot."""
    cards = Card.objects.filter(member_id=member_id).select_related("batch", "lot")
    return cards.order_by("-bound_at", "-pk")


def card_of(*, member_id: int, number: str) -> Card:
    """A card that the member has bound. NotFound for others, bound by somebody else or not."""
    card = cards_of(member_id).filter(number=number).first()
    if card is None:
        raise NotFound(what=_("card"))
    return card


def card_statement(card_id: int) -> QuerySet[LotMovement]:
    """What the money of a card was spent on and what came back, newest first."""
    movements = LotMovement.objects.filter(lot__card=card_id)
    return movements.select_related("hold", "entry").order_by("-pk")


def unbound_cards(batch_id: int) -> QuerySet[Card]:
    """Cards of a batch that nobody has bound and that are not void."""
    return Card.objects.filter(batch_id=batch_id, bound_at=None, voided_at=None)
