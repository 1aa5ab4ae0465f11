"""The home page: what a person must look at, and how the day goes."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from backoffice.navigation import GROUPS, sidebar
from core import incidents
from core.actor import Actor
from core.clock import real_now
from core.errors import Busy
from core.incidents import Cure, IncidentKind, raise_incident, register_kind
from core.models import Incident, OutboxMessage, Severity
from members.roles import Role
from members.services import sync_roles
from tests.backoffice.staff import at_work, colleague, in_role
from tests.orders.factories import NOON, in_state

pytestmark = pytest.mark.django_db


def home_of(*permissions: str) -> str:
    return at_work(colleague(*permissions)).get("/admin/").content.decode()


def test_shows_todays_orders_by_state_with_links_to_them(time_machine):
    in_state("shipped")
    time_machine.move_to(NOON + timedelta(hours=1), tick=False)

    page = home_of("orders.view_order")

    assert "1 order" in page
    assert "¥107.00" in page
    assert "status__exact=shipped&amp;placed_at_from=2026-11-11&amp;placed_at_to=2026-11-11" in page


def test_yesterdays_orders_are_not_todays(time_machine):
    in_state("shipped")
    time_machine.move_to(NOON + timedelta(hours=12), tick=False)

    assert "No order has been placed today yet." in home_of("orders.view_order")


def test_lists_open_incidents_the_worst_first_and_leaves_out_what_is_snoozed():
    at = real_now()
    raise_incident("dead_letter", "outbox:1", at=at - timedelta(hours=3), facts={"attempts": 12})
    raise_incident("dead_letter", "outbox:2", at=at - timedelta(hours=5))
    raise_incident("dead_letter", "outbox:3", at=at)
    Incident.objects.filter(subject="outbox:3").update(snoozed_until=at + timedelta(hours=1))

    page = home_of("core.view_incident")

    assert page.index("message 2") < page.index("message 1")
    assert "message 3" not in page
    assert "tries: 12" in page
    assert "A message could not be delivered" in page


def test_leads_to_the_order_that_an_incident_is_about_else_to_the_incident():
    order = in_state("shipped")
    raise_incident("order_not_closed", f"order:{order.number}", at=real_now())
    raise_incident("payment_mismatch", "payment:P1", at=real_now(), facts={"order": order.number})
    raise_incident("dead_letter", "outbox:1", at=real_now())
    desk = at_work(colleague("core.view_incident"))

    home = desk.get("/admin/").content.decode()
    pages = {}
    for incident in Incident.objects.all():
        look = reverse("admin:core_incident_look", args=(incident.pk,))
        assert f'href="{look}"' in home
        pages[incident.kind] = desk.get(look).headers["Location"]
        assert at_work(colleague(username=incident.kind)).get(look).status_code == 403

    dead_letter = Incident.objects.get(kind="dead_letter")
    assert pages == {
        "order_not_closed": f"/admin/orders/order/{order.number}/change/",
        "payment_mismatch": f"/admin/orders/order/{order.number}/change/",
        "dead_letter": f"/admin/core/incident/{dead_letter.pk}/change/",
    }


@pytest.fixture
def cured() -> Iterator[list[tuple[str, str]]]:
    """A kind whose cure notes what it was asked to cure, and by whom."""
    asked: list[tuple[str, str]] = []

    def run(subject: str, actor: Actor, at: datetime) -> None:
        asked.append((subject, str(actor)))
        if subject == "bad":
            raise Busy

    cure = Cure("Mend it", "payments.request_refund", run)
    register_kind(IncidentKind("test_trouble", "Trouble", Severity.HIGH, cure=cure))
    yield asked
    del incidents._kinds["test_trouble"]


def test_cures_an_incident_for_who_may_and_for_nobody_else(cured):
    raise_incident("test_trouble", "thing", at=real_now())
    url = reverse("admin:core_incident_cure", args=(Incident.objects.get().pk,))
    onlooker = at_work(colleague("core.view_incident", username="onlooker"))
    finance = colleague("core.view_incident", "payments.request_refund")

    assert "Mend it" not in onlooker.get("/admin/").content.decode()
    assert onlooker.post(url).status_code == 403
    assert cured == []
    desk = at_work(finance)
    assert "Mend it" in desk.get("/admin/").content.decode()
    assert desk.get(url).status_code == 405
    assert "Done: Mend it." in desk.post(url, follow=True).content.decode()
    assert cured == [("thing", f"staff:{finance.pk}")]


def test_a_cure_that_is_refused_says_why_and_a_resolved_incident_has_none(cured):
    raise_incident("test_trouble", "bad", at=real_now())
    url = reverse("admin:core_incident_cure", args=(Incident.objects.get().pk,))
    desk = at_work(colleague("core.view_incident", "payments.request_refund"))

    assert "Busy, please try again" in desk.post(url, follow=True).content.decode()
    Incident.objects.update(resolved_at=real_now())
    assert desk.post(url).status_code == 404


def test_an_incident_is_taken_over_snoozed_and_resolved_by_who_may_and_by_nobody_else(time_machine):
    time_machine.move_to(NOON, tick=False)
    raise_incident("dead_letter", "outbox:1", at=NOON)
    incident = Incident.objects.get()
    buttons = {
        name: reverse(f"admin:core_incident_{name}", args=(incident.pk,))
        for name in ("take_over", "snooze", "resolve")
    }
    onlooker = at_work(colleague("core.view_incident", username="onlooker"))
    supervisor = colleague("core.view_incident", "core.change_incident")
    desk = at_work(supervisor)

    for page in ("/admin/", reverse("admin:core_incident_change", args=(incident.pk,))):
        assert all(url in desk.get(page).content.decode() for url in buttons.values())
        assert not any(url in onlooker.get(page).content.decode() for url in buttons.values())
    for url in buttons.values():
        assert onlooker.post(url, {"reason": "x", "hours": "1"}).status_code == 403
        assert desk.get(url).status_code == 405
    assert Incident.objects.get(owner="", snoozed_until=None, resolved_at=None) == incident

    told = desk.post(buttons["take_over"], follow=True).content.decode()
    assert "The incident is yours." in told
    assert "Li Na" in told
    assert buttons["take_over"] not in told
    assert (
        buttons["take_over"]
        in at_work(colleague("core.view_incident", "core.change_incident", username="wei"))
        .get("/admin/")
        .content.decode()
    )

    told = desk.post(buttons["snooze"], {"hours": "4", "reason": "waits"}, follow=True)
    assert "Nothing is wrong." in told.content.decode()
    incident.refresh_from_db()
    assert (incident.snoozed_until, incident.snooze_reason) == (NOON + timedelta(hours=4), "waits")
    time_machine.move_to(NOON + timedelta(hours=4), tick=False)
    desk = at_work(supervisor)
    assert "message 1" in desk.get("/admin/").content.decode()

    desk.post(buttons["resolve"], {"reason": "told them"})
    incident.refresh_from_db()
    assert (incident.resolution, incident.owner) == ("told them", f"staff:{supervisor.pk}")
    assert incident.resolved_at == NOON + timedelta(hours=4)
    assert "Already resolved" in desk.post(buttons["take_over"], follow=True).content.decode()


@pytest.mark.parametrize(
    ("button", "sent"),
    [
        ("resolve", {"reason": "  "}),
        ("resolve", {"reason": "x" * 201}),
        ("snooze", {"hours": "4"}),
        ("snooze", {"hours": "5", "reason": "no such choice"}),
        ("snooze", {"hours": "soon", "reason": "no number"}),
    ],
)
def test_an_incident_is_neither_resolved_nor_snoozed_without_a_reason(button, sent):
    raise_incident("dead_letter", "outbox:1", at=real_now())
    before = Incident.objects.values().get()
    desk = at_work(colleague("core.view_incident", "core.change_incident"))

    url = reverse(f"admin:core_incident_{button}", args=(before["id"],))
    told = desk.post(url, sent, follow=True).content.decode()

    assert "Nothing was done" in told
    assert Incident.objects.values().get() == before


def test_the_page_of_a_resolved_incident_has_no_buttons_and_that_of_none_is_missing():
    raise_incident("dead_letter", "outbox:1", at=NOON)
    Incident.objects.update(resolved_at=NOON, resolution="cured", owner="staff:0")
    desk = at_work(colleague("core.view_incident", "core.change_incident"))

    page = desk.get(reverse("admin:core_incident_change", args=(Incident.objects.get().pk,)))

    assert "Former colleague" in page.content.decode()
    assert "/resolve/" not in page.content.decode()
    assert desk.get("/admin/core/incident/nothing/change/").status_code in (302, 404)


def test_a_dead_letter_is_delivered_again_from_its_page():
    dead_at = real_now()
    message = OutboxMessage.objects.create(
        event_id=uuid4(),
        event="tests.Gone",
        payload={},
        subscriber="tests.gone",
        written_at=dead_at,
        due_at=dead_at,
        dead_at=dead_at,
    )
    raise_incident("dead_letter", f"outbox:{message.pk}", at=dead_at)
    page = reverse("admin:core_incident_change", args=(Incident.objects.get().pk,))
    desk = at_work(colleague("core.view_incident", "core.change_outboxmessage"))

    assert "Deliver again" in desk.get(page).content.decode()
    desk.post(reverse("admin:core_incident_cure", args=(Incident.objects.get().pk,)))

    message.refresh_from_db()
    assert message.dead_at is None
    assert Incident.objects.get().resolution == "replayed"


def test_says_so_when_nothing_is_wrong():
    assert "Nothing is wrong." in home_of("core.view_incident")


def test_shows_each_part_only_to_who_may_see_it():
    in_state("shipped")
    raise_incident("dead_letter", "outbox:1", at=real_now())

    nothing = at_work(colleague(username="new")).get("/admin/").content.decode()
    orders_only = home_of("orders.view_order")

    assert "message 1" not in nothing + orders_only
    assert "dd-tile" not in nothing
    assert "Your work is in the menu" in nothing


@pytest.mark.parametrize("page", ["orders_order_enter", "marketing_fullreductionoffer_calendar"])
def test_the_sidebar_shows_the_one_page_that_is_open(rf, admin_user, page):
    request = rf.get(reverse(f"admin:{page}"))
    request.user = admin_user

    items = [item for group in sidebar(request) for item in group["items"]]

    assert [item["link"] for item in items if item["active"]] == [request.path]


def test_every_page_of_the_sidebar_exists_and_is_offered_only_to_who_may_open_it(admin_client):
    home = admin_client.get("/admin/").content.decode()
    stranger = at_work(colleague())
    stranger_home = stranger.get("/admin/").content.decode()

    for page in (page for group in GROUPS for page in group.pages):
        url = reverse(page.url)
        assert admin_client.get(url).status_code == 200
        assert f'href="{url}"' in home
        if page.permission:
            assert f'href="{url}"' not in stranger_home
            assert stranger.get(url).status_code == 403


@pytest.mark.parametrize("role", Role)
def test_every_role_can_open_whatever_its_sidebar_offers(role):
    sync_roles()
    desk = at_work(in_role(role))

    offered = re.findall(
        r'<a href="(/admin/[^"]*)" class="flex', desk.get("/admin/").content.decode()
    )

    assert "/admin/" in offered
    assert {url: desk.get(url).status_code for url in offered} == dict.fromkeys(offered, 200)


@pytest.mark.parametrize(
    ("language", "word"), [("zh-hans", "今天"), ("en", "Today")], ids=["Chinese", "English"]
)
def test_speaks_the_language_that_was_chosen(admin_client, language, word):
    admin_client.post("/i18n/setlang/", {"language": language, "next": "/admin/"})

    assert word in admin_client.get("/admin/").content.decode()


def test_missing_pages_and_refusals_are_told_in_words(settings):
    settings.DEBUG = False
    stranger = at_work(colleague())

    missing = stranger.get("/admin/orders/nothing/here/")
    refused = stranger.get("/admin/orders/order/")

    assert (missing.status_code, refused.status_code) == (404, 403)
    assert "There is no such page" in missing.content.decode()
    assert "You may not do this" in refused.content.decode()
