"""Orders at the point where it gets dangerous, each of a member of its own."""

from members.services import issue_token
from orders.models import Order
from payments.models import Attempt
from tests.crash.clock import now
from tests.members.factories import MemberFactory
from tests.payments.factories import an_order, start


def an_unpaid_order() -> Order:
    return an_order(MemberFactory.create())


def being_paid() -> Order:
    """The shopper has the code of WeChat Pay before them."""
    order = an_unpaid_order()
    start(order)
    return order


def number_of(order: Order) -> str:
    """Its payment's number at the provider."""
    return Attempt.objects.get(instalment__order=order).out_trade_no


def token_of(order: Order) -> str:
    """Of a device of its member."""
    return issue_token(member_id=order.member_id, at=now())
