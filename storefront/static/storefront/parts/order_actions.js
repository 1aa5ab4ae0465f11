/* The buttons of an order: exactly what the API says is allowed now; and to buy it again. */

import { api } from "../api.js";
import { cart } from "../cart.js";
import { el } from "../dom.js";
import { when } from "../format.js";
import { t } from "../i18n.js";
import { go } from "../router.js";
import { press } from "./press.js";
import { confirmed } from "./sheet.js";
import { toast } from "./toast.js";

// In the order in which they stand, the one that is asked for most at the end.
const ACTIONS = {
  close: { label: () => t("Cancel order"), act: cancel },
  extend_receipt: { label: () => t("Extend receipt"), act: extendReceipt },
  receive: { label: () => t("Confirm receipt"), act: receive, isMain: true },
  forfeit: { label: () => t("Give up the balance"), act: forfeit },
  pay: {
    label: payLabel,
    act: (order) => go(`/orders/${order.number}/pay`),
    isMain: true,
  },
};

// Asks nothing of the order and moves it nowhere: it fills the cart.
const BUY_AGAIN = { label: () => t("Buy again"), act: buyAgain };

/** `changed` is called with the order as it is after an action. */
export function orderActions(order, changed) {
  const allowed = Object.entries(ACTIONS).filter(([name]) => order.allowed_actions.includes(name));
  const shown = allowed.map(([, action]) => action);
  if (!order.allowed_actions.includes("pay")) shown.unshift(BUY_AGAIN);
  return shown.map((action) => button(action, order, changed));
}

function button({ label, act, isMain = false }, order, changed) {
  const work = async () => {
    const answer = await act(order);
    if (answer) changed(answer);
  };
  return el(
    "button",
    {
      class: `button small ${isMain ? "solid" : "ghost"}`,
      type: "button",
      onclick: press(work, (problem) => lookAgain(order, problem, changed)),
    },
    label(order),
  );
}

function payLabel({ deal_kind: kind, deposit_paid: isPaid }) {
  if (kind !== "presale") return t("Pay now");
  return isPaid ? t("Pay the balance") : t("Pay the deposit");
}

/** A refusal means that the order is not as it was shown: tell why and show it as it is. */
async function lookAgain(order, problem, changed) {
  if (problem.status !== 409 && problem.status !== 412) return false;
  toast(problem.message, "bad");
  changed(await api.get(`/orders/${order.number}`));
  return true;
}

async function cancel(order) {
  const isSure = await confirmed({
    title: t("Cancel this order?"),
    text: t("What it holds goes back on the shelf."),
    yes: t("Cancel order"),
    no: t("Keep it"),
  });
  if (!isSure) return null;
  const cancelled = await api.move(order, "cancel", {});
  toast(t("Order cancelled"), "good");
  return cancelled;
}

async function forfeit(order) {
  const isSure = await confirmed({
    title: t("Give up the balance?"),
    text: t("The order closes, and the deposit stays with the shop."),
    yes: t("Give it up"),
    no: t("Keep it"),
  });
  if (!isSure) return null;
  const closed = await api.move(order, "forfeit", {});
  toast(t("Order closed"), "good");
  return closed;
}

async function receive(order) {
  const isSure = await confirmed({
    title: t("Has everything arrived?"),
    text: t("Confirm only when you have your parcels in hand."),
    yes: t("Confirm receipt"),
  });
  if (!isSure) return null;
  const received = await api.move(order, "receive");
  toast(t("Receipt confirmed. Enjoy!"), "good");
  return received;
}

async function extendReceipt(order) {
  const extended = await api.move(order, "extend-receipt");
  toast(t("Automatic receipt is now on {when}", { when: when(extended.auto_receive_at) }), "good");
  return extended;
}

async function buyAgain(order) {
  const { cart: filled, left_out: leftOut } = await api.post(`/orders/${order.number}/buy-again`);
  cart.note(filled);
  if (leftOut.length)
    toast(leftOut.map((each) => `${each.sku}: ${each.reason_text}`).join(" "), "bad");
  go("/cart");
  return null;
}
