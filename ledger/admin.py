from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin import ReadOnlyAdmin, ReadOnlyInline
from ledger.models import Account, Entry, Hold, HoldStatus, Posting
from ledger.selectors import balance_of


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("kind", "owner", "unit", "guarded", "shown_balance", "shown_held")
    list_filter = ("kind", "unit", "guarded")
    search_fields = ("owner__exact",)
    ordering = ("kind", "owner")
    show_full_result_count = False
    fields = ("kind", "owner", "unit", "guarded", "balance", "held", "available", "floor_amount")
    readonly_fields = ("balance", "held", "available")

    # A list never sums up postings: an account without a guard may have millions.
    @display(description=_("balance"), empty_value="")
    def shown_balance(self, account: Account) -> int | None:
        return account.balance_amount if account.guarded else None

    @display(description=_("held"), empty_value="")
    def shown_held(self, account: Account) -> int | None:
        return account.held_amount if account.guarded else None

    @display(description=_("balance"))
    def balance(self, account: Account) -> int:
        return balance_of(account.pk).balance

    @display(description=_("held"))
    def held(self, account: Account) -> int:
        return account.held_amount

    @display(description=_("available"))
    def available(self, account: Account) -> int:
        return balance_of(account.pk).available


class PostingInline(ReadOnlyInline):
    model = Posting
    fields = ("account", "amount")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        return super().get_queryset(request).select_related("account").order_by("pk")


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "reference", "key", "reverses")
    list_filter = ("kind",)
    list_select_related = ("reverses",)
    search_fields = ("reference__exact", "key__exact")
    ordering = ("-pk",)
    show_full_result_count = False
    inlines = (PostingInline,)


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    list_display = ("at", "reference", "account", "amount", "shown_status", "closed_at")
    list_filter = ("status",)
    list_select_related = ("account",)
    search_fields = ("reference__exact", "key__exact")
    ordering = ("-pk",)
    show_full_result_count = False

    @display(
        description=_("status"),
        ordering="status",
        label={HoldStatus.OPEN: "warning", HoldStatus.POSTED: "success", HoldStatus.VOIDED: "info"},
    )
    def shown_status(self, hold: Hold) -> tuple[str, str]:
        return hold.status, hold.get_status_display()
