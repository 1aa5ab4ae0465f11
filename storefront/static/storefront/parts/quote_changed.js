/* The price has changed between looking and placing: what it was, what it is, and the question. */

import { el } from "../dom.js";
import { sum, yuan } from "../format.js";
import { t } from "../i18n.js";
import { dueName, dueNow } from "./deposit.js";
import { sheet } from "./sheet.js";

/** Resolves to true if the shopper takes the new price. Nothing is bought at one not seen. */
export function acceptsNewQuote({ before, now, goods }) {
  return sheet(t("The price has changed"), (close) => [
    el(
      "p",
      { class: "sheet-text" },
      t("Since you looked, this is different. Nothing has been ordered yet."),
    ),
    el("dl", { class: "changes" }, changes(before, now, goods).map(change)),
    el(
      "div",
      { class: "sheet-actions" },
      el("button", { class: "button ghost", type: "button", onclick: () => close() }, t("Not now")),
      el(
        "button",
        { class: "button solid", type: "button", onclick: () => close(true) },
        t("Order for {total}", { total: dueIn(now) }),
      ),
    ),
  ]);
}

const dueIn = (quote) => sum(dueNow(quote), quote.payable_points);

/** What differs, what is to be paid now always: [{ label, from, to }] in words. */
export function changes(before, now, goods) {
  const known = new Map(before.lines.map((each) => [each.sku, each]));
  const lines = now.lines
    .filter((each) => known.get(each.sku)?.unit_price.amount !== each.unit_price.amount)
    .map((each) => ({
      label: goods.get(each.sku)?.name ?? each.sku,
      from: known.has(each.sku) ? yuan(known.get(each.sku).unit_price) : "–",
      to: yuan(each.unit_price),
    }));
  const shipping = { label: t("Shipping"), from: yuan(before.shipping), to: yuan(now.shipping) };
  const off = { label: t("Reductions"), from: yuan(before.discount), to: yuan(now.discount) };
  const total = {
    label: t("Total"),
    from: sum(before.payable, before.payable_points),
    to: sum(now.payable, now.payable_points),
  };
  const due = { label: dueName(now), from: dueIn(before), to: dueIn(now) };
  const others = now.deposit.amount > 0 ? [off, shipping, total] : [off, shipping];
  return [...lines, ...others.filter(({ from, to }) => from !== to), due];
}

function change({ label, from, to }) {
  return el(
    "div",
    {},
    el("dt", {}, label),
    el("dd", {}, el("s", {}, from), " ", el("strong", {}, to)),
  );
}
