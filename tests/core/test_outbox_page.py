"""The outbox in the back office: what was given up is found there, and given another life."""

import pytest
from django.urls import reverse

from core import outbox
from core.clock import real_now
from core.models import OutboxMessage
from tests.backoffice.staff import at_work, colleague
from tests.core.stories import boil

pytestmark = pytest.mark.django_db

OUTBOX = "/admin/core/outboxmessage/"
LOOK, REPLAY = "core.view_outboxmessage", "core.change_outboxmessage"


@pytest.fixture
def dead() -> OutboxMessage:
    """One given up, one delivered, two that wait."""
    for kettle in (1, 2):
        boil(kettle)
    gone, told, *_waiting = OutboxMessage.objects.order_by("pk")
    OutboxMessage.objects.filter(pk=gone.pk).update(
        dead_at=real_now(), attempts=outbox.MAX_ATTEMPTS, last_error="ZeroDivisionError: no tea"
    )
    OutboxMessage.objects.filter(pk=told.pk).update(delivered_at=real_now())
    gone.refresh_from_db()
    return gone


def rows(page) -> list[int]:
    return [message.pk for message in page.context["cl"].result_list]


@pytest.mark.parametrize(("state", "count"), [("dead", 1), ("delivered", 1), ("waiting", 2)])
def test_messages_are_found_by_their_state(dead, state, count):
    page = at_work(colleague(LOOK)).get(f"{OUTBOX}?state={state}")

    assert len(rows(page)) == count
    assert (dead.pk in rows(page)) == (state == "dead")


def test_the_page_of_one_says_what_went_wrong(dead):
    page = at_work(colleague(LOOK)).get(reverse("admin:core_outboxmessage_change", args=[dead.pk]))
    assert "ZeroDivisionError: no tea" in page.content.decode()


def test_what_was_given_up_is_delivered_again_by_who_may(dead, relay):
    chosen = {"action": "replay", "_selected_action": [dead.pk]}

    at_work(colleague(LOOK, username="wei")).post(OUTBOX, chosen)
    dead.refresh_from_db()
    assert dead.dead_at is not None

    said = at_work(colleague(LOOK, REPLAY)).post(OUTBOX, chosen, follow=True)

    assert "1 message will be delivered again." in said.content.decode()
    assert relay() == 3
    dead.refresh_from_db()
    assert dead.delivered_at is not None
