"""What the pages of offers with a quota share: saved by a service, drawn as bars, kept for ever."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin import ReadOnlyInline, ShowsYuan, StaffAdmin
from core.errors import DomainError
from marketing.models.offers import LimitedOffer, OfferClaim

Share = tuple[str, int, str | Promise]  # colour, pieces, what they are


def bar(shares: Sequence[Share], figures: str) -> SafeString:
    """Pieces by what became of them: drawn, each named, and in figures."""
    drawn = format_html_join(
        "",
        '<span class="dd-{}" style="flex-grow:{}" title="{} {}"></span>',
        ((colour, count, label, count) for colour, count, label in shares if count > 0),
    )
    return format_html(
        '<span class="dd-progress"><span class="dd-bar">{}</span> {}</span>', drawn, figures
    )


class OfferAdmin(ShowsYuan, StaffAdmin):
    """Once orders rely on it, ``always`` may be typed, and the rest is shown."""

    always: tuple[str, ...]
    typed: tuple[str, ...]

    # Orders were placed under it: it ends, and stays.
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: LimitedOffer | None = None
    ) -> tuple[str, ...]:
        shown = tuple(self.readonly_fields)
        if obj is None or not obj.claims.exists():  # type: ignore[attr-defined]  # of its claims
            return shown
        return (*shown, *(name for name in self.typed if name not in self.always))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"per_member_limit": 1}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except DomainError as refused:  # an order came while it was being typed
            messages.error(request, refused.detail)
            return redirect(request.get_full_path())

    def take(self, offer: LimitedOffer, saved: LimitedOffer) -> None:
        """What the service has made of the form's row."""
        offer.pk, offer.sku = saved.pk, saved.sku

    @display(description=_("SKU code"))
    def sku_code(self, offer: LimitedOffer) -> str:
        return offer.sku.code

    @display(description=_("SKU"), header=True)
    def shown(self, offer: Any) -> list[str]:
        return [offer.sku.product.spoken_name, offer.sku.code]


class ClaimInline(ReadOnlyInline):
    per_page = 20
    ordering = ("-pk",)
    verbose_name_plural = _("Orders")
    readonly_fields = ("order",)

    @display(description=_("order"))
    def order(self, claim: OfferClaim) -> SafeString:
        found = f"{reverse('admin:orders_order_changelist')}?{urlencode({'q': claim.reference})}"
        return format_html('<a class="dd-link" href="{}">{}</a>', found, claim.reference)
