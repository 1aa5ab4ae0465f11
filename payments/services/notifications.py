from collections.abc import Mapping
from datetime import datetime

from core import tracing
from core.actor import Actor
from core.db import atomic
from core.incidents import raise_incident
from payments import selectors
from payments.channels.base import ForeignNotification, NotificationRejected, Notified
from payments.errors import UnknownPayment
from payments.models import Notification
from payments.services.capture import capture_payment, lock_paid
from payments.services.gateway import gateway_of
from payments.services.refund_result import apply_refund_result, lock_refunded


def receive_notification(
    *, channel: str, headers: Mapping[str, str], body: bytes, at: datetime
) -> None:
    """Take a provider's call: verified before anything is read, acknowledged after commit.

    The notification and its effect are one transaction: what is stored was
    processed, and what was not is sent again.

    Raises NotificationRejected for one that is forged, stale, or not about us.
    """
    try:
        notified = gateway_of(channel).read_notification(headers, body)
    except ForeignNotification as error:
        subject = f"{channel}:{error.facts.get('out_trade_no', '-')}"
        raise_incident("foreign_notification", subject, facts=error.facts, at=at)
        raise
    with tracing.caused_by("notification", notified.event_id):
        try:
            _apply(channel=channel, notified=notified, at=at)
        except UnknownPayment as error:
            subject = f"{channel}:{error.facts['number']}"
            raise_incident("unknown_payment", subject, facts=notified.facts, at=at)
            raise NotificationRejected(str(error), status=404) from None


@atomic
def _apply(*, channel: str, notified: Notified, at: datetime) -> None:
    """Its effect, once per event and once per business key, under the lock of what it is about."""
    if notified.payment is not None:
        lock_paid(notified.payment, channel=channel)
    elif notified.refund is not None:
        lock_refunded(notified.refund, channel=channel)
    if selectors.notification_seen(channel, notified.event_id):
        return
    Notification.objects.create(
        channel=channel,
        event_id=notified.event_id,
        kind=notified.kind,
        facts=notified.facts,
        outcome=_effect(channel, notified, at=at),
        received_at=at,
    )


def _effect(channel: str, notified: Notified, *, at: datetime) -> str:
    if notified.payment is not None:
        received = capture_payment(
            channel=channel, payment=notified.payment, confirmed=False, at=at
        )
        return received.disposition
    if notified.refund is not None:
        leg = apply_refund_result(
            channel=channel, result=notified.refund, actor=Actor.provider(channel), at=at
        )
        return leg.status
    return "ignored"
