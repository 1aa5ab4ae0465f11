"""What staff can do with an order from its page: each a service, a permission and a warning."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import ActorKind
from members.models import StaffUser
from orders.lifecycle import CLOSE, START_REFUND, Transition
from orders.models import Order
from orders.state_machine import allowed_transitions
from payments import services as payments

Staff = StaffUser | AnonymousUser


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAction:
    """One button of the order page. ``run`` takes order_id, actor, reason and at."""

    name: str
    label: str | Promise
    icon: str
    transition: Transition
    permission: str
    warning: str | Promise  # what it does, read before it is confirmed
    done: str | Promise
    run: Callable[..., object]
    moves_money: bool = False  # how much is shown before it is confirmed

    def is_permitted(self, staff: Staff) -> bool:
        return staff.has_perm(self.permission)


ORDER_ACTIONS = (
    OrderAction(
        name="cancel",
        label=_("Cancel order"),
        icon="cancel",
        transition=CLOSE,
        permission="orders.cancel_order",
        warning=_(
            "The order closes and its stock goes back on sale. "
            "An open payment is closed at the provider first."
        ),
        done=_("Order %(number)s is cancelled."),
        run=payments.close_unpaid_order,
    ),
    OrderAction(
        name="refund",
        label=_("Refund everything"),
        icon="undo",
        transition=START_REFUND,
        permission="payments.request_refund",
        warning=_(
            "All that was paid and is left goes back the way it came; what has not been shipped "
            "goes back on sale. It cannot be taken back."
        ),
        done=_("The refund of order %(number)s is on its way."),
        run=payments.request_refund,
        moves_money=True,
    ),
)


def legal_actions(order: Order, staff: Staff) -> list[OrderAction]:
    """What this person may do with the order now, by the order's own table."""
    legal = allowed_transitions(order, ActorKind.STAFF, at=clock.now())
    return [
        action
        for action in ORDER_ACTIONS
        if action.transition in legal and action.is_permitted(staff)
    ]


def action_named(name: str) -> OrderAction | None:
    return next((action for action in ORDER_ACTIONS if action.name == name), None)
