/* Goods as they are shown everywhere: a picture, a card in the grid, a line of an order. */

import { el } from "../dom.js";
import { attributes, price, sum } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

/** A square picture, or a quiet box where there is none or it does not come. */
export function picture(address, { alt = "", eager = false } = {}) {
  const place = el("span", { class: "picture" });
  const none = () => place.replaceChildren(icon("box"));
  if (address) {
    const attributes = { src: address, alt, loading: eager ? null : "lazy", onerror: none };
    place.append(el("img", { ...attributes, width: "600", height: "600" }));
  } else none();
  return place;
}

export function productCard(product) {
  return el(
    "a",
    {
      class: `card product ${product.in_stock ? "" : "sold-out"}`,
      href: `#/products/${product.slug}`,
    },
    picture(product.image),
    !product.in_stock && el("span", { class: "sold-out-mark" }, t("Sold out")),
    el("span", { class: "product-name" }, product.name),
    el(
      "span",
      { class: "product-price" },
      price(product.price_from),
      el("span", { class: "from" }, t("from")),
    ),
  );
}

/** Picture, name, attributes, price and how many. */
export function goodsLine({ image, name, attributes: list, quantity, note = null, ...line }) {
  return el(
    "div",
    { class: "goods" },
    picture(image),
    el(
      "div",
      { class: "goods-text" },
      el("div", { class: "goods-name" }, name),
      list?.length ? el("div", { class: "goods-attributes" }, attributes(list)) : null,
      note,
      el(
        "div",
        { class: "goods-foot" },
        el("span", { class: "goods-price" }, sum(line.unit_price, line.unit_points)),
        quantity && el("span", { class: "goods-quantity" }, `× ${quantity}`),
      ),
    ),
  );
}

/** Fewer, so many, more. `change` gets the new number. */
export function stepper({ quantity, most, change, label }) {
  const button = (name, by, text) =>
    el(
      "button",
      {
        type: "button",
        "aria-label": text,
        disabled: quantity + by < 1 || quantity + by > most,
        onclick: () => change(quantity + by),
      },
      icon(name),
    );
  return el(
    "div",
    { class: "stepper", role: "group", "aria-label": label ?? t("How many") },
    button("minus", -1, t("One fewer")),
    el("output", { "aria-live": "polite" }, String(quantity)),
    button("plus", 1, t("One more")),
  );
}
