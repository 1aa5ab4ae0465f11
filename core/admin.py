from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.forms import PaginationInlineFormSet

from core import outbox
from core.actor import Actor
from core.clock import real_now
from core.models import OutboxMessage
from core.people import names_of


class StaffAdmin(ModelAdmin):
    """A page of the back office: what somebody may not do is refused, not passed over."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        asked = request.POST.get("action", "")
        if asked in (self.actions or ()) and asked not in self.get_actions(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)


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
        names = names_of(form.instance.actor for form in forms)
        for form in forms:
            form.instance.known_as = names[form.instance.actor]
        return forms


def actor_of(request: HttpRequest) -> Actor:
    """Who pushes the buttons of a page."""
    return Actor.staff(request.user.pk)  # type: ignore[arg-type]  # the admin wants a sign-in


def badge(colour: str, text: str | Promise) -> SafeString:
    """A state in its colour, as it looks wherever people see it."""
    return format_html('<span class="dd-badge dd-{}">{}</span>', colour, text)


_STATES = {"waiting": _("waiting"), "delivered": _("delivered"), "dead": _("given up")}
_IN_STATE = {
    "waiting": Q(delivered_at=None, dead_at=None),
    "delivered": Q(delivered_at__isnull=False),
    "dead": Q(dead_at__isnull=False),
}


class OutboxStateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(_STATES.items())

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutboxMessage]
    ) -> QuerySet[OutboxMessage]:
        return queryset.filter(_IN_STATE.get(self.value() or "", Q()))


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    list_display = ("event", "subscriber", "shown_state", "attempts", "written_at", "due_at")
    list_filter = (OutboxStateFilter, "event", "subscriber")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("replay",)

    @display(
        description=_("state"), label={"waiting": "info", "delivered": "success", "dead": "danger"}
    )
    def shown_state(self, message: OutboxMessage) -> tuple[str, Any]:
        state = "dead" if message.dead_at else "delivered" if message.delivered_at else "waiting"
        return state, _STATES[state]

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
