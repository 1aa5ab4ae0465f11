/* How the states of an order look, and what each means for whoever waits. */

import { el } from "../dom.js";
import { t } from "../i18n.js";
import { shopClock } from "../shop_clock.js";
import { countdown } from "./countdown.js";

const STATES = {
  pending_payment: { icon: "clock", tone: "amber" },
  paid: { icon: "gift", tone: "blue", means: () => t("Thank you. We are about to pack it.") },
  awaiting_shipment: { icon: "box", tone: "indigo", means: () => t("We are packing your parcel.") },
  shipped: { icon: "truck", tone: "violet", means: () => t("Your parcel is on its way.") },
  received: {
    icon: "gift",
    tone: "teal",
    means: () => t("You have it. We hope that you like it."),
  },
  completed: {
    icon: "check",
    tone: "green",
    means: () => t("All done. Thank you for shopping here."),
  },
  closed: { icon: "close", tone: "grey", means: closedBecause },
  refunding: { icon: "undo", tone: "orange", means: () => t("Your money is on its way back.") },
  refunded: { icon: "undo", tone: "red", means: () => t("Your money is back.") },
};

// The API tells reasons as they were written; those that rules write have words of ours.
const REASONS = {
  "payment timeout": () => t("It was not paid in time."),
  "cancelled by the member": () => t("You cancelled it."),
  "balance timeout": () => t("The balance was not paid in time: the deposit stays with the shop."),
};

export function closedBecause({ closed_reason: reason }) {
  return REASONS[reason]?.() ?? reason;
}

export const iconOf = (status) => STATES[status]?.icon ?? "box";
export const toneOf = (status) => STATES[status]?.tone ?? "grey";

/** Presale: the deposit is paid, and the time for the balance is still to come. */
function isBalanceAhead({ status, deposit_paid: isPaid, payment_opens_at: opens }) {
  return status === "pending_payment" && isPaid && new Date(opens) > shopClock.now();
}

/** A sentence under the state: what happens next, and by when. */
export function meaning(order, over) {
  if (isBalanceAhead(order)) {
    return countdown(order.payment_opens_at, t("until the balance opens"), over);
  }
  if (order.status === "pending_payment" && order.payment_due_at) {
    return countdown(order.payment_due_at, t("left to pay"), over);
  }
  if (order.status === "shipped" && order.auto_receive_at) {
    return el(
      "span",
      {},
      countdown(order.auto_receive_at, t("until receipt is confirmed by itself"), over),
    );
  }
  return STATES[order.status]?.means?.(order) ?? "";
}

/** What the state is called; that the deposit is paid says more than that payment is awaited. */
export function stateText(order) {
  const isHalfPaid = order.status === "pending_payment" && order.deposit_paid;
  return isHalfPaid ? t("Deposit paid") : order.status_text;
}

export function stateTag(order) {
  return el("span", { class: `state ${toneOf(order.status)}` }, stateText(order));
}
