"""The back office: what staff see of members, what they may do, and who may change staff."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client

from core.clock import real_now
from members import selectors
from members.models import AccessToken, BalanceAdjustment, Member, StaffUser
from members.roles import Role
from members.services import add_address, issue_token, notify
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db

PHONE, MASKED = "13812345678", "138****5678"
MEMBERS = "/admin/members/member/"


@pytest.fixture
def member() -> Member:
    member = MemberFactory(phone=PHONE)
    add_address(
        member_id=member.pk,
        name="王小明",
        phone=PHONE,
        region_code="440305",
        detail="科技园路 1 号",
        at=real_now(),
    )
    issue_token(member_id=member.pk, device="a phone", at=real_now())
    notify(member_id=member.pk, event="order.shipped", facts={}, reference="1", at=real_now())
    return member


def staff(*roles: Role, superuser: bool = False, **kwargs: Any) -> Client:
    number = StaffUser.objects.count()
    user = StaffUser.objects.create_user(
        f"staff{number}", is_staff=True, is_superuser=superuser, **kwargs
    )
    user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    return client


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        *("members/member", "members/accesstoken", "members/notice", "members/balancegrant"),
        *("members/staffuser", "auth/group"),
    ],
)
def test_lists_show_in_the_back_office_and_never_a_whole_phone_number(path, member):
    html = page(staff(superuser=True), f"/admin/{path}/")
    assert PHONE not in html


def test_a_list_of_members_costs_the_same_however_long_it_is(django_assert_max_num_queries):
    client = staff(superuser=True)
    page(client, MEMBERS)
    MemberFactory.create_batch(30)
    with django_assert_max_num_queries(7):
        page(client, MEMBERS)


def test_a_whole_phone_number_is_shown_to_those_who_may_see_it(member):
    assert PHONE in page(staff(Role.CUSTOMER_SERVICE), f"{MEMBERS}{member.pk}/change/")

    for role in (Role.OPERATIONS, Role.FINANCE):
        html = page(staff(role), f"{MEMBERS}{member.pk}/change/")
        assert MASKED in html
        assert PHONE not in html


def test_a_member_is_found_by_the_whole_number_and_not_by_a_part_of_it(member):
    client = staff(Role.CUSTOMER_SERVICE)
    assert MASKED in page(client, f"{MEMBERS}?q={PHONE}")
    assert MASKED not in page(client, f"{MEMBERS}?q={PHONE[:8]}")


def test_store_staff_do_not_see_members(member):
    client = staff(Role.STORE_STAFF)
    assert client.get(MEMBERS).status_code == 403
    assert client.get(f"{MEMBERS}{member.pk}/change/").status_code == 403


@pytest.mark.parametrize("action", ["adjust_balance", "disable", "sign_out_everywhere"])
def test_an_action_is_refused_to_who_may_only_look(action, member):
    client = staff(Role.CUSTOMER_SERVICE)
    response = client.post(f"{MEMBERS}{member.pk}/{action}/", {"_form_submitted": "on"})
    assert response.status_code == 403
    member.refresh_from_db()
    assert member.is_active
    assert AccessToken.objects.get().revoked_at is None
    assert selectors.wallet(member.pk).balance == 0


def test_a_look_at_the_dialog_changes_nothing(member):
    client = staff(Role.SUPERVISOR)
    for action in ("disable", "sign_out_everywhere", "adjust_balance"):
        assert client.get(f"{MEMBERS}{member.pk}/{action}/").status_code == 200
    member.refresh_from_db()
    assert member.is_active
    assert AccessToken.objects.get().revoked_at is None


def test_disabling_signs_out_and_is_logged_and_enabling_undoes_it(member):
    client = staff(Role.SUPERVISOR)
    response = client.post(f"{MEMBERS}{member.pk}/disable/", {"_form_submitted": "on"})
    assert response["HX-Redirect"] == f"{MEMBERS}{member.pk}/change/"
    member.refresh_from_db()
    assert not member.is_active
    assert AccessToken.objects.get().revoked_at is not None
    assert "Disabled" in LogEntry.objects.get().change_message

    assert (
        client.post(f"{MEMBERS}{member.pk}/disable/", {"_form_submitted": "on"}).status_code == 403
    )
    client.post(f"{MEMBERS}{member.pk}/enable/", {"_form_submitted": "on"})
    member.refresh_from_db()
    assert member.is_active


def test_an_adjustment_is_booked_once_however_often_the_button_is_pressed(member):
    client = staff(Role.FINANCE)
    dialog = page(client, f"{MEMBERS}{member.pk}/adjust_balance/")
    key = re.search(r'name="key" value="(\w+)"', dialog)[1]
    form = {"_form_submitted": "on", "key": key, "amount": "12.5", "reason": "late parcel"}
    for _ in range(2):
        response = client.post(f"{MEMBERS}{member.pk}/adjust_balance/", form)
        assert response["HX-Redirect"] == f"{MEMBERS}{member.pk}/change/"

    assert selectors.wallet(member.pk).balance == 1250
    adjustment = BalanceAdjustment.objects.get()
    assert adjustment.actor == f"staff:{StaffUser.objects.get().pk}"
    assert adjustment.reason == "late parcel"


@pytest.mark.parametrize("amount", ["", "0", "0.00", "--5", "1.234", "ten", "１２", "1e3"])
def test_an_amount_that_is_none_adjusts_nothing(amount, member):
    form = {"_form_submitted": "on", "key": "k", "amount": amount, "reason": "r"}
    response = staff(Role.FINANCE).post(f"{MEMBERS}{member.pk}/adjust_balance/", form)
    assert response.status_code == 200
    assert "HX-Redirect" not in response
    assert selectors.wallet(member.pk).balance == 0


def test_devices_are_signed_out_from_their_list(member):
    client = staff(Role.SUPERVISOR)
    token = AccessToken.objects.get()
    client.post(
        "/admin/members/accesstoken/", {"action": "sign_out", "_selected_action": [token.pk]}
    )
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_an_administrator_adds_staff_and_puts_them_into_a_role():
    client = staff(Role.ADMINISTRATOR)
    added = client.post(
        "/admin/members/staffuser/add/",
        {
            "username": "li",
            "usable_password": "true",
            "password1": "correct horse battery",
            "password2": "correct horse battery",
        },
    )
    li = StaffUser.objects.get(username="li")
    assert added.status_code == 302

    finance = Group.objects.get(name=Role.FINANCE)
    changed = client.post(
        f"/admin/members/staffuser/{li.pk}/change/",
        {
            "username": "li",
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "user_permissions": [Permission.objects.get(codename="view_phone").pk],
            "groups": [finance.pk],
            "date_joined_0": "2026-11-11",
            "date_joined_1": "12:00:00",
        },
    )
    li.refresh_from_db()
    assert changed.status_code == 302
    assert list(li.groups.all()) == [finance]
    assert not li.is_superuser
    assert not li.user_permissions.exists()


def test_an_administrator_does_not_touch_a_superuser():
    client = staff(Role.ADMINISTRATOR)
    owner = StaffUser.objects.create_superuser("owner", password="correct horse battery")
    taken = {"password1": "taken over 2026", "password2": "taken over 2026"}
    page(client, f"/admin/members/staffuser/{owner.pk}/change/")
    for path, form in (("change", {"username": "mine"}), ("password", taken)):
        response = client.post(f"/admin/members/staffuser/{owner.pk}/{path}/", form)
        assert response.status_code == 403
    owner.refresh_from_db()
    assert owner.username == "owner"
    assert owner.check_password("correct horse battery")


def test_nobody_deletes_staff():
    client = staff(superuser=True)
    other = StaffUser.objects.create_user("leaver")
    assert (
        client.post(f"/admin/members/staffuser/{other.pk}/delete/", {"post": "yes"}).status_code
        == 403
    )
    assert StaffUser.objects.filter(pk=other.pk).exists()


def test_a_roles_group_is_not_edited_and_a_group_of_ones_own_is():
    client = staff(superuser=True)
    role = Group.objects.get(name=Role.FINANCE)
    assert "Finance" in page(client, "/admin/auth/group/")
    for path, form in (("change", {"name": "finance"}), ("delete", {"post": "yes"})):
        assert client.post(f"/admin/auth/group/{role.pk}/{path}/", form).status_code == 403

    own = Group.objects.create(name="night shift")
    assert client.post(f"/admin/auth/group/{own.pk}/change/", {"name": "late"}).status_code == 302
    own.refresh_from_db()
    assert own.name == "late"
