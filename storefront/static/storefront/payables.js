/* What can be paid here: an order, or a top-up. One chooser, one wait and one outcome for both. */

import { t } from "./i18n.js";
import { closedBecause, meaning } from "./parts/order_state.js";
import { readTeam, waitsForTeam } from "./parts/order_team.js";

// Of an order: not paid yet, not any more, or never to be.
const UNPAID = new Set(["pending_payment", "closed", "refunding", "refunded"]);

/** `path` is its own at the API, `at` its own in the shop; `home` is where it is looked at;
    `whole` adds what else it takes to tell how it ended. */
export function anOrder(number) {
  return {
    path: `/orders/${number}`,
    at: `/orders/${number}`,
    title: () => t("Pay"),
    home: { address: `/orders/${number}`, label: () => t("See the order") },
    isPayable: (order) => order.allowed_actions.includes("pay"),
    isUnpaid: (order) => order.status === "pending_payment",
    isPaid: (order) => !UNPAID.has(order.status) && !isLeftOut(order),
    whole: async (order) => ({ ...order, team: await readTeam(order) }),
    dueAt: (order) => order.payment_due_at,
    dueLabel: () => t("left to pay"),
    state: (order) => order.status_text,
    amount: (order) => [order.payable, order.payable_points],
    thanks: (order) =>
      waitsForTeam(order, order.team)
        ? t("Invite friends: it is sent as soon as the group is complete.")
        : t("We pack it and tell you when it is on its way."),
    whyNot: (order) => (isLeftOut(order) ? t("Your money is on its way back.") : meaning(order)),
  };
}

/** Paid too late for its team, or for one that failed: it is about to be refunded. */
const isLeftOut = ({ status, team }) => status === "paid" && team?.is_held === false;

export function aTopUp(number) {
  return {
    path: `/me/top-ups/${number}`,
    at: `/top-ups/${number}`,
    title: () => t("Pay the top-up"),
    home: { address: "/wallet", label: () => t("See the wallet") },
    isPayable: (topUp) => topUp.status === "created",
    isUnpaid: (topUp) => topUp.status === "created",
    isPaid: (topUp) => topUp.status === "paid",
    whole: (topUp) => topUp,
    dueAt: (topUp) => topUp.due_at,
    dueLabel: () => t("left to top up"),
    state: (topUp) => (topUp.status === "paid" ? t("Paid") : t("Closed")),
    amount: (topUp) => [topUp.amount, 0],
    thanks: () => t("It is in your wallet."),
    whyNot: closedBecause,
  };
}

/** By method, in its unit: what the wallet has, and what an open payment holds of it, which comes
    back before another takes its place. */
export function purseOf(wallet, open) {
  const held = (method) => open?.tenders.find((each) => each.method === method);
  return {
    points: wallet.points.available + (held("points")?.points ?? 0),
    stored_value: wallet.stored_value.available.amount + (held("stored_value")?.amount.amount ?? 0),
    balance: wallet.available.amount + (held("balance")?.amount.amount ?? 0),
  };
}
