/* A small bill: what for, how much, and the sum. */

import { el } from "../dom.js";
import { price, yuan } from "../format.js";
import { t } from "../i18n.js";

/** What shipping costs, or that it is free. */
export function shippingFee(money) {
  return money.amount === 0 ? t("Free") : yuan(money);
}

export function amounts(rows) {
  return el(
    "dl",
    { class: "panel amounts" },
    rows.map(({ label, money, text = yuan(money), isTotal = false }) =>
      el(
        "div",
        { class: isTotal ? "total" : "" },
        el("dt", {}, label),
        el("dd", {}, isTotal ? price(money, "large") : text),
      ),
    ),
  );
}
