"""Who stands behind the actors of a log, as colleagues call them."""

from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actor import ActorKind
from core.people import names_actors
from members.selectors import staff_names

RULES: dict[str, str | Promise] = {
    "payment_timeout": _("Payment timeout"),
    "balance_timeout": _("End of the balance window"),
    "top_up_timeout": _("Time to pay a top-up"),
    "presale_failed": _("Presale given up"),
    "auto_receive": _("Automatic receipt"),
    "auto_complete": _("End of the after-sales window"),
    "fulfil": _("Automatic hand-over to fulfilment"),
    "nothing_to_pay": _("Nothing to pay"),
    "plan_shipments": _("Parcel planning"),
    "cancel_shipments": _("Parcel planning"),
    "order_received": _("Receipt of the order"),
    "tracking_silent": _("Silent parcel"),
    "group_form_by": _("Group formation"),
    "group_buy": _("Group buy"),
    "flash_sale": _("Flash sale"),
    "audit": _("Repair by the audit"),
}
PROVIDERS: dict[str, str | Promise] = {
    "wechat": _("WeChat Pay"),
    "alipay": _("Alipay"),
    "balance": _("Wallet balance"),
    "kuaidi100": _("Kuaidi100"),
}


@names_actors(ActorKind.MEMBER)
def _members(ids: Collection[str]) -> Mapping[str, str]:
    return dict.fromkeys(ids, str(_("Shopper")))


@names_actors(ActorKind.STAFF)
def _staff(ids: Collection[str]) -> Mapping[str, str]:
    return dict.fromkeys(ids, str(_("Former colleague"))) | staff_names(ids)


@names_actors(ActorKind.RULE)
def _rules(ids: Collection[str]) -> Mapping[str, str]:
    return {name: str(RULES.get(name, _("The system"))) for name in ids}


@names_actors(ActorKind.PROVIDER)
def _providers(ids: Collection[str]) -> Mapping[str, str]:
    return {code: str(PROVIDERS.get(code, code)) for code in ids}


@names_actors(ActorKind.API_KEY)
def _connected_systems(ids: Collection[str]) -> Mapping[str, str]:
    return dict.fromkeys(ids, str(_("Connected system")))
