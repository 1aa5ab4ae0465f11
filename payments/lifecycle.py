"""The states of payments and refunds as data: what each means, and where it may go.

``state_machine.move`` and a trigger of the database hold the same tables.
"""

from collections.abc import Mapping, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

Moves = Mapping[str, Sequence[str]]


class TopUpStatus(models.TextChoices):
    """Money that a member puts on what the shop keeps for them."""

    CREATED = "created", _("waits for payment")
    PAID = "paid", _("paid")
    CLOSED = "closed", _("closed")


class AttemptStatus(models.TextChoices):
    """One press on "Pay". While it is open or closing, the order can neither close nor change."""

    OPEN = "open", _("open")
    CLOSING = "closing", _("being closed")  # the provider is asked, and has not answered yet
    CAPTURED = "captured", _("paid")
    CLOSED = "closed", _("closed")
    FAILED = "failed", _("refused by the provider")


class TenderStatus(models.TextChoices):
    HELD = "held", _("held")
    CAPTURED = "captured", _("captured")
    VOIDED = "voided", _("void")


class Disposition(models.TextChoices):
    """What became of money that reached us at a provider."""

    CAPTURED = "captured", _("taken as payment")
    LATE = "late", _("too late: goes back")
    DUPLICATE = "duplicate", _("paid twice: goes back")
    SUSPENSE = "suspense", _("another amount: waits for the provider's word")
    MISMATCHED = "mismatched", _("another amount, confirmed: goes back")


class RefundKind(models.TextChoices):
    ORDER = "order", _("refund of an order")
    RETURN_OF_PAYMENT = "return_of_payment", _("return of a payment")


class Destination(models.TextChoices):
    """Where money that was paid at a provider goes. All else goes back where it came from."""

    ORIGINAL = "original", _("the way it was paid")
    BALANCE = "balance", _("to the member's balance")


class RefundLineKind(models.TextChoices):
    """What a row of a refund gives back; a row without a line is about the shipping fee."""

    GOODS = "goods", _("goods")
    SHIPPING = "shipping", _("shipping fee")
    GOODWILL = "goodwill", _("goodwill")
    # Of goods that stay: their reduction's threshold is not reached any more, or is not counted
    # any more since they came back as well.
    UNDERCUT = "undercut", _("reduction no longer earned")
    # What the goods that come back had earned, and was spent: by rule it is no debt.
    POINTS = "points", _("points earned and spent")


class LegStatus(models.TextChoices):
    """A refund along one tender. Accepted is not refunded: only SUCCEEDED is."""

    CREATED = "created", _("to be sent")
    BLOCKED = "blocked", _("held back")  # something else is to be done first
    SENT = "sent", _("sent, no answer yet")
    PENDING = "pending", _("accepted by the provider")
    SUCCEEDED = "succeeded", _("refunded")
    CLOSED = "closed", _("closed by the provider")
    ABNORMAL = "abnormal", _("stuck at the provider")
    REROUTED = "rerouted", _("paid to the balance instead")


U, A, T, D, L = TopUpStatus, AttemptStatus, TenderStatus, Disposition, LegStatus

# What each state looks like wherever people see it.
TOP_UP_COLOURS = {U.CREATED: "amber", U.PAID: "green", U.CLOSED: "grey"}
ATTEMPT_COLOURS = {
    A.OPEN: "amber",
    A.CLOSING: "amber",
    A.CAPTURED: "green",
    A.CLOSED: "grey",
    A.FAILED: "red",
}
LEG_COLOURS = {
    L.CREATED: "orange",
    L.BLOCKED: "amber",
    L.SENT: "orange",
    L.PENDING: "orange",
    L.SUCCEEDED: "green",
    L.CLOSED: "red",
    L.ABNORMAL: "red",
    L.REROUTED: "grey",
}

OPEN_ATTEMPTS = (A.OPEN, A.CLOSING)

# What comes for a closed one goes back: it is never paid any more.
TOP_UP_MOVES: Moves = {U.CREATED: (U.PAID, U.CLOSED)}

# An ended attempt may still be captured: the provider took the money after all, and the
# instalment is still to be paid. Nothing leads away from captured: a failure that arrives
# after a success changes nothing.
ATTEMPT_MOVES: Moves = {
    A.OPEN: (A.CLOSING, A.CAPTURED, A.CLOSED, A.FAILED),
    A.CLOSING: (A.CAPTURED, A.CLOSED),
    A.CLOSED: (A.CAPTURED,),
    A.FAILED: (A.CAPTURED,),
}
TENDER_MOVES: Moves = {
    T.HELD: (T.CAPTURED, T.VOIDED),
    T.VOIDED: (T.CAPTURED,),
}
DISPOSITION_MOVES: Moves = {
    D.SUSPENSE: (D.CAPTURED, D.LATE, D.DUPLICATE, D.MISMATCHED),
}
LEG_MOVES: Moves = {
    L.CREATED: (L.SENT, L.BLOCKED, L.SUCCEEDED),  # an internal leg succeeds where it is created
    L.BLOCKED: (L.CREATED,),
    L.SENT: (L.CREATED, L.PENDING, L.SUCCEEDED, L.CLOSED, L.ABNORMAL),
    L.PENDING: (L.SUCCEEDED, L.CLOSED, L.ABNORMAL),
    L.ABNORMAL: (L.SUCCEEDED, L.CLOSED, L.REROUTED),
    L.CLOSED: (L.REROUTED,),
}

# Such a leg gives nothing back any more: another takes its place.
GIVEN_UP_LEGS = (L.CLOSED, L.REROUTED)


def pairs(moves: Moves) -> list[tuple[str, str]]:
    """(source, target), as the database's guard wants them."""
    return sorted((str(source), str(to)) for source, targets in moves.items() for to in targets)
