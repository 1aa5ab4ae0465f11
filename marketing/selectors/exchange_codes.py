"""Finding an exchange code by what its holder types."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.crypto import salted_hmac

from marketing.deals import Deal, DealKind, DealWanted
from marketing.errors import (
    CodeNotForGoods,
    ExchangeCodeUsed,
    OtherGoods,
    UnknownExchangeCode,
)
from marketing.models import ExchangeCode
from marketing.pricing import PriceKind, UnitPrice


def hash_of(code: str) -> str:
    """Keyed, over the code as it was printed: case and separators do not count."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return salted_hmac("marketing.exchange_code", plain, algorithm="sha256").hexdigest()


def code_for(code: str, *, member_id: int, at: datetime) -> ExchangeCode:
    """The code with its batch, where it may be used now.

    Raises ExchangeCodeUsed to who used it, UnknownExchangeCode in every other case: what is not
    there, used by another, or outside its time looks the same to who guesses.
    """
    known = (
        ExchangeCode.objects.filter(code_hash=hash_of(code))
        .select_related("batch__sku__product", "batch__template")
        .first()
    )
    if known is not None and known.used_for and known.member_id == member_id:
        raise ExchangeCodeUsed(reference=known.used_for)
    if known is None or known.used_for or not known.batch.is_valid(at):
        raise UnknownExchangeCode
    return known


def goods_of(code: str, *, member_id: int, at: datetime) -> tuple[str, int]:
    """The SKU that a code is good for, by its code, and how many pieces.

    Raises what ``code_for`` raises, CodeNotForGoods for one that is good for a coupon.
    """
    batch = code_for(code, member_id=member_id, at=at).batch
    if batch.sku is None:
        raise CodeNotForGoods
    return batch.sku.code, batch.quantity


def deal_of(
    wanted: DealWanted, *, member_id: int, quantities: Mapping[str, int], at: datetime
) -> Deal:
    """What the code is good for, all of it, at the batch's price. One statement.

    ``wanted.reference`` is the code itself, which is kept nowhere: the deal is that of its batch.
    Raises what ``goods_of`` raises, OtherGoods for anything but its goods.
    """
    known = code_for(wanted.reference, member_id=member_id, at=at)
    batch = known.batch
    if batch.sku is None:
        raise CodeNotForGoods
    if quantities != {batch.sku.code: batch.quantity}:
        raise OtherGoods(sku=batch.sku.code)
    price = UnitPrice(PriceKind.EXCHANGE, batch.price_amount // batch.quantity)
    return Deal(
        kind=DealKind.EXCHANGE,
        reference=str(batch.public_id),
        prices={batch.sku.code: price},
        ships_free=batch.ships_free,
        code_id=known.pk,
    )
