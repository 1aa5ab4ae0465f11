/* The lines of a statement, and what each kind of them is called. */

import { el } from "../dom.js";
import { count, when, yuan } from "../format.js";
import { t } from "../i18n.js";
import { endless } from "./endless.js";
import { emptyState } from "./load.js";

const KINDS = {
  balance_grant: () => t("Given by the shop"),
  balance_adjustment: () => t("Set right by the shop"),
  top_up: () => t("Top-up"),
  stored_value_credit: () => t("Top-up"),
  payment_captured: () => t("Paid"),
  refund: () => t("Refund"),
  points_earned: () => t("Earned by an order"),
  points_grant: () => t("Given by the shop"),
  points_taken_back: () => t("Taken back for a refund"),
  points_expired: () => t("Expired"),
  card_bound: () => t("Card bound"),
  stored_value_expired: () => t("Expired"),
  // Of growth.
  completed: () => t("Earned by an order"),
  // Of a single card.
  added: () => t("Card bound"),
  held: () => t("Paid"),
  voided: () => t("Not paid after all"),
  refunded: () => t("Refund"),
  expired: () => t("Expired"),
};

/** A page of a statement, and those that follow as one scrolls. */
export function movements(page) {
  if (page.results.length === 0) {
    return emptyState({ name: "orders", title: t("Nothing has moved here yet") });
  }
  return endless({ first: page, list: el("ol", { class: "panel movements" }), render: movement });
}

function movement({ cause, kind = cause, reference, at, change }) {
  // Points and growth are numbers, money has its currency.
  const isNumber = typeof change === "number";
  const size = isNumber ? change : change.amount;
  const text = isNumber ? count(change) : yuan(change);
  const isOrder = /^\d{20}$/.test(reference);
  return el(
    "li",
    {},
    el(
      "span",
      { class: "grow" },
      el("span", { class: "movement-kind" }, KINDS[kind]?.() ?? kind),
      isOrder && el("a", { class: "movement-of", href: `#/orders/${reference}` }, reference),
      el("time", { datetime: at }, when(at)),
    ),
    el("strong", { class: size > 0 ? "in" : "" }, size > 0 ? `+${text}` : text),
  );
}
