/* What happened to an order, told to the shopper. The API gives kinds and facts; words are ours. */

import { el } from "../dom.js";
import { when } from "../format.js";
import { t } from "../i18n.js";

// A kind without words is the shop's own affair and is not told.
const WORDS = {
  "order.place": () => t("Order placed"),
  "order.pay": () => t("Paid"),
  "order.fulfil": () => t("Handed to the warehouse"),
  "order.ship": () => t("Everything is on its way"),
  "order.redeem": () => t("Handed over"),
  "order.receive": () => t("Receipt confirmed"),
  "order.extend_receipt": () => t("Automatic receipt put off"),
  "order.change_price": () => t("The shop lowered the price"),
  "order.complete": () => t("Completed"),
  "order.close": () => t("Order closed"),
  "order.deposit_paid": () => t("Deposit paid"),
  "order.forfeit": () => t("Closed: the balance was not paid, the deposit stays with the shop"),
  "order.revive": () => t("Reopened: your payment came late"),
  "order.reopen": () => t("Reopened: your deposit came late"),
  "order.start_refund": () => t("Refund begun"),
  "order.finish_refund": () => t("Refunded"),
  "group.joined": () => t("You have a seat in the group"),
  "group.formed": () => t("The group is complete"),
  "group.failed": () => t("The group was not completed in time"),
  "group.missed": () => t("You paid too late for the group"),
  "payment.closed": () => t("Payment ended unpaid"),
  "payment.failed": () => t("Payment refused"),
  "payment.late": ({ reason }) =>
    reason
      ? t("Your payment came when something of the order was gone, and goes back to you")
      : t("Your payment came too late and goes back to you"),
  "payment.duplicate": () => t("You paid twice: one payment goes back to you"),
  "payment.mismatched": () => t("The amount was not right: the payment goes back to you"),
  "refund.requested": () => t("Part of your money is on its way back"),
  "refund.rerouted": () => t("A refund was paid to your balance"),
  "refund.finished": () => t("A refund has arrived"),
  "shipment.shipped": () => t("A parcel was handed to the courier"),
  "shipment.out_for_delivery": () => t("A parcel is out for delivery"),
  "shipment.delivered": () => t("A parcel was delivered"),
  "shipment.returned": () => t("A parcel went back to us"),
};

export function timeline(entries) {
  const told = entries.filter((each) => WORDS[each.kind]);
  return el(
    "section",
    { class: "panel" },
    el("h2", { class: "panel-title" }, t("History")),
    el(
      "ol",
      { class: "way" },
      told.map((each) =>
        el(
          "li",
          {},
          el("span", {}, WORDS[each.kind](each.facts)),
          el("time", { datetime: each.at }, when(each.at)),
        ),
      ),
    ),
  );
}
