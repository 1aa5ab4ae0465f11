/* A coupon as it looks everywhere: what it is worth, what for, until when, and what can be done. */

import { el } from "../dom.js";
import { roundYuan, when } from "../format.js";
import { language, t } from "../i18n.js";
import { shopClock } from "../shop_clock.js";

/** `terms` as the API gives them; `until` and `note` are lines of text, `trailing` a button or so. */
export function couponCard(terms, { until = null, note = null, trailing = null, tone = "" }) {
  return el(
    "article",
    { class: `coupon ${terms.kind} ${tone}` },
    el(
      "div",
      { class: "coupon-worth" },
      el("strong", {}, worth(terms)),
      conditions(terms).map((each) => el("span", {}, each)),
    ),
    el(
      "div",
      { class: "coupon-text" },
      el("h2", {}, terms.name),
      el("p", {}, scope(terms)),
      until && el("p", {}, until),
      note && el("p", { class: "coupon-note" }, note),
    ),
    trailing && el("div", { class: "coupon-trailing" }, trailing),
  );
}

/** Until when it is good; of one whose days are to come, from when on. */
export function validity({ valid_from: from, valid_until: until }) {
  return new Date(from) > shopClock.now()
    ? t("Valid from {when}", { when: when(from) })
    : t("Valid until {when}", { when: when(until) });
}

function worth({ kind, amount, off_basis_points: off }) {
  if (kind === "free_shipping") return t("Free shipping");
  if (kind === "fixed") return roundYuan(amount);
  // The one language says what is taken off, the other what is left.
  const rate = language === "en" ? `${off / 100}%` : String((10_000 - off) / 1000);
  return t("{rate} off", { rate });
}

function conditions({ threshold, cap }) {
  const least =
    threshold.amount > 0 ? t("from {amount}", { amount: roundYuan(threshold) }) : t("no minimum");
  return cap ? [least, t("up to {amount}", { amount: roundYuan(cap) })] : [least];
}

function scope({ category_ids: categories, skus, stackable }) {
  const goods = categories.length || skus.length ? t("For chosen goods") : t("For the whole shop");
  return stackable ? `${goods} · ${t("goes with others")}` : goods;
}
