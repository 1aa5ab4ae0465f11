from django.contrib.auth.models import Group, Permission

from core.db import atomic
from members.roles import Role, may


@atomic
def sync_roles() -> None:
    """Make the groups of the roles, and give each exactly what the table of roles says."""
    Group.objects.bulk_create([Group(name=role) for role in Role], ignore_conflicts=True)
    groups = {group.name: group.pk for group in Group.objects.filter(name__in=Role.values)}
    permissions = list(
        Permission.objects.values_list(
            "pk", "codename", "content_type__app_label", "content_type__model"
        )
    )
    due = {
        (groups[role], pk)
        for role in Role
        for pk, codename, app, model in permissions
        if may(role, app=app, codename=codename, model=model)
    }
    link = Group.permissions.through
    given = {
        (row.group_id, row.permission_id): row.pk
        for row in link.objects.filter(group_id__in=groups.values())
    }
    link.objects.filter(pk__in=[pk for pair, pk in given.items() if pair not in due]).delete()
    link.objects.bulk_create(
        [link(group_id=group, permission_id=pk) for group, pk in due - given.keys()],
        ignore_conflicts=True,
    )
