from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from marketing.deals import BalanceWindow, Deal, DealKind, DealWanted
from marketing.models import Presale, PresaleClaim
from marketing.pricing import Deposit, PriceKind, UnitPrice
from marketing.selectors.offers import offer_for, with_mine


def deal_of(
    wanted: DealWanted, *, member_id: int, quantities: Mapping[str, int], at: datetime
) -> Deal:
    """A deposit now, by the end of the warm-up; the rest in its window. One statement.

    Raises what ``offer_for`` raises.
    """
    presale = offer_for(
        Presale,
        PresaleClaim,
        wanted.reference,
        member_id=member_id,
        quantities=quantities,
        at=at,
    )
    return Deal(
        kind=DealKind.PRESALE,
        reference=str(presale.public_id),
        prices={presale.sku.code: UnitPrice(PriceKind.PRESALE, presale.price_amount)},
        pay_by=presale.ends_at,
        deposit=Deposit(presale.deposit_amount, presale.deposit_worth_amount),
        balance_window=BalanceWindow(
            opens_at=presale.balance_opens_at,
            due_at=presale.balance_due_at,
            deposit_refundable=presale.deposit_refundable,
        ),
    )


def presales_shown(*, member_id: int | None, at: datetime) -> QuerySet[Presale]:
    """Those that shoppers see, the next to end first: begun or ahead, until their balance is due.

    Each with ``mine``, the pieces that the member has ordered; of somebody unknown, none.
    """
    shown = Presale.objects.filter(withdrawn_at=None, balance_due_at__gt=at)
    known = shown.select_related("sku__product").order_by("ends_at", "pk")
    return with_mine(known, PresaleClaim, member_id)


def presale_id_of(public_id: str) -> int:
    return Presale.objects.values_list("pk", flat=True).get(public_id=public_id)


def presales_with_figures() -> QuerySet[Presale]:
    """With the pieces whose deposit, and whose balance, was paid; and the orders that gave up."""
    held = Q(claims__given_back_at=None)
    given_up = Q(claims__given_back_at__isnull=False, claims__deposit_paid_at__isnull=False)
    return Presale.objects.select_related("sku__product").annotate(
        deposits=Sum(
            "claims__quantity", filter=held & Q(claims__deposit_paid_at__isnull=False), default=0
        ),
        balances=Sum("claims__quantity", filter=held & Q(claims__paid_at__isnull=False), default=0),
        given_up=Count("claims", filter=given_up),
    )


# --- what is due --------------------------------------------------------------------------


def _waiting() -> QuerySet[PresaleClaim]:
    """Deposit paid, balance not."""
    return PresaleClaim.objects.filter(
        deposit_paid_at__isnull=False,
        paid_at=None,
        given_back_at=None,
        offer__withdrawn_at=None,
    )


def to_tell_of_opening(*, before: datetime, at: datetime) -> QuerySet[PresaleClaim]:
    """Their balance opens by ``before``, and nobody has told them."""
    ahead = {"offer__balance_opens_at__gt": at, "offer__balance_opens_at__lte": before}
    return _waiting().filter(told_of_opening_at=None, **ahead)


def to_tell_of_closing(*, before: datetime, at: datetime) -> QuerySet[PresaleClaim]:
    """Their balance can be paid, is due by ``before``, and nobody has told them."""
    running = {
        "offer__balance_opens_at__lte": at,
        "offer__balance_due_at__gt": at,
        "offer__balance_due_at__lte": before,
    }
    return _waiting().filter(told_of_closing_at=None, **running)


def failed_claims(presale_id: int) -> QuerySet[PresaleClaim]:
    """Orders of a presale whose deposit the shop has and whose balance it has not."""
    return PresaleClaim.objects.filter(
        offer_id=presale_id, deposit_paid_at__isnull=False, paid_at=None, given_back_at=None
    ).order_by("pk")
