import re
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.forms import PaginationInlineFormSet

from core import outbox
from core.actor import Actor
from core.clock import real_now
from core.keyset import KeysetChangeList, KeysetPages
from core.models import OutboxMessage
from core.money import format_amount
from core.people import name_rows


class StaffAdmin(ModelAdmin):
    """A page of the back office: what somebody may not do is refused, not passed over."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        asked = request.POST.get("action", "")
        if asked in (self.actions or ()) and asked not in self.get_actions(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)


class ShowsYuan:
    """Where a page only shows what is kept in fen, it shows money."""

    model: type[Model]

    @cached_property
    def readonly_preprocess_fields(self) -> dict[str, Any]:
        names = [field.name for field in self.model._meta.fields]
        return {name: _as_money for name in names if name == "amount" or name.endswith("_amount")}


def _as_money(shown: str) -> str:
    return format_amount(int(shown)) if re.fullmatch(r"-?[0-9]+", shown) else shown


class ReadOnlyAdmin(StaffAdmin):
    """For rows that services write and people only read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(TabularInline):
    """Rows of the page's object, which people only read."""

    extra = 0
    can_delete = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NamedFormSet(PaginationInlineFormSet):
    """Rows of a log; each carries the name of its ``actor`` in ``known_as``, all read at once."""

    @cached_property
    def forms(self) -> list[Any]:
        forms: list[Any] = super().forms
        name_rows(form.instance for form in forms)
        return forms


class NamedChangeList(KeysetChangeList):
    """The same for the rows of a list that grows without end."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        name_rows(self.result_list)


def actor_of(request: HttpRequest) -> Actor:
    """Who pushes the buttons of a page."""
    return Actor.staff(request.user.pk)  # type: ignore[arg-type]  # the admin wants a sign-in


def badge(colour: str, text: str | Promise) -> SafeString:
    """A state in its colour, as it looks wherever people see it."""
    return format_html('<span class="dd-badge dd-{}">{}</span>', colour, text)


class DeliveryFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"
    STATES: ClassVar[dict[str, tuple[str | Promise, dict[str, Any]]]] = {
        "dead": (_("given up"), {"dead_at__isnull": False}),
        "waiting": (_("waiting"), {"dead_at": None, "delivered_at": None}),
        "delivered": (_("handed on"), {"delivered_at__isnull": False}),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, label) for name, (label, _condition) in self.STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        _label, condition = self.STATES.get(self.value() or "", ("", {}))
        return queryset.filter(**condition)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(KeysetPages, ReadOnlyAdmin):
    list_display = ("event", "subscriber", "state", "attempts", "failure", "written_at", "due_at")
    list_filter = (DeliveryFilter, "event", "subscriber")
    actions = ("replay",)

    @display(
        description=_("state"), label={"waiting": "info", "delivered": "success", "dead": "danger"}
    )
    def state(self, message: OutboxMessage) -> tuple[str, Any]:
        state = "dead" if message.dead_at else "delivered" if message.delivered_at else "waiting"
        label, _condition = DeliveryFilter.STATES[state]
        return state, label

    @display(description=_("last error"))
    def failure(self, message: OutboxMessage) -> str:
        return Truncator(message.last_error).chars(60)

    @action(description=_("Deliver given-up messages again"), permissions=["replay"])
    def replay(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        count = outbox.replay(queryset.values_list("pk", flat=True), at=real_now())
        said = ngettext(
            "%(count)d message will be delivered again.",
            "%(count)d messages will be delivered again.",
            count,
        )
        messages.success(request, said % {"count": count})

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.change_outboxmessage")
