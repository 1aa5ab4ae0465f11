"""All incidents, open and resolved, and the buttons that see to one."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.decorators import display

from backoffice.admin.acting import tell_outcome
from backoffice.inbox import (
    SEVERITY_COLOURS,
    SNOOZES,
    cure_for,
    facts_of,
    inbox,
    may_change,
    page_of,
    subject_of,
)
from core import clock, incidents
from core.admin import ReadOnlyAdmin, actor_of, badge
from core.models import Incident, Severity
from core.people import names_of


class ResolveForm(forms.Form):
    """What was done about it."""

    reason = forms.CharField(max_length=200)


class SnoozeForm(forms.Form):
    """For how many hours, and what is waited for."""

    hours = forms.TypedChoiceField(coerce=int, choices=SNOOZES)
    reason = forms.CharField(max_length=200)


@admin.register(Incident)
class IncidentAdmin(ReadOnlyAdmin):
    list_display = ("badge", "what", "about", "seen_to_by", "opened_at", "resolved_at")
    list_display_links = ("what",)
    list_filter = ("severity", ("resolved_at", admin.EmptyFieldListFilter))
    list_per_page = 50
    show_full_result_count = False
    ordering = ("resolved_at", "-severity", "opened_at")
    change_form_outer_before_template = "backoffice/incident/buttons.html"
    fields = (
        "what",
        "badge",
        "about",
        "told",
        "page",
        "opened_at",
        "seen_to_by",
        "snoozed_until",
        "snooze_reason",
        "resolved_at",
        "resolution",
    )
    readonly_fields = fields

    @display(description=_("severity"), ordering="severity")
    def badge(self, incident: Incident) -> SafeString:
        colour = SEVERITY_COLOURS[Severity(incident.severity)]
        return badge(colour, incident.get_severity_display())

    @display(description=_("what happened"))
    def what(self, incident: Incident) -> str:
        return str(incidents.kind_of(incident.kind).label)

    @display(description=_("subject"))
    def about(self, incident: Incident) -> str:
        return subject_of(incident)

    @display(description=_("facts"))
    def told(self, incident: Incident) -> str:
        return " · ".join(facts_of(incident))

    @display(description=_("owner"), ordering="owner")
    def seen_to_by(self, incident: Incident) -> str:
        return names_of([incident.owner])[incident.owner] if incident.owner else ""

    @display(description=_("page"))
    def page(self, incident: Incident) -> SafeString:
        return format_html('<a class="dd-link" href="{}">{}</a>', page_of(incident), _("Look"))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = extra_context or {}
        incident = self.get_object(request, object_id)
        if incident is not None and incident.resolved_at is None:
            (trouble,) = inbox([incident], staff=request.user, at=clock.now())
            context |= {"trouble": trouble, "snoozes": SNOOZES}
        return super().change_view(request, object_id, form_url, context)

    # --- look, and see to it --------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        buttons = (self.cure, self.take_over, self.resolve, self.snooze)
        return [
            path("<int:incident_id>/look/", wrap(self.look), name="core_incident_look"),
            *(
                path(
                    f"<int:incident_id>/{button.__name__}/",
                    wrap(require_POST(button)),
                    name=f"core_incident_{button.__name__}",
                )
                for button in buttons
            ),
            *super().get_urls(),
        ]

    def look(self, request: HttpRequest, incident_id: int) -> HttpResponse:
        """On to where the trouble is seen: finding that takes queries which lists are spared."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        incident = Incident.objects.filter(pk=incident_id).first()
        if incident is None:
            raise Http404
        return HttpResponseRedirect(page_of(incident))

    def cure(self, request: HttpRequest, incident_id: int) -> HttpResponse:
        """Run the cure of an open incident's kind. What it cures resolves the incident itself."""
        incident = Incident.objects.filter(pk=incident_id, resolved_at=None).first()
        if incident is None:
            raise Http404
        cure = cure_for(incidents.kind_of(incident.kind), request.user)
        if cure is None:
            raise PermissionDenied
        run = partial(cure.run, incident.subject, actor_of(request), clock.now())
        tell_outcome(request, run, done=_("Done: %(cure)s.") % {"cure": cure.label})
        return HttpResponseRedirect(reverse("admin:index"))

    def take_over(self, request: HttpRequest, incident_id: int) -> HttpResponse:
        run = partial(incidents.assign, incident_id=incident_id, actor=actor_of(request))
        return self._see_to_it(request, run, done=gettext("The incident is yours."))

    def resolve(self, request: HttpRequest, incident_id: int) -> HttpResponse:
        form = ResolveForm(request.POST)
        run = partial(
            incidents.resolve, incident_id=incident_id, actor=actor_of(request), at=clock.now()
        )
        return self._see_to_it(request, run, form, done=gettext("The incident is resolved."))

    def snooze(self, request: HttpRequest, incident_id: int) -> HttpResponse:
        at = clock.now()
        form = SnoozeForm(request.POST)

        def run(*, hours: int, reason: str) -> None:
            incidents.snooze(
                incident_id=incident_id,
                until=at + timedelta(hours=hours),
                reason=reason,
                actor=actor_of(request),
                at=at,
            )

        return self._see_to_it(
            request, run, form, done=gettext("The incident is put off until then.")
        )

    def _see_to_it(
        self,
        request: HttpRequest,
        run: Callable[..., None],
        form: forms.Form | None = None,
        *,
        done: str,
    ) -> HttpResponse:
        """Run it with what the form says, for who may change incidents; then back to the inbox."""
        if not may_change(request.user):
            raise PermissionDenied
        if form is None or form.is_valid():
            tell_outcome(request, partial(run, **(form.cleaned_data if form else {})), done=done)
        else:
            messages.error(request, _("Nothing was done: say why, in up to 200 characters."))
        return HttpResponseRedirect(reverse("admin:index"))
