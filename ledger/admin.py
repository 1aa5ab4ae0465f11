from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin import ReadOnlyAdmin, ReadOnlyInline
from core.keyset import KeysetPages
from core.money import format_amount
from ledger.models import Account, Entry, Hold, HoldStatus, Posting
from ledger.selectors import balance_of


def _shown(amount: int, account: Account) -> str:
    """As money where the account is of money; points are counted."""
    return format_amount(amount) if account.unit == settings.CURRENCY else str(amount)


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
    def shown_balance(self, account: Account) -> str | None:
        return _shown(account.balance_amount, account) if account.guarded else None

    @display(description=_("held"), empty_value="")
    def shown_held(self, account: Account) -> str | None:
        return _shown(account.held_amount, account) if account.guarded else None

    @display(description=_("balance"))
    def balance(self, account: Account) -> str:
        return _shown(balance_of(account.pk).balance, account)

    @display(description=_("held"))
    def held(self, account: Account) -> str:
        return _shown(account.held_amount, account)

    @display(description=_("available"))
    def available(self, account: Account) -> str:
        return _shown(balance_of(account.pk).available, account)


class PostingInline(ReadOnlyInline):
    model = Posting
    fields = ("account", "shown_amount")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        return super().get_queryset(request).select_related("account").order_by("pk")

    @display(description=_("amount"))
    def shown_amount(self, posting: Posting) -> str:
        return _shown(posting.amount, posting.account)


@admin.register(Entry)
class EntryAdmin(KeysetPages, ReadOnlyAdmin):
    list_display = ("at", "kind", "reference", "key", "reverses")
    list_filter = ("kind",)
    list_select_related = ("reverses",)
    search_fields = ("reference__exact", "key__exact")
    inlines = (PostingInline,)


@admin.register(Hold)
class HoldAdmin(KeysetPages, ReadOnlyAdmin):
    list_display = ("at", "reference", "account", "shown_amount", "shown_status", "closed_at")
    list_filter = ("status",)
    list_select_related = ("account",)
    search_fields = ("reference__exact", "key__exact")

    @display(
        description=_("status"),
        label={HoldStatus.OPEN: "warning", HoldStatus.POSTED: "success", HoldStatus.VOIDED: "info"},
    )
    def shown_status(self, hold: Hold) -> tuple[str, str]:
        return hold.status, hold.get_status_display()

    @display(description=_("amount"))
    def shown_amount(self, hold: Hold) -> str:
        return _shown(hold.amount, hold.account)
