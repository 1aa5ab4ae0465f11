"""What orders hold of flash sales: the hot path of a rush, and the ways back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from core.actor import Actor
from core.db import atomic
from marketing.deals import ClaimLine, Deal
from marketing.errors import FlashLimitReached, FlashSaleOver, FlashSaleSoldOut
from marketing.models import FlashClaim, FlashItem, FlashSaleState, stock_quota
from products.selectors import quota_left
from products.services import Returned, return_to_quotas, take_from_quota

_RULE = Actor.rule("flash_sale")

# The member's row is made or raised within the limit, whatever they click at once.
_COUNTED = """
    INSERT INTO marketing_flashbuyer AS buyer (item_id, member_id, quantity)
    SELECT id, %(member)s, %(quantity)s FROM marketing_flashitem
    WHERE public_id = %(item)s AND %(quantity)s <= per_member_limit
    ON CONFLICT (item_id, member_id) DO UPDATE SET quantity = buyer.quantity + EXCLUDED.quantity
    WHERE buyer.quantity + EXCLUDED.quantity
        <= (SELECT per_member_limit FROM marketing_flashitem WHERE id = buyer.item_id)
    RETURNING item_id, member_id
"""
_CLAIM = f"""
WITH counted AS ({_COUNTED})
INSERT INTO marketing_flashclaim (item_id, member_id, reference, line, quantity,
                                  given_back_quantity, claimed_at)
SELECT item_id, member_id, %(reference)s, %(line)s, %(quantity)s, 0, %(at)s FROM counted
RETURNING item_id
"""  # noqa: S608
_CLAIM_AGAIN = f"""
WITH counted AS ({_COUNTED})
UPDATE marketing_flashclaim AS claim SET given_back_quantity = 0
FROM counted WHERE claim.reference = %(reference)s
RETURNING claim.item_id
"""  # noqa: S608

# The sale is held by everybody who gives back to it, and by its end alone: no piece comes back to
# a session that has just been emptied.
_HELD = """
    SELECT claim.id, claim.item_id, claim.member_id, claim.reference, claim.line,
           claim.quantity - claim.given_back_quantity AS quantity, item.slice_size,
           sale.ended_at IS NULL AS is_open
    FROM marketing_flashclaim AS claim
    JOIN marketing_flashitem AS item ON item.id = claim.item_id
    JOIN marketing_flashsale AS sale ON sale.id = item.sale_id
    WHERE claim.reference = ANY(%(references)s) AND claim.given_back_quantity < claim.quantity
    ORDER BY claim.id FOR NO KEY UPDATE OF claim FOR SHARE OF sale
"""
_GIVE_BACK = """
WITH back AS (
    SELECT * FROM unnest(%(claims)s::bigint[], %(quantities)s::int[]) AS back (claim_id, quantity)
)
UPDATE marketing_flashclaim AS claim
SET given_back_quantity = claim.given_back_quantity + back.quantity
FROM back WHERE claim.id = back.claim_id
"""
_COUNT_BACK = """
WITH back AS (
    SELECT * FROM unnest(%(items)s::bigint[], %(members)s::bigint[], %(quantities)s::int[])
        AS back (item_id, member_id, quantity)
), locked AS MATERIALIZED (
    SELECT buyer.id, back.quantity
    FROM marketing_flashbuyer AS buyer JOIN back USING (item_id, member_id)
    ORDER BY buyer.id FOR NO KEY UPDATE OF buyer
)
UPDATE marketing_flashbuyer AS buyer SET quantity = buyer.quantity - locked.quantity
FROM locked WHERE buyer.id = locked.id
"""


class _Held(NamedTuple):
    """A claim of which an order still holds something; see _HELD."""

    claim_id: int
    item_id: int
    member_id: int
    reference: str
    line: int
    quantity: int
    slice_size: int
    is_open: bool


def claim(
    deal: Deal, *, reference: str, member_id: int, lines: Sequence[ClaimLine], at: datetime
) -> None:
    """Count the pieces towards the member's limit, then take them from the quota, hot rows last.

    Raises FlashLimitReached, FlashSaleSoldOut with how many are left, and Busy.
    """
    (line,) = lines
    counted = {
        "item": deal.reference,
        "member": member_id,
        "quantity": line.quantity,
        "reference": reference,
        "line": line.number,
        "at": at,
    }
    item_id = _counted(_CLAIM, counted)
    if item_id is None:
        limits = FlashItem.objects.filter(public_id=deal.reference)
        raise FlashLimitReached(limit=limits.values_list("per_member_limit", flat=True).get())
    _take(item_id, reference, line.number, line.quantity, Actor.member(member_id), at)


def note_paid(reference: str, *, complete: bool, at: datetime) -> None:
    """Nothing: what was claimed as the order was placed is paid for."""


def give_back(references: Sequence[str], *, at: datetime) -> None:
    """To the sale, which is open again with that; of one that has ended the order keeps its pieces,
    and they are stock as it closes. A claim is given back once, however often it is asked."""
    held = _held(references)
    _give_back(held, {each.claim_id: each.quantity for each in held}, at)


def give_back_lines(reference: str, *, quantities: Mapping[int, int], at: datetime) -> bool:
    """Pieces of a paid order will not be sent. Whether the sale took them; otherwise they are
    the order's to release."""
    held = [each for each in _held([reference]) if each.line in quantities]
    _give_back(held, {each.claim_id: quantities[each.line] for each in held}, at)
    return any(each.is_open for each in held)


def take_again(reference: str, *, at: datetime) -> None:
    """Raises FlashSaleOver, and what ``claim`` raises."""
    mine = FlashClaim.objects.select_related("item__sale").get(reference=reference)
    if not mine.given_back_quantity:
        return
    if mine.item.sale.state(at) != FlashSaleState.RUNNING:
        raise FlashSaleOver
    counted = {
        "item": mine.item.public_id,
        "member": mine.member_id,
        "quantity": mine.quantity,
        "reference": reference,
    }
    if _counted(_CLAIM_AGAIN, counted) is None:
        raise FlashLimitReached(limit=mine.item.per_member_limit)
    _take(mine.item_id, reference, mine.line, mine.quantity, _RULE, at)


def _counted(statement: str, counted: Mapping[str, Any]) -> int | None:
    """The item's id; None where the member would have more than the limit."""
    with connection.cursor() as cursor:
        cursor.execute(statement, counted)
        row = cursor.fetchone()
    return row[0] if row else None


@atomic
def _take(
    item_id: int, reference: str, line: int, quantity: int, actor: Actor, at: datetime
) -> None:
    quota = stock_quota(item_id)
    if not take_from_quota(
        quota=quota, reference=reference, line=line, quantity=quantity, actor=actor, at=at
    ):
        raise FlashSaleSoldOut(left=quota_left(quota))


def _held(references: Sequence[str]) -> list[_Held]:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"references": list(references)})
        return [_Held(*row) for row in cursor.fetchall()]


def _give_back(held: Sequence[_Held], quantities: Mapping[int, int], at: datetime) -> None:
    """So much of each claim, by its id: from the claim, from the member's count, to the quota."""
    if not held:
        return
    bought: Counter[tuple[int, int]] = Counter()
    for each in held:
        bought[each.item_id, each.member_id] += quantities[each.claim_id]
    with connection.cursor() as cursor:
        cursor.execute(
            _GIVE_BACK,
            {"claims": list(quantities), "quantities": list(quantities.values())},
        )
        cursor.execute(
            _COUNT_BACK,
            {
                "items": [item_id for item_id, _ in bought],
                "members": [member_id for _, member_id in bought],
                "quantities": list(bought.values()),
            },
        )
    returned = [
        Returned(
            each.reference,
            each.line,
            quantities[each.claim_id],
            quota=stock_quota(each.item_id),
            slice_size=each.slice_size,
        )
        for each in held
        if each.is_open
    ]
    if returned:
        return_to_quotas(returned=returned, actor=_RULE, at=at)
