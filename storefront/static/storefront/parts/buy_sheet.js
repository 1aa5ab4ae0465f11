/* Which SKU and how many, asked before something is bought under a deal. */

import { el, fill } from "../dom.js";
import { attributes, price, yuan } from "../format.js";
import { t } from "../i18n.js";
import { firstChoice } from "../sku_choice.js";
import { picture, stepper } from "./goods.js";
import { sheet } from "./sheet.js";
import { skuValues } from "./sku_values.js";

const MOST = 99; // pieces at once, where there is no limit

/** Resolves to `{ sku, quantity }` or null. `skus` each with code, attributes, image, price,
    list_price and available; `limit` pieces for one member, null where there is none, and `left` of
    them still to be bought. */
export function askWhatToBuy({ title, skus, limit, left = limit ?? MOST, yes }) {
  const chosen = { sku: firstChoice(skus), quantity: 1 };
  return sheet(title, (close) => {
    const place = el("div", { class: "choice" });
    const show = () => fill(place, choice(skus, chosen, { limit, left, yes, show, close }));
    show();
    return place;
  });
}

function choice(skus, chosen, { limit, left, yes, show, close }) {
  const { sku } = chosen;
  const most = Math.min(left, sku.available);
  chosen.quantity = Math.max(1, Math.min(chosen.quantity, most));
  const take = () => close({ sku: sku.code, quantity: chosen.quantity });
  return [
    el(
      "div",
      { class: "buy-what" },
      picture(sku.image),
      el(
        "div",
        {},
        el("p", { class: "deal-price" }, price(sku.price, "large"), listPrice(sku)),
        el("p", { class: "muted" }, attributes(sku.attributes)),
      ),
    ),
    skuValues(skus, sku, (leadsTo) => {
      chosen.sku = leadsTo;
      show();
    }),
    el(
      "div",
      { class: "how-many" },
      el(
        "div",
        {},
        el("span", { class: "legend" }, t("How many")),
        limit !== null && el("span", { class: "stock" }, limitText(limit, left)),
      ),
      stepper({
        quantity: chosen.quantity,
        most,
        change: (quantity) => {
          chosen.quantity = quantity;
          show();
        },
      }),
    ),
    el(
      "button",
      { class: "button solid wide", type: "button", disabled: most < 1, onclick: take },
      left < 1 ? t("Limit reached") : most < 1 ? t("Sold out") : yes,
    ),
  ];
}

function limitText(pieces, left) {
  return left < pieces
    ? t("{pieces} per member, {left} left for you", { pieces, left })
    : t("{pieces} per member", { pieces });
}

/** What it costs elsewhere, struck through. */
export function listPrice({ price: now, list_price: elsewhere }) {
  return elsewhere.amount > now.amount && el("s", { class: "list-price" }, yuan(elsewhere));
}
