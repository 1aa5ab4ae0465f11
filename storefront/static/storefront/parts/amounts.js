/* A small bill: what for, how much, and the sum. */

import { el } from "../dom.js";
import { priceInPoints, sum, yuan } from "../format.js";
import { t } from "../i18n.js";

/** What shipping costs, or that it is free. */
export function shippingFee(money) {
  return money.amount === 0 ? t("Free") : yuan(money);
}

export function amounts(rows) {
  return el(
    "dl",
    { class: "panel amounts" },
    rows.map(({ label, money, points = 0, text = sum(money, points), isTotal = false }) =>
      el(
        "div",
        { class: isTotal ? "total" : money.amount < 0 ? "off" : "" },
        el("dt", {}, label),
        el("dd", {}, isTotal ? priceInPoints(money, points, "large") : text),
      ),
    ),
  );
}
