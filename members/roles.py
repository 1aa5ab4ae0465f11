"""Who may do what in the back office: one table, role by role.

A permission is ``app.codename``. ``app.view_*`` stands for the views of all models of an app, and
never for a permission that an app declares itself (``orders.view_recipient``): those are named one
by one. Permissions of an app that is not installed yet are left out until it is.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Each is a group of the same name. What a group of another name may do is up to the shop."""

    OPERATIONS = "operations", _("Operations")
    CUSTOMER_SERVICE = "customer_service", _("Customer service")
    SUPERVISOR = "supervisor", _("Supervisor")
    STORE_STAFF = "store_staff", _("Store staff")
    FINANCE = "finance", _("Finance")
    ADMINISTRATOR = "administrator", _("Administrator")


EVERYTHING = "*"

_SEES_ORDERS = {
    "orders.view_*",
    "products.view_*",
    "logistics.view_*",
    "members.view_member",
    "marketing.view_groupteam",
    "marketing.view_groupseat",
    "marketing.view_groupteamevent",
    "payments.view_attempt",
    "payments.view_tender",
    "payments.view_refund",
    "payments.view_refundleg",
    "payments.view_providerpayment",
}
_SEES_WALLETS = {
    "members.view_balanceadjustment",
    "members.view_balancegrant",
    "members.view_card",
    "members.view_lot",
    "members.view_pointsgrant",
    "members.view_tier",
    "members.view_tierchange",
    "members.view_walletfreeze",
    "payments.view_topup",
    "payments.view_topupevent",
}
# What large adjustments need is two of those who have it.
_CORRECTS_WALLETS = {
    "members.adjust_balance",
    "members.approve_adjustment",
    "members.freeze_wallet",
    "members.grant_points",
}
_SERVES_CUSTOMERS = _SEES_ORDERS | {
    "members.view_address",
    "members.view_notice",
    "members.view_phone",
    *_SEES_WALLETS,
    "orders.view_recipient",
    "orders.cancel_order",
    "orders.enter_order",
}

PERMISSIONS: dict[Role, set[str]] = {
    Role.OPERATIONS: _SEES_ORDERS
    | {
        "products.add_*",
        "products.change_*",
        "products.delete_*",
        "marketing.add_*",
        "marketing.change_*",
        "marketing.view_*",
        "members.view_tier",
        "members.add_tier",
        "members.change_tier",
        "marketing.settle_groupteam",
        "marketing.fail_presale",
        "logistics.add_*",
        "logistics.change_*",
        "logistics.ship_shipment",
        "orders.cancel_order",
        "orders.change_price",
        "orders.enter_order",
        "orders.view_recipient",
        "core.view_incident",
        "core.change_incident",
        "constance.view_config",
        "constance.change_config",
    },
    Role.CUSTOMER_SERVICE: _SERVES_CUSTOMERS,
    Role.SUPERVISOR: _SERVES_CUSTOMERS
    | {
        "orders.change_price",
        "payments.request_refund",
        "payments.grant_goodwill",
        "members.view_accesstoken",
        "members.disable_member",
        *_CORRECTS_WALLETS,
        "core.view_incident",
        "core.change_incident",
    },
    Role.STORE_STAFF: {"products.view_*", "orders.view_order", "logistics.view_*"},
    Role.FINANCE: _SEES_ORDERS
    | {
        "ledger.view_*",
        "payments.view_*",
        "payments.request_refund",
        "payments.grant_goodwill",
        "payments.reroute_refund",
        "payments.enable_paymentchannel",
        *_SEES_WALLETS,
        *_CORRECTS_WALLETS,
        "members.view_cardbatch",
        "members.add_cardbatch",
        "members.change_cardbatch",
        "members.delete_cardbatch",
        "members.issue_cards",
        "core.view_incident",
        "core.change_incident",
    },
    Role.ADMINISTRATOR: {EVERYTHING},
}


def may(role: Role, *, app: str, codename: str, model: str) -> bool:
    """Whether the table gives the role this permission, which is declared on ``model``."""
    granted = PERMISSIONS[role]
    verb = codename.removesuffix(f"_{model}")
    return (
        EVERYTHING in granted
        or f"{app}.{codename}" in granted
        or (verb != codename and f"{app}.{verb}_*" in granted)
    )
