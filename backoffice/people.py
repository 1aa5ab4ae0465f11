"""Who stands behind the actors of a log, as colleagues call them."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, ActorKind
from members.selectors import staff_names

RULES: dict[str, str | Promise] = {
    "payment_timeout": _("Payment timeout"),
    "auto_receive": _("Automatic receipt"),
    "auto_complete": _("End of the after-sales window"),
    "fulfil": _("Automatic hand-over to fulfilment"),
    "nothing_to_pay": _("Nothing to pay"),
    "plan_shipments": _("Parcel planning"),
    "cancel_shipments": _("Parcel planning"),
    "order_received": _("Receipt of the order"),
    "tracking_silent": _("Silent parcel"),
}
PROVIDERS: dict[str, str | Promise] = {
    "wechat": _("WeChat Pay"),
    "alipay": _("Alipay"),
    "balance": _("Wallet balance"),
    "kuaidi100": _("Kuaidi100"),
}


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """A name for each actor of a log ("staff:7" -> "Li Na"). One query, however many they are."""
    parsed = {text: Actor.parse(text) for text in set(actors)}
    staff_ids = [actor.id for actor in parsed.values() if actor.kind is ActorKind.STAFF]
    colleagues = staff_names(staff_ids)
    return {text: _name(actor, colleagues) for text, actor in parsed.items()}


def _name(actor: Actor, colleagues: dict[str, str]) -> str:
    match actor.kind:
        case ActorKind.MEMBER:
            return str(_("Shopper"))
        case ActorKind.STAFF:
            return colleagues.get(actor.id, str(_("Former colleague")))
        case ActorKind.RULE:
            return str(RULES.get(actor.id, _("The system")))
        case ActorKind.PROVIDER:
            return str(PROVIDERS.get(actor.id, actor.id))
        case ActorKind.API_KEY:
            return str(_("Connected system"))
