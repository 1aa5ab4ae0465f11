/* When a presale's deposit and balance are paid, drawn as a line with its windows. */

import { el } from "../dom.js";
import { when, yuan } from "../format.js";
import { t } from "../i18n.js";
import { shopClock } from "../shop_clock.js";

export function presaleWindows(presale) {
  const steps = [
    {
      name: t("Deposit"),
      money: presale.deposit,
      opens: presale.starts_at,
      closes: presale.ends_at,
    },
    {
      name: t("Balance due"),
      money: presale.balance,
      opens: presale.balance_opens_at,
      closes: presale.balance_due_at,
    },
  ];
  return el(
    "ol",
    { class: "windows" },
    steps.map(({ name, money, opens, closes }) =>
      el(
        "li",
        { class: `window ${standing(opens, closes)}` },
        el("strong", {}, name),
        el("span", { class: "window-money" }, yuan(money)),
        el("span", { class: "muted" }, t("from {when}", { when: when(opens) })),
        el("span", { class: "muted" }, t("until {when}", { when: when(closes) })),
      ),
    ),
    el(
      "li",
      { class: "window is-ahead" },
      el("strong", {}, t("Delivery")),
      el("span", { class: "muted" }, t("once the balance is paid")),
    ),
  );
}

function standing(opens, closes) {
  if (shopClock.now() < new Date(opens)) return "is-ahead";
  return shopClock.now() < new Date(closes) ? "is-now" : "is-past";
}
