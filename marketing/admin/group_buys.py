"""Group offers, which staff set up; and their teams, which they watch, complete and cancel."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from core import clock
from core.admin import (
    NamedFormSet,
    ReadOnlyAdmin,
    ReadOnlyInline,
    StaffAdmin,
    actor_of,
    badge,
)
from core.errors import DomainError
from core.keyset import KeysetPages
from core.money import format_amount
from marketing import services
from marketing.forms import CancelTeamForm, GroupOfferForm, GroupPriceForm, GroupPriceFormSet
from marketing.lifecycle import TEAM_COLOURS, TeamStatus
from marketing.models import (
    GroupOffer,
    GroupPrice,
    GroupSeat,
    GroupTeam,
    GroupTeamEvent,
    VirtualCompletion,
)
from marketing.selectors import group_buys
from marketing.services.group_teams import COMPLETE, LEADER_GONE, NOT_FORMED, VIRTUAL

# Reasons that services write; what staff write stands as they wrote it.
REASONS = {
    COMPLETE: _("everybody has paid"),
    VIRTUAL: _("completed with virtual members"),
    NOT_FORMED: _("not complete in time"),
    LEADER_GONE: _("its leader did not pay"),
}


class PriceInline(TabularInline):
    model = GroupPrice
    form = GroupPriceForm
    formset = GroupPriceFormSet
    extra = 1
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[GroupPrice]:
        return super().get_queryset(request).select_related("sku")

    # What stands in orders stands there by itself: who changes an offer may take a price out.
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(GroupOffer)
class GroupOfferAdmin(StaffAdmin):
    form = GroupOfferForm
    list_display = ("shown", "cheapest", "team_size", "state", "taken", "opens_at", "ends_at")
    list_select_related = ("product",)
    search_fields = ("name", "name_en", "product__name", "product__name_en")
    ordering = ("-pk",)
    autocomplete_fields = ("product",)
    inlines = (PriceInline,)
    fieldsets = (
        (None, {"fields": (("name", "name_en"), "product")}),
        (_("Team"), {"fields": (("team_size", "form_within"), "virtual_completion")}),
        (
            _("When and how many"),
            {"fields": ("opens_at", "ends_at", ("limit_per_member", "quota"))},
        ),
        (_("Price"), {"fields": ("takes_coupons",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[GroupOffer]:
        return group_buys.offers()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("product",) if obj else ()

    # Teams and orders were made under it: it ends, and stays.
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: GroupOffer, form: Any, change: bool) -> None:
        """Offer and prices are saved together, by the service."""

    def save_related(
        self, request: HttpRequest, form: Any, formsets: list[Any], change: bool
    ) -> None:
        (prices,) = formsets
        prices.new_objects = prices.changed_objects = prices.deleted_objects = []
        terms = {name: form.cleaned_data[name] for name in services.GroupTerms.__annotations__}
        said = {"prices": prices.prices(), "actor": actor_of(request), "at": clock.now()}
        if change:
            services.change_group_offer(offer_id=form.instance.pk, **said, **terms)
        else:
            offer = services.set_up_group_offer(
                product_id=form.instance.product_id, **said, **terms
            )
            form.instance.pk = offer.pk

    @display(description=_("group offer"), header=True)
    def shown(self, offer: GroupOffer) -> list[str]:
        return [offer.spoken_name, offer.product.spoken_name]

    @display(description=_("group price"))
    def cheapest(self, offer: GroupOffer) -> str:
        return format_amount(min(price.price_amount for price in offer.prices.all()))

    @display(description=_("state"), label={"open": "success", "waiting": "info", "over": ""})
    def state(self, offer: GroupOffer) -> tuple[str, Any]:
        at = clock.now()
        if offer.is_open(at):
            return "open", _("open")
        return ("waiting", _("not yet")) if at < offer.opens_at else ("over", _("over"))

    @display(description=_("pieces taken"))
    def taken(self, offer: GroupOffer) -> str:
        return f"{offer.taken_quantity} / {'–' if offer.quota is None else offer.quota}"


class SeatInline(ReadOnlyInline):
    model = GroupSeat
    verbose_name_plural = _("members")
    fields = ("member", "leads", "quantity", "order", "claimed_at", "firm_at", "released_at")
    readonly_fields = ("leads", "order")

    @display(description=_("leader"))
    def leads(self, seat: GroupSeat) -> Any:
        return _("leader") if seat.is_leader else "–"

    @display(description=_("order"))
    def order(self, seat: GroupSeat) -> SafeString:
        found = f"{reverse('admin:orders_order_changelist')}?{urlencode({'q': seat.order_number})}"
        return format_html('<a class="dd-link" href="{}">{}</a>', found, seat.order_number)


class EventInline(ReadOnlyInline):
    model = GroupTeamEvent
    formset = NamedFormSet
    verbose_name_plural = _("history")
    fields = ("at", "target", "by", "why")
    readonly_fields = ("by", "why")
    ordering = ("version",)

    @display(description=_("by"))
    def by(self, event: Any) -> str:
        return str(event.known_as)

    @display(description=_("reason"))
    def why(self, event: GroupTeamEvent) -> Any:
        return REASONS.get(event.reason, event.reason)


@admin.register(GroupTeam)
class GroupTeamAdmin(KeysetPages, ReadOnlyAdmin):
    list_display = ("number", "offer_name", "state", "progress", "due_at", "opened_at")
    list_filter = ("status",)
    search_fields = ("number__exact", "seats__order_number__exact")
    search_help_text = _("Share code or order number")
    fields = (
        "number",
        "offer_link",
        "state",
        "progress",
        "opened_at",
        "started_at",
        "due_at",
        "ended_at",
    )
    readonly_fields = fields
    inlines = (SeatInline, EventInline)
    actions_detail = ("complete", "cancel")

    def get_queryset(self, request: HttpRequest) -> QuerySet[GroupTeam]:
        paid = Prefetch("seats", queryset=GroupSeat.objects.order_by("pk"))
        return super().get_queryset(request).select_related("offer").prefetch_related(paid)

    @display(description=_("group offer"))
    def offer_name(self, team: GroupTeam) -> str:
        return team.offer.spoken_name

    @display(description=_("group offer"))
    def offer_link(self, team: GroupTeam) -> SafeString:
        page = reverse("admin:marketing_groupoffer_change", args=(team.offer_id,))
        return format_html('<a class="dd-link" href="{}">{}</a>', page, team.offer.spoken_name)

    @display(description=_("status"))
    def state(self, team: GroupTeam) -> SafeString:
        return badge(TEAM_COLOURS[TeamStatus(team.status)], team.get_status_display())

    @display(description=_("members"))
    def progress(self, team: GroupTeam) -> SafeString:
        """Who has paid, is paying or was made up, of so many: drawn, and in figures."""
        paid, virtual = len(team.members), team.virtual_seats
        paying = max(team.seats_taken - paid, 0)
        shares = [
            ("green", paid, _("paid")),
            ("amber", paying, _("to be paid")),
            ("violet", virtual, _("virtual")),
            ("grey", team.size - paid - paying - virtual, _("missing")),
        ]
        bar = format_html_join(
            "",
            '<span class="dd-{}" style="flex-grow:{}" title="{} {}"></span>',
            ((colour, count, label, count) for colour, count, label in shares if count),
        )
        return format_html(
            '<span class="dd-progress"><span class="dd-bar">{}</span> {}/{}</span>',
            bar,
            paid + virtual,
            team.size,
        )

    # --- what staff do with a team --------------------------------------------------------

    def has_settle_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("marketing.settle_groupteam")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        team = self.get_object(request, object_id)
        if team is None or team.status != TeamStatus.FORMING:
            return []
        may_complete = team.offer.virtual_completion != VirtualCompletion.NEVER
        return [
            each
            for each in super().get_actions_detail(request, object_id)
            if may_complete or each.method.__name__ != "complete"
        ]

    @action(
        description=_("Complete with virtual members"),
        icon="group_add",
        permissions=["settle"],
        dialog={
            "title": _("Complete with virtual members"),
            "description": _(
                "The missing members are made up, and all paid orders go to fulfilment. Seats "
                "that are not paid yet are given up. It is logged under your name."
            ),
            "form_class": None,
            "form_submit_text": _("Complete the team"),
        },
    )
    def complete(self, request: HttpRequest, form: BaseDialogForm, object_id: str) -> HttpResponse:
        return self._settle(request, object_id, services.complete_team, _("The team is formed."))

    @action(
        description=_("Cancel the team"),
        icon="group_off",
        permissions=["settle"],
        dialog={
            "title": _("Cancel the team"),
            "description": _("Everybody who has paid is refunded. It cannot be undone."),
            "form_class": CancelTeamForm,
            "form_submit_text": _("Cancel the team"),
        },
    )
    def cancel(self, request: HttpRequest, form: CancelTeamForm, object_id: str) -> HttpResponse:
        said = _("The team is cancelled; its members are being refunded.")
        reason = form.cleaned_data["reason"]
        return self._settle(request, object_id, services.cancel_team, said, reason=reason)

    def _settle(
        self,
        request: HttpRequest,
        object_id: str,
        service: Callable[..., GroupTeam],
        done: Any,
        **how: str,
    ) -> HttpResponse:
        try:
            service(team_id=int(object_id), actor=actor_of(request), at=clock.now(), **how)
        except DomainError as refused:
            messages.error(request, refused.detail)
        else:
            messages.success(request, done)
        page = reverse("admin:marketing_groupteam_change", args=(object_id,))
        return HttpResponse(headers={"HX-Redirect": page})
