"""Members as staff see them: phones masked, nothing editable, every change by an action."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from core.admin import ReadOnlyAdmin, ReadOnlyInline
from core.clock import real_now
from core.keyset import KeysetPages
from core.regions import region
from members import selectors, services
from members.admin.wallet import OfMember, WalletOnPage
from members.models import AccessToken, Address, Member, Notice, WechatIdentity


class AddressInline(ReadOnlyInline):
    model = Address
    fields = readonly_fields = ("name", "masked_phone", "division", "detail", "is_default")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Address]:
        return super().get_queryset(request).filter(is_active=True)

    @display(description=_("phone"))
    def masked_phone(self, address: Address) -> str:
        return address.masked_phone

    @display(description=_("division"))
    def division(self, address: Address) -> str:
        return str(region(address.region_code))


class WechatInline(ReadOnlyInline):
    model = WechatIdentity
    fields = readonly_fields = ("app_id", "linked_at")


class DeviceInline(ReadOnlyInline):
    model = AccessToken
    verbose_name_plural = _("signed-in devices")
    fields = readonly_fields = ("device", "created_at", "seen_at", "expires_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessToken]:
        signed_in = super().get_queryset(request)
        return signed_in.filter(revoked_at=None, expires_at__gt=real_now())


@admin.register(Member)
class MemberAdmin(WalletOnPage, KeysetPages, ReadOnlyAdmin):
    list_display = ("masked_phone", "nickname", "state", "tier", "created_at")
    list_filter = ("is_active", "tier")
    list_select_related = ("tier",)
    # The whole number only: a part of it would let anybody feel their way to the rest.
    search_fields = ("phone__exact", "nickname__istartswith")
    search_help_text = _("A whole phone number, or the beginning of a nickname.")
    inlines = (*WalletOnPage.wallet_inlines, AddressInline, WechatInline, DeviceInline)
    actions_detail = (*WalletOnPage.wallet_actions, "sign_out_everywhere", "disable", "enable")

    def get_fields(self, request: HttpRequest, obj: Member | None = None) -> tuple[str, ...]:
        may_call = request.user.has_perm("members.view_phone")
        phone = "phone" if may_call else "masked_phone"
        own = (phone, "nickname", "standing", "created_at", "tier", "tier_review_at", "growth")
        return (*own, *self.wallet_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Member | None = None) -> Any:
        return self.get_fields(request, obj)

    @display(description=_("phone"))
    def masked_phone(self, member: Member) -> str:
        return member.masked_phone

    @display(description=_("state"), label={"active": "success", "disabled": "danger"})
    def state(self, member: Member) -> tuple[str, Any]:
        return ("active", _("active")) if member.is_active else ("disabled", _("disabled"))

    @display(description=_("state"))
    def standing(self, member: Member) -> str:
        _code, text = self.state(member)
        return str(text)

    @display(description=_("growth"))
    def growth(self, member: Member) -> str:
        return str(selectors.growth_of(member.pk))

    @action(
        description=_("Sign out everywhere"),
        permissions=["sign_out"],
        dialog={
            "title": _("Sign out everywhere"),
            "description": _("Every device of this member has to sign in again."),
            "form_class": None,
            "form_submit_text": _("Sign out"),
        },
    )
    def sign_out_everywhere(
        self, request: HttpRequest, form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        member = Member.objects.get(pk=object_id)
        out = partial(services.sign_out_everywhere, member_id=member.pk, at=real_now())
        return self._act(request, member, out, _("Signed out everywhere."))

    @action(
        description=_("Disable"),
        permissions=["disable"],
        dialog={
            "title": _("Disable the member"),
            "description": _("The member is signed out everywhere and cannot sign in again."),
            "form_class": None,
            "form_submit_text": _("Disable"),
        },
    )
    def disable(self, request: HttpRequest, form: BaseDialogForm, object_id: str) -> HttpResponse:
        member = Member.objects.get(pk=object_id)
        disable = partial(services.disable_member, member_id=member.pk, at=real_now())
        return self._act(request, member, disable, _("Disabled."))

    @action(
        description=_("Enable"),
        permissions=["enable"],
        dialog={
            "title": _("Enable the member"),
            "description": _("The member can sign in again."),
            "form_class": None,
            "form_submit_text": _("Enable"),
        },
    )
    def enable(self, request: HttpRequest, form: BaseDialogForm, object_id: str) -> HttpResponse:
        member = Member.objects.get(pk=object_id)
        enable = partial(services.enable_member, member_id=member.pk)
        return self._act(request, member, enable, _("Enabled."))

    # Methods, not "members.disable_member": a dotted name would make Unfold's system check query
    # the permission table, which on a new database is not there yet.
    def has_sign_out_permission(self, request: HttpRequest, object_id: str) -> bool:
        return request.user.has_perm("members.disable_member")

    def has_disable_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._may_switch(request, object_id, is_active=True)

    def has_enable_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._may_switch(request, object_id, is_active=False)

    def _may_switch(self, request: HttpRequest, object_id: str, *, is_active: bool) -> bool:
        return (
            request.user.has_perm("members.disable_member")
            and Member.objects.filter(pk=object_id, is_active=is_active).exists()
        )


@admin.register(AccessToken)
class AccessTokenAdmin(OfMember, KeysetPages, ReadOnlyAdmin):
    list_display = ("whose", "device", "state", "created_at", "seen_at", "expires_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("member",)
    search_fields = ("member__phone__exact",)
    fields = list_display
    actions = ("sign_out",)

    @display(
        description=_("state"),
        label={"signed_in": "success", "expired": "info", "signed_out": "warning"},
    )
    def state(self, token: AccessToken) -> tuple[str, Any]:
        if token.revoked_at:
            return "signed_out", _("signed out")
        if token.is_valid(at=real_now()):
            return "signed_in", _("signed in")
        return "expired", _("expired")

    @action(description=_("Sign these devices out"), permissions=["sign_out"])
    def sign_out(self, request: HttpRequest, queryset: QuerySet[AccessToken]) -> None:
        at = real_now()
        for token in queryset:
            services.sign_out(token_id=token.pk, at=at)
            self.log_change(request, token, str(_("Signed out.")))
        messages.success(request, _("The devices are signed out."))

    def has_sign_out_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("members.disable_member")


@admin.register(Notice)
class NoticeAdmin(OfMember, KeysetPages, ReadOnlyAdmin):
    list_display = ("whose", "event", "reference", "created_at", "read_at")
    list_filter = ("event", ("read_at", admin.EmptyFieldListFilter))
    list_select_related = ("member",)
    search_fields = ("reference__exact", "member__phone__exact")
