"""Staff users and their groups. The groups of the roles follow the table in ``members.roles``."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from members.models import StaffUser
from members.roles import Role

admin.site.unregister(Group)


class RolesField(forms.ModelMultipleChoiceField):
    """Groups, each role of the shop by its name."""

    def label_from_instance(self, obj: Group) -> str:
        return _label(obj)


@admin.register(StaffUser)
class StaffUserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "last_name", "first_name", "roles", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    search_help_text = _("Name or user name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @display(description=_("roles"))
    def roles(self, user: StaffUser) -> str:
        return ", ".join(_label(group) for group in user.groups.all())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What somebody may do comes from groups alone; only a superuser makes another."""
        if obj is None:
            return super().get_fieldsets(request, obj)
        superuser = ("is_superuser",) if request.user.is_superuser else ()
        return (
            (None, {"fields": ("username", "password", ("last_name", "first_name"), "email")}),
            (_("What they may do"), {"fields": ("groups", "is_active", "is_staff", *superuser)}),
            (_("When"), {"fields": (("last_login", "date_joined"),)}),
        )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        return RolesField(
            Group.objects.order_by("name"),
            label=_("Roles"),
            required=False,
            widget=UnfoldAdminCheckboxSelectMultipleWidget,
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a superuser changes a superuser, the password included."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who leaves is made inactive: what they did stays in the log under their name."""
        return False


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    list_display = ("name", "role")
    filter_horizontal = ()

    @display(description=_("role"))
    def role(self, group: Group) -> str:
        return _label(group) if _is_role(group) else ""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A role's permissions come from the table; a shop makes groups of its own beside them."""
        return not _is_role(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_role(obj) and super().has_delete_permission(request, obj)


def _is_role(group: Group | None) -> bool:
    return group is not None and group.name in Role.values


def _label(group: Group) -> str:
    return str(Role(group.name).label) if _is_role(group) else group.name
