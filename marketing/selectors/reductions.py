"""Which full reductions are in force."""

from datetime import datetime

from django.db.models import QuerySet

from marketing.models import FullReductionOffer
from marketing.pricing import FullReduction


def offers_in_force(*, at: datetime) -> QuerySet[FullReductionOffer]:
    running = FullReductionOffer.objects.filter(is_enabled=True, starts_at__lte=at, ends_at__gt=at)
    return running.order_by("priority", "pk")


def reductions_in_force(*, at: datetime) -> tuple[FullReduction, ...]:
    """As pricing takes them: one statement, however many."""
    return tuple(offer.terms for offer in offers_in_force(at=at))
