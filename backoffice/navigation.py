"""The sidebar: what the people of a shop look for, grouped as their work is."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the sidebar; ``permission`` is what its page asks for, "" for everybody."""

    title: str | Promise
    icon: str  # of Material Symbols
    url: str  # by its name
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages under a title; folded away unless it is daily work or one of them is open."""

    title: str | Promise
    pages: tuple[Page, ...]
    is_daily: bool = True


def _list(title: str | Promise, icon: str, model: str) -> Page:
    """The list of a model ("orders.order") that the admin shows to who may view it."""
    app, name = model.split(".")
    return Page(title, icon, f"admin:{app}_{name}_changelist", f"{app}.view_{name}")


GROUPS = (
    Group(
        "",
        (
            Page(_("Today"), "space_dashboard", "admin:index"),
            _list(_("Orders"), "receipt_long", "orders.order"),
            Page(
                _("Enter an order"),
                "add_shopping_cart",
                "admin:orders_order_enter",
                "orders.enter_order",
            ),
        ),
    ),
    Group(
        _("Shipping"),
        (
            _list(_("Parcels to ship"), "deployed_code", "logistics.shipment"),
            _list(_("Couriers"), "local_shipping", "logistics.courier"),
        ),
    ),
    Group(
        _("Products and stock"),
        (
            _list(_("Products"), "storefront", "products.product"),
            _list(_("Categories"), "category", "products.category"),
            _list(_("Stock"), "inventory_2", "products.stockitem"),
            _list(_("Stock movements"), "history", "products.stockmovement"),
            _list(_("Warehouses"), "warehouse", "products.warehouse"),
            _list(_("Freight"), "price_change", "products.freighttemplate"),
        ),
    ),
    Group(
        _("Promotions"),
        (
            Page(
                _("Promotion calendar"),
                "calendar_month",
                "admin:marketing_fullreductionoffer_calendar",
                "marketing.view_fullreductionoffer",
            ),
            _list(_("Changes of promotions"), "history", "marketing.promotionchange"),
            _list(_("Full reductions"), "sell", "marketing.fullreductionoffer"),
            _list(_("Coupons"), "confirmation_number", "marketing.coupontemplate"),
            _list(_("Exchange codes"), "qr_code_2", "marketing.exchangebatch"),
            _list(_("Flash sales"), "bolt", "marketing.flashsale"),
            _list(_("Presales"), "schedule", "marketing.presale"),
            _list(_("Points mall"), "loyalty", "marketing.mallitem"),
            _list(_("Group offers"), "groups", "marketing.groupoffer"),
            _list(_("Group teams"), "group_work", "marketing.groupteam"),
        ),
    ),
    Group(
        _("Members"),
        (
            _list(_("Members"), "group", "members.member"),
            _list(_("Tiers"), "military_tech", "members.tier"),
            _list(_("Balance adjustments"), "balance", "members.balanceadjustment"),
            _list(_("Balance grants"), "redeem", "members.balancegrant"),
            _list(_("Points grants"), "loyalty", "members.pointsgrant"),
            _list(_("Card batches"), "stacks", "members.cardbatch"),
            _list(_("Stored-value cards"), "credit_card", "members.card"),
        ),
    ),
    Group(
        _("Payments"),
        (
            _list(_("Payment attempts"), "payments", "payments.attempt"),
            _list(_("Top-ups"), "add_card", "payments.topup"),
            _list(_("Refunds"), "undo", "payments.refund"),
            _list(_("Payments at providers"), "receipt", "payments.providerpayment"),
            _list(_("Notifications"), "sms", "payments.notification"),
        ),
        is_daily=False,
    ),
    Group(
        _("Books"),
        (
            _list(_("Accounts"), "account_balance", "ledger.account"),
            _list(_("Journal"), "menu_book", "ledger.entry"),
            _list(_("Holds"), "lock_clock", "ledger.hold"),
        ),
        is_daily=False,
    ),
    Group(
        _("Settings"),
        (
            _list(_("Rules"), "tune", "constance.config"),
            _list(_("Payment channels"), "account_balance_wallet", "payments.paymentchannel"),
            _list(_("Staff"), "badge", "members.staffuser"),
            _list(_("Roles"), "shield_person", "auth.group"),
        ),
        is_daily=False,
    ),
    Group(
        _("System"),
        (
            _list(_("Incidents"), "notification_important", "core.incident"),
            _list(_("Outbox"), "outbox", "core.outboxmessage"),
        ),
        is_daily=False,
    ),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Unfold's SIDEBAR.navigation, cut to what this person may open.

    The page that stands deepest under the address is the open one: a list keeps quiet where a
    page below it has an entry of its own.
    """
    links = [reverse(page.url) for group in GROUPS for page in group.pages]
    index, here = reverse("admin:index"), request.path
    above = [link for link in links if here.startswith(link) and (link != index or here == index)]
    open_link = max(above, key=len, default="")
    return [
        {
            "title": group.title,
            "separator": bool(group.title),
            "collapsible": not group.is_daily,
            "items": [
                {
                    "title": page.title,
                    "icon": page.icon,
                    "link": reverse(page.url),
                    "active": reverse(page.url) == open_link,
                }
                for page in group.pages
                if not page.permission or request.user.has_perm(page.permission)
            ],
        }
        for group in GROUPS
    ]
