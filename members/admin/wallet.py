"""The wallet on a member's page: what the member owns, and what staff may do about it."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin import (
    NamedChangeList,
    NamedFormSet,
    ReadOnlyAdmin,
    ReadOnlyInline,
    actor_of,
    badge,
)
from core.clock import now, shop_time
from core.keyset import KeysetPages
from core.money import format_amount
from ledger.models import Posting
from members import selectors, services
from members.admin.acting import ActsByDialog
from members.admin.forms import AdjustForm, PointsForm, ReasonForm
from members.models import (
    AdjustmentStatus,
    Asset,
    BalanceAdjustment,
    BalanceGrant,
    Card,
    Lot,
    Member,
    PointsGrant,
    TierChange,
    WalletFreeze,
)

KINDS = {
    "balance_grant": _("balance granted"),
    "balance_adjustment": _("balance adjusted"),
    "payment_captured": _("paid with"),
    "refund": _("refunded"),
    "points_grant": _("points granted"),
    "points_earned": _("points earned"),
    "points_taken_back": _("points taken back"),
    "points_expired": _("points expired"),
    "stored_value_credit": _("stored value bought"),
    "stored_value_expired": _("stored value expired"),
    "top_up": _("topped up"),
    "card_bound": _("card bound"),
}
UNITS = {"POINTS": _("points")}
LATEST = 20


class LotInline(ReadOnlyInline):
    model = Lot
    verbose_name_plural = _("points and stored value, first to expire first")
    fields = readonly_fields = ("asset", "source", "shown_amount", "shown_left", "expires_at")
    per_page = 10

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lot]:
        return super().get_queryset(request).filter(remaining__gt=0).order_by("asset", "expires_at")

    @display(description=_("amount"))
    def shown_amount(self, lot: Lot) -> str:
        return _counted(lot.amount, lot.asset)

    @display(description=_("left"))
    def shown_left(self, lot: Lot) -> str:
        return _counted(lot.remaining, lot.asset)


class CardInline(ReadOnlyInline):
    model = Card
    fields = readonly_fields = ("number", "batch", "shown_face", "shown_left", "bound_at")
    per_page = 10

    def get_queryset(self, request: HttpRequest) -> QuerySet[Card]:
        return super().get_queryset(request).select_related("batch", "lot").order_by("-bound_at")

    @display(description=_("face value"))
    def shown_face(self, card: Card) -> str:
        return format_amount(card.batch.face_amount)

    @display(description=_("left"))
    def shown_left(self, card: Card) -> str:
        return format_amount(card.lot.remaining)


class TierChangeInline(ReadOnlyInline):
    model = TierChange
    fields = readonly_fields = ("at", "source", "target", "cause", "growth")
    per_page = 10

    def get_queryset(self, request: HttpRequest) -> QuerySet[TierChange]:
        steps = super().get_queryset(request).select_related("source", "target")
        return steps.order_by("-pk")


class FreezeInline(ReadOnlyInline):
    model = WalletFreeze
    formset = NamedFormSet
    fields = readonly_fields = ("at", "reason", "by", "lifted_at", "lift_reason")
    per_page = 10

    def get_queryset(self, request: HttpRequest) -> QuerySet[WalletFreeze]:
        return super().get_queryset(request).order_by("-pk")

    @display(description=_("frozen by"))
    def by(self, freeze: Any) -> str:
        name: str = freeze.known_as
        return name


class WalletOnPage(ActsByDialog):
    """What MemberAdmin shows and does of a wallet."""

    wallet_fields = ("standing_in_wallet", "balance", "points", "stored_value", "movements")
    wallet_inlines = (LotInline, CardInline, TierChangeInline, FreezeInline)
    wallet_actions = ("adjust_balance", "grant_points", "freeze_wallet", "unfreeze_wallet")

    @display(description=_("wallet"))
    def standing_in_wallet(self, member: Member) -> SafeString:
        frozen = selectors.is_frozen(member.pk)
        return badge("red", _("frozen")) if frozen else badge("green", _("in use"))

    @display(description=_("wallet balance"))
    def balance(self, member: Member) -> str:
        owned = selectors.wallet(member.pk)
        return _with_held(format_amount(owned.balance), format_amount(owned.held), owned.held)

    @display(description=_("points"))
    def points(self, member: Member) -> str:
        owned = selectors.points(member.pk)
        return _with_held(str(owned.balance), str(owned.held), owned.held)

    @display(description=_("stored value"))
    def stored_value(self, member: Member) -> str:
        owned = selectors.stored_value(member.pk)
        return _with_held(format_amount(owned.balance), format_amount(owned.held), owned.held)

    @display(description=_("latest movements"))
    def movements(self, member: Member) -> SafeString:
        lines = selectors.latest_postings(member.pk)[:LATEST]
        return format_html_join("", "{}: {} {} {}<br>", (_told(line) for line in lines))

    @action(
        description=_("Adjust balance"),
        permissions=["adjust"],
        dialog={
            "title": _("Adjust balance"),
            "description": _("What is beyond your limit of a day waits for a colleague."),
            "form_class": AdjustForm,
            "form_submit_text": _("Adjust"),
        },
    )
    def adjust_balance(
        self, request: HttpRequest, form: AdjustForm, object_id: str
    ) -> HttpResponse:
        member = Member.objects.get(pk=object_id)
        amount, reason = form.cleaned_data["amount"], form.cleaned_data["reason"]
        adjust = partial(
            services.adjust_balance,
            member_id=member.pk,
            amount=amount,
            key=f"staff:{form.cleaned_data['key']}",
            reason=reason,
            actor=actor_of(request),
            at=now(),
        )
        return self._act(request, member, adjust, _adjusted)

    @action(
        description=_("Grant points"),
        permissions=["grant_points"],
        dialog={
            "title": _("Grant points"),
            "description": _("The member can spend them at once; they expire as others do."),
            "form_class": PointsForm,
            "form_submit_text": _("Grant"),
        },
    )
    def grant_points(self, request: HttpRequest, form: PointsForm, object_id: str) -> HttpResponse:
        member = Member.objects.get(pk=object_id)
        points, reason = form.cleaned_data["points"], form.cleaned_data["reason"]
        grant = partial(
            services.grant_points,
            member_id=member.pk,
            points=points,
            key=f"staff:{form.cleaned_data['key']}",
            reason=reason,
            actor=actor_of(request),
            at=now(),
        )
        said = _("Granted %(points)d points: %(reason)s") % {"points": points, "reason": reason}
        return self._act(request, member, grant, said)

    @action(
        description=_("Freeze the wallet"),
        permissions=["freeze"],
        dialog={
            "title": _("Freeze the wallet"),
            "description": _("The member pays with nothing of it; refunds still come in."),
            "form_class": ReasonForm,
            "form_submit_text": _("Freeze"),
        },
    )
    def freeze_wallet(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        member, reason = Member.objects.get(pk=object_id), form.cleaned_data["reason"]
        freeze = partial(
            services.freeze_wallet,
            member_id=member.pk,
            reason=reason,
            actor=actor_of(request),
            at=now(),
        )
        said = _("The wallet is frozen: %(reason)s") % {"reason": reason}
        return self._act(request, member, freeze, said)

    @action(
        description=_("Lift the freeze"),
        permissions=["unfreeze"],
        dialog={
            "title": _("Lift the freeze"),
            "description": _("The member can pay from the wallet again."),
            "form_class": ReasonForm,
            "form_submit_text": _("Lift"),
        },
    )
    def unfreeze_wallet(
        self, request: HttpRequest, form: ReasonForm, object_id: str
    ) -> HttpResponse:
        member, reason = Member.objects.get(pk=object_id), form.cleaned_data["reason"]
        lift = partial(
            services.unfreeze_wallet,
            member_id=member.pk,
            reason=reason,
            actor=actor_of(request),
            at=now(),
        )
        said = _("The freeze is lifted: %(reason)s") % {"reason": reason}
        return self._act(request, member, lift, said)

    def has_adjust_permission(self, request: HttpRequest, object_id: str) -> bool:
        return request.user.has_perm("members.adjust_balance")

    def has_grant_points_permission(self, request: HttpRequest, object_id: str) -> bool:
        return request.user.has_perm("members.grant_points")

    def has_freeze_permission(self, request: HttpRequest, object_id: str) -> bool:
        may = request.user.has_perm("members.freeze_wallet")
        return may and not selectors.is_frozen(int(object_id))

    def has_unfreeze_permission(self, request: HttpRequest, object_id: str) -> bool:
        may = request.user.has_perm("members.freeze_wallet")
        return may and selectors.is_frozen(int(object_id))


class OfMember:
    """A column for whose row it is."""

    @display(description=_("member"))
    def whose(self, row: Any) -> str:
        return str(row.member)


class GrantAdmin(OfMember, KeysetPages, ReadOnlyAdmin):
    list_display = ("whose", "shown_amount", "reason", "by", "at")
    list_select_related = ("member",)
    search_fields = ("member__phone__exact", "key__exact")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[NamedChangeList]:
        return NamedChangeList

    @display(description=_("granted by"))
    def by(self, grant: Any) -> str:
        name: str = grant.known_as
        return name


@admin.register(BalanceGrant)
class BalanceGrantAdmin(GrantAdmin):
    @display(description=_("amount"))
    def shown_amount(self, grant: BalanceGrant) -> str:
        return format_amount(grant.amount)


@admin.register(PointsGrant)
class PointsGrantAdmin(GrantAdmin):
    @display(description=_("points"))
    def shown_amount(self, grant: PointsGrant) -> str:
        return str(grant.amount)


def _adjusted(adjustment: BalanceAdjustment) -> str:
    said = {"amount": format_amount(adjustment.amount), "reason": adjustment.reason}
    if adjustment.status == AdjustmentStatus.REQUESTED:
        return str(_("Waits for a colleague: %(amount)s, %(reason)s")) % said
    return str(_("Adjusted by %(amount)s: %(reason)s")) % said


def _counted(amount: int, asset: str) -> str:
    return str(amount) if asset == Asset.POINTS else format_amount(amount)


def _with_held(balance: str, shown_held: str, held: int) -> str:
    if not held:
        return balance
    return str(_("%(balance)s, of which %(held)s held for payments")) % {
        "balance": balance,
        "held": shown_held,
    }


def _told(posting: Posting) -> tuple[str, str, Any, str]:
    entry, unit = posting.entry, posting.account.unit
    change = f"{posting.amount:+d} {UNITS[unit]}" if unit in UNITS else _signed(posting.amount)
    at = f"{shop_time(entry.at):%Y-%m-%d %H:%M}"
    # Where it is about nothing but the member, the page has said so.
    about = "" if entry.reference == posting.account.owner else entry.reference
    return at, change, KINDS.get(entry.kind, entry.kind), about


def _signed(amount: int) -> str:
    return format_amount(amount) if amount < 0 else f"+{format_amount(amount)}"
