"""The live rules: each with its range and what it does, and a button for orders that are open."""

from dataclasses import dataclass
from typing import Any

from constance.admin import Config, ConstanceAdmin
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from backoffice.selectors import open_counts
from core.admin import actor_of
from core.rules import LiveRule, rule_named, spoken_range
from logistics.rules import SHIP_BY
from logistics.tasks import apply_ship_by
from orders.clocks import RUNS_IN
from orders.lifecycle import OrderStatus
from orders.tasks import apply_rule

# The rules that may be applied to open orders, and which those are.
_HELD_BY = {**RUNS_IN, SHIP_BY.name: OrderStatus.AWAITING_SHIPMENT}

admin.site.unregister([Config])


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with its field. ``open_orders`` are those that it may be applied to, if it may."""

    rule: LiveRule
    field: Any
    range: str
    default: Any
    is_changed: bool
    open_orders: int | None


@admin.register(Config)
class RulesAdmin(ConstanceAdmin):
    change_list_template = "backoffice/rules.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST" and not self.has_change_permission(request):
            raise PermissionDenied
        page = super().changelist_view(request, extra_context)
        if context := getattr(page, "context_data", None):
            counts = open_counts()
            context["may_change"] = self.has_change_permission(request)
            context["groups"] = [
                (group["title"], [_row(value, counts) for value in group["config_values"]])
                for group in context["fieldsets"]
            ]
        return page

    def get_urls(self) -> list[URLPattern]:
        apply = self.admin_site.admin_view(require_POST(self.apply))
        own = path("<slug:name>/apply/", apply, name="constance_config_apply")
        return [own, *super().get_urls()]

    def apply(self, request: HttpRequest, name: str) -> HttpResponse:
        """Have the clocks of open orders reckoned by the rule as it is now; a worker does it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if name == SHIP_BY.name:
            apply_ship_by.delay()
        elif name in RUNS_IN:
            apply_rule.delay(name, str(actor_of(request)))
        else:
            raise Http404
        self._log_config_change(request, [f"{name}: applied to open orders"])
        said = _("“%(rule)s” is being applied to the open orders.")
        messages.success(request, said % {"rule": rule_named(name).label})
        return HttpResponseRedirect(reverse("admin:constance_config_changelist"))


def _row(value: dict[str, Any], counts: dict[str, int]) -> RuleRow:
    rule = rule_named(value["name"])
    return RuleRow(
        rule=rule,
        field=value["form_field"],
        range=spoken_range(rule),
        default=value["raw_default"],
        is_changed=value["modified"],
        open_orders=counts[_HELD_BY[rule.name]] if rule.name in _HELD_BY else None,
    )
