"""Colleagues of each kind, signed in to the back office in English."""

from django.contrib.auth.models import Group, Permission
from django.test import Client

from members.models import StaffUser
from members.roles import Role


def colleague(*permissions: str, username: str = "lina") -> StaffUser:
    """A member of staff with exactly these permissions ("orders.view_order")."""
    user = StaffUser.objects.create_user(username, is_staff=True, first_name="Li", last_name="Na")
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return user


def in_role(role: Role) -> StaffUser:
    """A member of staff in a role's group; the groups have been synced."""
    user = StaffUser.objects.create_user(f"in_{role}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def at_work(user: StaffUser) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client
