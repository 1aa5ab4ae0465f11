"""The outbox: events on their way to ``@after`` subscribers, at least once.

Written in the publisher's transaction, all of it in one INSERT. After commit a
task delivers; what a crash left behind, a sweep finds. One after the other,
each message is leased, its subscriber is called outside any transaction (it may
talk to a provider), and it is marked. Failures back off and end as dead letters with an
incident; ``replay`` gives those another life.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core import tracing
from core.actor import Actor
from core.clock import real_now
from core.db import atomic
from core.events import Delivery, from_payload, subscriber_called, to_payload
from core.incidents import Cure, IncidentKind, raise_incident, register_kind, resolve_incident
from core.models import OutboxMessage, Severity

logger = logging.getLogger(__name__)

# Longer than a task may run: by the time a lease ends, who held it is done or killed.
LEASE = timedelta(minutes=5)
KEPT_FOR = timedelta(days=30)
MAX_ATTEMPTS = 12
_FIRST_RETRY, _LONGEST_RETRY = timedelta(seconds=5), timedelta(hours=1)


def write_messages(deliveries: list[Delivery]) -> None:
    """Store the deliveries of the open transaction and wake the relay once it has committed."""
    at = real_now()
    messages = OutboxMessage.objects.bulk_create(
        OutboxMessage(
            event_id=delivery.event_id,
            event=delivery.event.name(),
            payload=to_payload(delivery.event),
            subscriber=delivery.subscriber,
            cause=tracing.cause(),
            written_at=at,
            due_at=at,
        )
        for delivery in deliveries
    )
    ids = [message.pk for message in messages]
    # robust: the news is safe in its table; a broker that is down must not fail the request.
    transaction.on_commit(lambda: _wake_relay(ids), robust=True)


def _wake_relay(ids: list[int]) -> None:
    from core.tasks import deliver_messages

    deliver_messages.delay(ids)


def due_messages(*, at: datetime, limit: int) -> list[int]:
    """Ids of messages that wait for delivery, oldest first."""
    waiting = OutboxMessage.objects.filter(delivered_at=None, dead_at=None, due_at__lte=at)
    return list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def deliver(ids: Sequence[int], *, at: datetime) -> int:
    """Deliver the messages that are due and nobody else has leased; return how many went well."""
    leases = (_lease(id_, at=at) for id_ in ids)
    return sum(_deliver_leased(message) for message in leases if message)


def replay(ids: Iterable[int], *, at: datetime) -> int:
    """Give dead letters another life: due at once, with all attempts before them."""
    dead = OutboxMessage.objects.filter(pk__in=list(ids), dead_at__isnull=False)
    subjects = [_subject(message) for message in dead]
    with atomic():
        count = dead.update(dead_at=None, attempts=0, due_at=at)
        for subject in subjects:
            resolve_incident(DEAD_LETTER, subject, resolution="replayed", at=at)
    return count


def forget_delivered(*, at: datetime) -> int:
    """Delete what was delivered a month ago. Dead letters stay until somebody replays them."""
    deleted, _rows = OutboxMessage.objects.filter(delivered_at__lte=at - KEPT_FOR).delete()
    return deleted


def _lease(id_: int, *, at: datetime) -> OutboxMessage | None:
    """Take the message for ourselves. One UPDATE: of several relays, one finds it due."""
    waiting = OutboxMessage.objects.filter(pk=id_, delivered_at=None, dead_at=None)
    if not waiting.filter(due_at__lte=at).update(due_at=at + LEASE, attempts=F("attempts") + 1):
        return None
    return waiting.first()


def _deliver_leased(message: OutboxMessage) -> bool:
    with tracing.resumed(message.cause):
        try:
            if message.attempts > MAX_ATTEMPTS:  # no attempt came to an end that counted it
                raise TimeoutError("whoever delivered it was killed each time")
            event = from_payload(message.event, message.payload)
            subscriber_called(event, message.subscriber)(event)
        except Exception as error:
            logger.exception("%s failed on %s", message.subscriber, message.event)
            _put_back(message, error)
            return False
        OutboxMessage.objects.filter(pk=message.pk).update(delivered_at=real_now(), last_error="")
        return True


@atomic
def _put_back(message: OutboxMessage, error: Exception) -> None:
    at = real_now()
    given_up = message.attempts >= MAX_ATTEMPTS
    OutboxMessage.objects.filter(pk=message.pk).update(
        due_at=at + min(_FIRST_RETRY * 2 ** (message.attempts - 1), _LONGEST_RETRY),
        dead_at=at if given_up else None,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
    if given_up:
        facts = {
            "event": message.event,
            "subscriber": message.subscriber,
            "error": str(error)[:500],
        }
        raise_incident(DEAD_LETTER, _subject(message), facts=facts, at=at)


def _subject(message: OutboxMessage) -> str:
    return f"outbox:{message.pk}"


# --- its incident -------------------------------------------------------------------------

DEAD_LETTER = "dead_letter"


def _deliver_again(subject: str, actor: Actor, at: datetime) -> None:
    # The outbox keeps real time, whatever the shop's clock says.
    replay([int(subject.partition(":")[2])], at=real_now())


register_kind(
    IncidentKind(
        code=DEAD_LETTER,
        label=_("A message could not be delivered inside the system"),
        severity=Severity.HIGH,
        cure=Cure(_("Deliver again"), "core.change_outboxmessage", _deliver_again),
    )
)
