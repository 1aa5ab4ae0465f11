"""The story of an order or a top-up in sentences: one template for each kind of entry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backoffice.formats import format_fact, format_reason, label_fact
from orders.models import TimelineEntry
from payments.models import TopUpEvent

Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """How a kind of entry is told. ``text`` names the entry's facts as %(name)s."""

    text: str | Promise
    icon: str  # of Material Symbols
    tone: str = ""  # good, bad or "" : the colour of its mark


@dataclass(frozen=True, slots=True)
class Line:
    """A timeline entry as the page shows it. ``remarks`` are the facts that the text leaves out."""

    at: datetime
    by: str
    text: str
    icon: str
    tone: str
    reason: str
    remarks: tuple[str, ...] = ()


SENTENCES: dict[str, Sentence] = {
    "order.place": Sentence(_("Order placed, stock reserved"), "shopping_bag"),
    "order.pay": Sentence(_("Paid in full"), "paid", "good"),
    "order.fulfil": Sentence(_("Handed to fulfilment"), "conveyor_belt"),
    "order.ship": Sentence(_("Everything has been shipped"), "local_shipping", "good"),
    "order.redeem": Sentence(_("Handed over"), "storefront", "good"),
    "order.receive": Sentence(_("Receipt confirmed"), "inventory", "good"),
    "order.extend_receipt": Sentence(
        _("Automatic receipt put off to %(auto_receive_at)s"), "more_time"
    ),
    "order.redate": Sentence(_("A changed rule was applied: now due %(due_at)s"), "update"),
    "order.change_price": Sentence(
        _("Price lowered from %(before_amount)s to %(after_amount)s"), "sell"
    ),
    "order.complete": Sentence(_("Order completed"), "check_circle", "good"),
    "order.close": Sentence(_("Order closed, stock given back"), "cancel", "bad"),
    "order.revive": Sentence(_("Reopened: the payment came late"), "restart_alt", "good"),
    "order.reopen": Sentence(_("Reopened: the deposit came late"), "restart_alt", "good"),
    "order.deposit_paid": Sentence(
        _("Deposit paid; the balance is due from %(opens_at)s to %(due_at)s"), "savings", "good"
    ),
    "order.forfeit": Sentence(_("Deposit forfeited, stock given back"), "cancel", "bad"),
    "order.start_refund": Sentence(_("Refund of everything started"), "undo", "bad"),
    "order.finish_refund": Sentence(_("Everything refunded"), "task_alt", "bad"),
    "order.abort_refund": Sentence(_("Refund given up, the order goes on"), "redo"),
    "group.joined": Sentence(_("Has a seat in team %(team)s and waits for it"), "group_add"),
    "group.formed": Sentence(_("Team %(team)s is formed"), "groups", "good"),
    "group.failed": Sentence(_("Team %(team)s was not formed"), "group_off", "bad"),
    "group.missed": Sentence(
        _("Paid too late for team %(team)s, which has ended without it"), "group_off", "bad"
    ),
    "payment.opened": Sentence(_("Payment of %(amount)s begun with %(method)s"), "hourglass_top"),
    "payment.captured": Sentence(_("%(amount)s received"), "payments", "good"),
    "payment.closed": Sentence(_("Payment of %(amount)s ended unpaid"), "money_off"),
    "payment.failed": Sentence(_("Payment of %(amount)s refused"), "money_off", "bad"),
    "payment.late": Sentence(
        _("%(amount)s came too late and goes back to the payer"), "currency_exchange", "bad"
    ),
    "payment.duplicate": Sentence(
        _("%(amount)s was paid twice and goes back to the payer"), "currency_exchange", "bad"
    ),
    "payment.suspense": Sentence(
        _("%(amount)s received, but another amount was asked for: the provider is asked"),
        "help",
        "bad",
    ),
    "payment.mismatched": Sentence(
        _("%(amount)s is not the amount asked for and goes back to the payer"),
        "currency_exchange",
        "bad",
    ),
    "top_up.created": Sentence(_("Top-up of %(amount)s begun"), "add_card"),
    "top_up.closed": Sentence(_("Top-up closed unpaid"), "cancel", "bad"),
    "refund.finished": Sentence(_("Refund of %(amount)s has arrived"), "price_check", "good"),
    "refund.requested": Sentence(_("Refund of %(amount)s begun"), "undo"),
    "refund.rerouted": Sentence(
        _("Refund of %(amount)s paid to the balance: the provider could not deliver it"), "wallet"
    ),
    "refund.sent_again": Sentence(_("Refund sent again as %(leg)s"), "redo"),
    "shipment.planned": Sentence(
        _("Parcel %(shipment)s planned in %(warehouse)s"), "deployed_code"
    ),
    "shipment.picking": Sentence(_("Parcel %(shipment)s is being picked"), "shelves"),
    "shipment.packed": Sentence(_("Parcel %(shipment)s is packed"), "package_2"),
    "shipment.shipped": Sentence(
        _("Parcel %(shipment)s shipped with %(courier)s, %(tracking_number)s"),
        "local_shipping",
        "good",
    ),
    "shipment.labelled": Sentence(
        _("Parcel %(shipment)s also goes by %(tracking_number)s with %(courier)s"), "label"
    ),
    "shipment.cancelled": Sentence(_("Parcel %(shipment)s cancelled"), "cancel"),
    "shipment.in_transit": Sentence(_("Parcel %(shipment)s is on its way"), "moving"),
    "shipment.out_for_delivery": Sentence(
        _("Parcel %(shipment)s is out for delivery"), "delivery_truck_speed"
    ),
    "shipment.delivered": Sentence(
        _("Parcel %(shipment)s was delivered, says the courier"), "where_to_vote", "good"
    ),
    "shipment.returned": Sentence(
        _("Parcel %(shipment)s came back to the sender"), "assignment_return", "bad"
    ),
    "shipment.trouble.silent": Sentence(
        _("Nothing is heard of parcel %(shipment)s: receipt waits"), "notifications_off", "bad"
    ),
    "shipment.trouble.problem": Sentence(
        _("Parcel %(shipment)s has a problem on its way: receipt waits"), "warning", "bad"
    ),
    "shipment.trouble.refused": Sentence(
        _("Parcel %(shipment)s was refused: receipt waits"), "block", "bad"
    ),
    "shipment.trouble.returning": Sentence(
        _("Parcel %(shipment)s is on its way back: receipt waits"), "undo", "bad"
    ),
    "shipment.trouble.returned": Sentence(
        _("Nobody received parcel %(shipment)s: receipt waits"), "assignment_return", "bad"
    ),
    "shipment.recovered": Sentence(
        _("Parcel %(shipment)s moves again: receipt waits for it no more"), "done", "good"
    ),
}


class _Facts(dict[str, str]):
    """Formatted facts; one that an old entry lacks reads as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def tell(
    entries: Iterable[TimelineEntry | TopUpEvent], *, names: Mapping[str, str], words: Words
) -> list[Line]:
    """Each entry as a line, in the same order.

    ``names`` are those of the entries' actors; ``words`` say what a code among the facts is
    called: ``{"courier": {"shunfeng": "SF Express"}}``.
    """
    return [_line(entry, names[entry.actor], words) for entry in entries]


def _line(entry: TimelineEntry | TopUpEvent, by: str, words: Words) -> Line:
    sentence = SENTENCES.get(entry.kind)
    facts = _Facts(
        {
            name: words.get(name, {}).get(value) or format_fact(name, value)
            for name, value in entry.facts.items()
        }
    )
    reason = format_reason(facts.pop("reason", ""))
    if sentence is None:
        remarks = tuple(f"{label_fact(name)}: {value}" for name, value in facts.items())
        return Line(entry.at, by, entry.kind, "radio_button_unchecked", "", reason, remarks)
    return Line(entry.at, by, str(sentence.text) % facts, sentence.icon, sentence.tone, reason)
