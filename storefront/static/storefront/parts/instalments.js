/* What is paid of an order at which time, where it is not all at once. */

import { el } from "../dom.js";
import { when, yuan } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { shopClock } from "../shop_clock.js";

const NAMES = { deposit: () => t("Deposit"), balance: () => t("Balance due") };

/** The instalments of an order with their states; null where there is one alone. */
export function instalments(order) {
  const shown = order.instalments.filter((each) => NAMES[each.purpose]);
  if (shown.length < 2) return null;
  return el(
    "section",
    { class: "panel" },
    el("h2", { class: "panel-title" }, t("In two instalments")),
    el("ol", { class: "instalments" }, shown.map(instalment)),
    order.deposit_paid && el("p", { class: "muted small-text" }, forfeit(shown)),
  );
}

function instalment(each) {
  const { text, standing } = stateOf(each);
  return el(
    "li",
    { class: `instalment ${standing}` },
    el("span", { class: "instalment-mark" }, standing === "is-past" ? icon("check") : each.number),
    el(
      "span",
      { class: "grow" },
      el("strong", {}, NAMES[each.purpose]()),
      el("span", { class: "instalment-state" }, text),
    ),
    el("span", { class: "instalment-money" }, yuan(each.amount)),
  );
}

function stateOf({ status, opens_at: opens, due_at: due, captured_at: captured }) {
  if (status === "captured")
    return { text: t("Paid on {when}", { when: when(captured) }), standing: "is-past" };
  if (status === "void") return { text: t("Not to be paid any more"), standing: "is-ahead" };
  if (new Date(opens) > shopClock.now())
    return { text: t("To be paid from {when} on", { when: when(opens) }), standing: "is-ahead" };
  return { text: due ? t("To be paid by {when}", { when: when(due) }) : "", standing: "is-now" };
}

function forfeit(shown) {
  const { due_at: due } = shown.at(-1);
  return t("Without the balance by {due} the order closes, and the deposit stays with the shop.", {
    due: when(due),
  });
}
