"""Role by door: whoever may pass does, whoever may not gets 403 and moves nothing."""

import re
from collections import Counter

import pytest
from django.contrib import admin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from backoffice.navigation import GROUPS, sidebar
from core import incidents
from core.incidents import raise_incident
from logistics.services import plan_shipments
from members.models import StaffUser
from members.roles import Role
from tests.backoffice.doors import Door, Holder, checks_of, doors
from tests.backoffice.staff import at_work, colleague, in_role
from tests.marketing.flash import a_session
from tests.orders.factories import NOON, a_shop, in_state

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE")


def a_shop_at_work() -> None:
    """An order with its parcel, a flash sale, and an open incident of every kind."""
    order = in_state("awaiting_shipment")
    plan_shipments(order_id=order.pk, at=NOON)
    a_session(a_shop({"TEA-02": 10}), quota=5)
    for code in incidents._kinds:
        raise_incident(code, f"order:{order.number}", at=NOON)


def knock(door: Door, method: str, user: StaffUser) -> int:
    """What the door's view answers, and 403 where it raises what Django answers with 403."""
    view = resolve(door.address)
    request = getattr(RequestFactory(), method)(door.address, door.form)
    request.user, request.session, request.resolver_match = user, {}, view
    request._dont_enforce_csrf_checks = True
    request._messages = FallbackStorage(request)
    try:
        answer = view.func(request, *view.args, **view.kwargs)
    except PermissionDenied:
        return 403
    return int(answer.status_code)


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "nobody")
def test_a_door_opens_to_who_may_pass_and_to_nobody_else(role):
    a_shop_at_work()
    user = in_role(role) if role else colleague()
    wrong, passed = [], Counter()
    for door in doors():
        may_pass = door.is_open_to(Holder(role))
        passed[may_pass] += 1
        if may_pass and not door.is_safe_to_open:
            continue
        for method in door.methods[:1] if may_pass else door.methods:
            with CaptureQueriesContext(connection) as queries:
                status = knock(door, method, user)
            wrote = [each["sql"] for each in queries if each["sql"].startswith(WRITES)]
            right = (200, 302) if may_pass else (403, 405)
            if status not in right or wrote:
                wrong.append((door.name, method, status, wrote))

    assert wrong == []
    assert passed[False] > 50 or role is Role.ADMINISTRATOR
    assert (passed[True] > 0) == (role is not None)


@pytest.mark.parametrize("role", Role)
def test_the_menu_offers_what_may_be_opened_and_nothing_else(role):
    a_shop_at_work()
    staff = in_role(role)
    request = RequestFactory().get("/admin/")
    request.user = staff
    offered = {item["link"] for group in sidebar(request) for item in group["items"]}

    holder = Holder(role)
    lists = {door.address: door for door in doors() if door.methods == ("get",)}
    listed = {reverse(page.url) for group in GROUPS for page in group.pages if page.permission}
    openable = {address for address in listed if lists[address].is_open_to(holder)}
    assert offered == {reverse("admin:index"), *openable}
    assert at_work(staff).get("/admin/").status_code == 200


def test_every_address_of_the_admin_is_a_door_of_the_matrix():
    a_shop_at_work()
    colleague()
    known = {re.split(r"[ :]", door.name)[0] for door in doors()}
    addresses = {
        pattern.name
        for model_admin in admin.site._registry.values()
        for pattern in model_admin.get_urls()
        if pattern.name and not pattern.name.endswith("_history")  # Django's own, as its page
    }
    # Two names more for the one page of the rules.
    assert addresses - known == {"constance_config_add", "constance_config_change"}


def test_every_action_declares_the_permission_that_it_takes():
    undeclared = [
        f"{model_admin}: {action}"
        for model_admin in admin.site._registry.values()
        for kind in ("actions", "actions_list", "actions_detail", "actions_row")
        for action in getattr(model_admin, kind, None) or ()
        if not checks_of(model_admin, action)
    ]
    assert undeclared == []
