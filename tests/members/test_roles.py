"""The table of roles, and what it comes to: every role against every permission there is."""

from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from members.models import StaffUser
from members.roles import EVERYTHING, PERMISSIONS, Role, may
from members.services import sync_roles

pytestmark = pytest.mark.django_db


def staff_in(role: Role) -> StaffUser:
    user = StaffUser.objects.create_user(role.value, is_staff=True)
    user.groups.add(Group.objects.get(name=role.value))
    return user


@pytest.mark.parametrize("role", Role)
def test_migrating_gives_a_role_what_the_table_says_and_nothing_else(role):
    staff = staff_in(role)
    permissions = Permission.objects.select_related("content_type")
    in_the_table = {
        f"{each.content_type.app_label}.{each.codename}"
        for each in permissions
        if may(
            role,
            app=each.content_type.app_label,
            codename=each.codename,
            model=each.content_type.model,
        )
    }
    assert in_the_table
    assert staff.get_all_permissions() == in_the_table


SENSITIVE = {
    "members.view_phone": {Role.CUSTOMER_SERVICE, Role.SUPERVISOR},
    "members.disable_member": {Role.SUPERVISOR},
    "members.adjust_balance": {Role.SUPERVISOR, Role.FINANCE},
    "members.approve_adjustment": {Role.SUPERVISOR, Role.FINANCE},
    "members.freeze_wallet": {Role.SUPERVISOR, Role.FINANCE},
    "members.grant_points": {Role.SUPERVISOR, Role.FINANCE},
    "members.issue_cards": {Role.FINANCE},
    "members.change_tier": {Role.OPERATIONS},
    "members.view_staffuser": set(),
    "members.change_staffuser": set(),
    "members.view_signincode": set(),
    "auth.change_group": set(),
    "orders.cancel_order": {Role.OPERATIONS, Role.CUSTOMER_SERVICE, Role.SUPERVISOR},
    "logistics.ship_shipment": {Role.OPERATIONS},
    "marketing.settle_groupteam": {Role.OPERATIONS},
    "orders.view_recipient": {Role.OPERATIONS, Role.CUSTOMER_SERVICE, Role.SUPERVISOR},
    "products.change_sku": {Role.OPERATIONS},
    "ledger.view_entry": {Role.FINANCE},
    "payments.request_refund": {Role.SUPERVISOR, Role.FINANCE},
    "payments.grant_goodwill": {Role.SUPERVISOR, Role.FINANCE},
    "payments.reroute_refund": {Role.FINANCE},
    "payments.view_paymentchannel": {Role.FINANCE},
    "payments.enable_paymentchannel": {Role.FINANCE},
    "payments.change_paymentchannel": set(),
    "constance.change_config": {Role.OPERATIONS},
}


@pytest.mark.parametrize(("permission", "roles"), SENSITIVE.items())
def test_what_is_sensitive_is_for_few(permission, roles):
    holders = {role for role in Role if staff_in(role).has_perm(permission)}
    assert holders == roles | {Role.ADMINISTRATOR}


def test_a_star_stands_for_models_and_never_for_permissions_that_an_app_declares_itself():
    operations = Role.OPERATIONS
    assert may(operations, app="orders", codename="view_order", model="order")
    store = Role.STORE_STAFF
    assert "products.view_*" in PERMISSIONS[store]
    assert may(store, app="products", codename="view_sku", model="sku")
    assert not may(store, app="products", codename="view_secret", model="sku")


def test_every_permission_of_the_table_exists_once_its_app_has_any():
    named = {each for granted in PERMISSIONS.values() for each in granted} - {EVERYTHING}
    existing = {
        f"{app}.{codename}"
        for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }
    apps_with_permissions = {each.partition(".")[0] for each in existing}
    missing = {
        each
        for each in named
        if "*" not in each
        and each.partition(".")[0] in apps_with_permissions
        and each not in existing
    }
    assert missing == set()
    assert {each.partition(".")[0] for each in named} <= set(apps.app_configs)


def test_every_permission_that_an_app_declares_itself_is_asked_for_somewhere():
    project = Path(__file__).parents[2]
    asking = "".join(
        source.read_text()
        for app in ("backoffice", "logistics", "marketing", "members", "orders", "payments")
        for source in (project / app).rglob("*.py")
        if not {"models", "migrations"} & set(source.parts) and source.name != "roles.py"
    )
    declared = {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        for codename, _name in model._meta.permissions
        if (project / model._meta.app_label).is_dir()
    }
    assert "payments.enable_paymentchannel" in declared
    assert {each for each in declared if f'"{each}"' not in asking} == set()


def test_syncing_takes_back_what_was_added_to_a_role_and_leaves_other_groups_alone():
    own = Group.objects.create(name="night shift")
    extra = Permission.objects.get(codename="view_phone")
    own.permissions.add(extra)
    store = Group.objects.get(name=Role.STORE_STAFF)
    store.permissions.add(extra)
    Group.objects.get(name=Role.FINANCE).permissions.clear()

    sync_roles()

    assert not store.permissions.filter(codename="view_phone").exists()
    assert Group.objects.get(name=Role.FINANCE).permissions.exists()
    assert own.permissions.get() == extra


def test_syncing_again_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(6):
        sync_roles()
