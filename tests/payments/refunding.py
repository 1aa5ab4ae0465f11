"""Paid orders of several lines, and what a refund did to them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from members.models import Member
from orders.lifecycle import InstalmentPurpose
from orders.models import Instalment, Order, OrderDiscount
from payments import selectors, services
from payments.models import Cell, Refund, Tender
from payments.refund_plan import RefundPlan, Wish
from tests.orders.factories import a_shop, place
from tests.payments.factories import STAFF, now, start, with_balance

FEE = 800


def an_order_of(basket: Mapping[str, int], *, member: Member | None = None) -> Order:
    """Pieces at 99.00 each, by SKU; of each SKU the shop has fifty."""
    a_shop(dict.fromkeys(basket, 50))
    return place(basket, member=member, at=now())


def paid_by_balance(basket: Mapping[str, int], *, off: Mapping[int, int] | None = None) -> Order:
    """Such an order, reduced by so much on each line, paid by its member's balance."""
    member = with_balance(10_000_000)
    order = an_order_of(basket, member=member)
    for number, amount in (off or {}).items():
        _reduce(order, number, amount)
    start(order, "balance")
    return fresh(order)


def _reduce(order: Order, number: int, amount: int) -> None:
    """As a coupon does, at placement."""
    line = order.lines.get(number=number)
    OrderDiscount.objects.create(
        order=order, line=line, kind="coupon", code="C1", name="C1", bearer="store", amount=amount
    )
    line.discount_amount += amount
    line.save()
    order.discount_amount += amount
    order.payable_amount -= amount
    order.save(update_fields=["discount_amount", "payable_amount"])
    order.instalments.update(amount=order.payable_amount)


def in_two_instalments(order: Order, deposit: int, *, refundable: bool = True) -> None:
    """Make of an unpaid order one that pays a deposit first, as a presale does."""
    order.instalments.update(
        amount=deposit, purpose=InstalmentPurpose.DEPOSIT, refundable=refundable
    )
    Instalment.objects.create(
        order=order,
        number=2,
        purpose=InstalmentPurpose.BALANCE,
        amount=order.payable_amount - deposit,
        opens_at=now() - timedelta(hours=1),
        due_at=now() + timedelta(days=1),
    )


def refund_of(
    order: Order,
    lines: Mapping[int, int] | None,
    *,
    shipping: bool = False,
    at: datetime | None = None,
    **asked,
) -> Refund:
    return services.request_refund(
        order_id=order.pk,
        lines=lines,
        shipping=shipping,
        reason="not wanted",
        actor=STAFF,
        at=at or now(),
        **asked,
    )


def preview(order: Order, lines: Mapping[int, int] | None, **asked) -> RefundPlan:
    wish = Wish(lines=lines, **({"shipping": False} | asked))
    return selectors.preview_refund(fresh(order), wish)


def fresh(order: Order) -> Order:
    return Order.objects.with_guarded().get(pk=order.pk)


def rows(refund: Refund) -> list[tuple[str, int | None, int, int]]:
    """Kind, line, pieces and fen of each row."""
    return [
        (row.kind, row.line.number if row.line else None, row.quantity, row.amount)
        for row in refund.lines.select_related("line")
    ]


def lines_of(order: Order) -> list[tuple[int, int, int, int]]:
    """Of each line: pieces cancelled, pieces refunded, fen refunded, fen that still earn."""
    columns = ("cancelled_quantity", "refunded_quantity", "refunded_amount", "earning_amount")
    return list(order.lines.order_by("number").values_list(*columns))


def given_back() -> list[tuple[int, int]]:
    """What each tender took, and gave back."""
    tenders = Tender.objects.filter(status="captured")
    return list(tenders.values_list("amount", "refunded_amount"))


def what_is_left() -> int:
    return sum(cell.amount - cell.refunded_amount for cell in Cell.objects.all())
