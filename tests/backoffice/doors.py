"""Every door of the back office, found by asking the admin: its pages, its buttons, its actions.

A door knows for whom it is by the permission methods and the tables that the code itself declares;
the matrix test compares that with what HTTP answers, role by role.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse

from backoffice.order_actions import ORDER_ACTIONS
from core import incidents
from core.models import Incident
from members.models import StaffUser
from members.roles import Role, may
from orders.models import Order

# Views of our own that no table describes: the one permission that each takes, and how it is asked.
OWN_VIEWS = {
    "core_incident_look": ("core.view_incident", "get"),
    "core_incident_take_over": ("core.change_incident", "post"),
    "core_incident_resolve": ("core.change_incident", "post"),
    "core_incident_snooze": ("core.change_incident", "post"),
    "constance_config_apply": ("constance.change_config", "post"),
    "logistics_shipment_pick_list": ("logistics.ship_shipment", "get"),
    "orders_order_enter": ("orders.enter_order", "get"),
    "orders_order_price": ("orders.change_price", "get"),
    "orders_order_refund": ("payments.request_refund", "get"),
    "auth_user_password_change": ("members.change_staffuser", "get"),
}


class Holder:
    """Somebody who has exactly what the table of roles gives; nobody's role has nothing."""

    is_active = is_staff = is_authenticated = True
    is_superuser = is_anonymous = False
    pk = 0

    def __init__(self, role: Role | None) -> None:
        self._granted = granted(role) if role else set()

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        return permission in self._granted


def granted(role: Role) -> set[str]:
    rows = Permission.objects.values_list(
        "content_type__app_label", "codename", "content_type__model"
    )
    return {
        f"{app}.{codename}"
        for app, codename, model in rows
        if may(role, app=app, codename=codename, model=model)
    }


@dataclass(frozen=True, slots=True)
class Door:
    """``is_for`` says whether a request may pass. One that only shows something is safe to open."""

    name: str
    address: str
    is_for: Callable[[HttpRequest], bool]
    methods: tuple[str, ...] = ("get", "post")
    form: dict[str, Any] = field(default_factory=dict)
    is_safe_to_open: bool = True

    def is_open_to(self, holder: Holder) -> bool:
        request = RequestFactory().get(self.address)
        request.user = holder  # type: ignore[assignment]
        return self.is_for(request)


def doors() -> Iterator[Door]:
    for model_admin in admin.site._registry.values():
        yield from _standard(model_admin)
        yield from _buttons(model_admin)
        yield from _actions(model_admin)
    yield from _own_views()


def _name_of(model_admin: Any) -> str:
    return f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"


def _row_of(model_admin: Any) -> Any:
    """A row to try it with; where there is none, permission is asked for all the same."""
    manager = getattr(model_admin.model, "_default_manager", None)
    return manager.order_by("pk").first() if manager else None


def _standard(model_admin: Any) -> Iterator[Door]:
    name, row = _name_of(model_admin), _row_of(model_admin)
    listing = reverse(f"admin:{name}_changelist")
    look = model_admin.has_view_or_change_permission
    yield Door(f"{name}_changelist", listing, look, ("get",))
    save_list = {"_save": "1", "form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}
    if model_admin.list_editable or not hasattr(model_admin.model, "_default_manager"):
        yield Door(
            f"{name}_changelist",
            listing,
            model_admin.has_change_permission,
            ("post",),
            save_list,
            is_safe_to_open=False,
        )
    if not hasattr(model_admin.model, "_default_manager"):
        return  # the rules: one page
    key = row.pk if row else 0

    def at(verb: str) -> str:
        return reverse(f"admin:{name}_{verb}", args=(key,))

    yield Door(f"{name}_add", reverse(f"admin:{name}_add"), model_admin.has_add_permission)
    yield Door(f"{name}_change", at("change"), lambda request: look(request, row), ("get",))
    if row:  # Django looks for the row first, and leads back home where there is none
        yield Door(f"{name}_history", at("history"), lambda request: look(request, row), ("get",))
    yield Door(
        f"{name}_change",
        at("change"),
        lambda request: model_admin.has_change_permission(request, row),
        ("post",),
        is_safe_to_open=False,
    )
    yield Door(
        f"{name}_delete",
        at("delete"),
        lambda request: model_admin.has_delete_permission(request, row),
    )


def _buttons(model_admin: Any) -> Iterator[Door]:
    """Unfold's actions with an address of their own: above a list, or on a row's page."""
    name, row = _name_of(model_admin), _row_of(model_admin)
    for action in getattr(model_admin, "actions_list", ()):
        yield _button(model_admin, f"{name}_{action}", action, ())
    for action in getattr(model_admin, "actions_detail", ()):
        yield _button(model_admin, f"{name}_{action}", action, (row.pk if row else 0,))


def _button(model_admin: Any, name: str, action: str, args: tuple[Any, ...]) -> Door:
    return Door(
        name,
        reverse(f"admin:{name}", args=args),
        lambda request: all(check(request, *args) for check in checks_of(model_admin, action)),
    )


def _actions(model_admin: Any) -> Iterator[Door]:
    """Actions on the chosen rows of a list. One that is allowed is not run here."""
    name, row = _name_of(model_admin), _row_of(model_admin)
    for action in model_admin.actions or ():
        yield Door(
            f"{name}: {action}",
            reverse(f"admin:{name}_changelist"),
            lambda request, action=action: (  # type: ignore[misc]
                model_admin.has_view_or_change_permission(request)
                and all(check(request) for check in checks_of(model_admin, action))
            ),
            ("post",),
            {"action": action, "_selected_action": [row.pk if row else 0]},
            is_safe_to_open=False,
        )


def checks_of(model_admin: Any, action: str) -> list[Callable[..., bool]]:
    """The permission methods that an action declares."""
    declared = getattr(getattr(model_admin, action), "allowed_permissions", ())
    return [getattr(model_admin, f"has_{permission}_permission") for permission in declared]


def _own_views() -> Iterator[Door]:
    staff, order = StaffUser.objects.earliest("pk"), Order.objects.earliest("pk")
    troubles = list(Incident.objects.filter(resolved_at=None))
    rows = {
        "core": (troubles[0].pk,),
        "auth": (staff.pk,),
        "logistics": (),
        "orders_order_price": (order.pk,),
        "orders_order_refund": (order.pk,),
        "constance": ("AUTO_RECEIVE",),
    }
    for name, (permission, method) in OWN_VIEWS.items():
        yield _own_view(
            name, permission, rows.get(name, rows.get(name.partition("_")[0], ())), method=method
        )
    for action in ORDER_ACTIONS:
        button = (order.pk, action.name)
        yield _own_view("orders_order_action", action.permission, button, f" {action.name}")
    for trouble in troubles:
        if cure := incidents.kind_of(trouble.kind).cure:
            kind = f" {trouble.kind}"
            yield _own_view("core_incident_cure", cure.permission, (trouble.pk,), kind)


def _own_view(
    name: str, permission: str, args: tuple[Any, ...], label: str = "", *, method: str = "post"
) -> Door:
    return Door(
        f"{name}{label}",
        reverse(f"admin:{name}", args=args),
        lambda request: request.user.has_perm(permission),
        (method,),
        is_safe_to_open=method == "get",
    )
