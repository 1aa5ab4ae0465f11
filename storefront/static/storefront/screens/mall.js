import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { attributes, count, priceInPoints, sum, yuan } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { frame } from "../parts/frame.js";
import { picture, stepper } from "../parts/goods.js";
import { emptyState, grid, load } from "../parts/load.js";
import { sheet } from "../parts/sheet.js";
import { go } from "../router.js";

/** What points buy: for points alone, or with money beside them. */
export function showMall(screen) {
  const content = frame(screen, { title: t("Points mall") });
  load(content, {
    ask: () => api.get("/points-mall"),
    render: ({ points, items }) => [
      purse(points),
      items.length
        ? el(
            "div",
            { class: "grid" },
            items.map((item) => card(item, points)),
          )
        : emptyState({
            name: "coins",
            title: t("Nothing in the mall at the moment"),
            text: t("Your points stay yours until it is filled again."),
          }),
    ],
    skeleton: grid,
  });
}

function purse(points) {
  return el(
    "a",
    { class: "mall-purse", href: "#/wallet/statement?of=points" },
    el("span", { class: "mall-mark" }, icon("coins")),
    el("span", { class: "grow" }, el("small", {}, t("My points")), el("strong", {}, count(points))),
    t("Statement"),
    icon("next"),
  );
}

/** How many of an item this member may order now. */
function most(item, points) {
  const affordable = item.points ? Math.floor(points / item.points) : item.left;
  return Math.max(0, Math.min(item.left, item.per_member_limit - item.mine, affordable));
}

function card(item, points) {
  const isOpen = most(item, points) > 0;
  return el(
    "article",
    { class: `product mall-item ${item.left ? "" : "sold-out"}` },
    el(
      "a",
      { href: `#/products/${item.product}`, "aria-label": item.product_name },
      picture(item.image),
    ),
    item.left === 0 && el("span", { class: "sold-out-mark" }, t("Sold out")),
    el("span", { class: "product-name" }, item.product_name),
    el(
      "span",
      { class: "mall-more" },
      attributes(item.attributes),
      el("s", {}, yuan(item.list_price)),
    ),
    priceInPoints(item.cash, item.points),
    el(
      "button",
      {
        class: "button soft small",
        type: "button",
        disabled: !isOpen,
        "aria-label": t("Redeem: {name}", { name: item.product_name }),
        onclick: () => redeem(item, points),
      },
      isOpen ? t("Redeem") : whyNot(item),
    ),
  );
}

function whyNot(item) {
  if (item.left === 0) return t("Sold out");
  return item.mine >= item.per_member_limit ? t("Limit reached") : t("Not enough points");
}

/** How many, then on to the checkout. */
async function redeem(item, points) {
  const chosen = await sheet(item.product_name, (close) => {
    const place = el("div", {});
    const show = (quantity) =>
      fill(place, quantities(item, quantity, most(item, points), show, close));
    show(1);
    return place;
  });
  if (!chosen) return;
  const wanted = {
    sku: item.sku,
    product: item.product,
    quantity: chosen,
    deal: "points",
    offer: item.id,
  };
  go(`/checkout?${new URLSearchParams(wanted)}`);
}

function quantities(item, quantity, atMost, show, close) {
  const cost = sum({ ...item.cash, amount: item.cash.amount * quantity }, item.points * quantity);
  return [
    el(
      "div",
      { class: "how-many mall-quantity" },
      el(
        "div",
        {},
        el("span", { class: "legend" }, t("How many")),
        el(
          "span",
          { class: "stock" },
          t("{pieces} in stock", { pieces: item.left }),
          " · ",
          t("at most {pieces} each", { pieces: item.per_member_limit }),
        ),
      ),
      stepper({ quantity, most: atMost, change: show }),
    ),
    el(
      "div",
      { class: "sheet-actions" },
      el(
        "button",
        { class: "button solid", type: "button", onclick: () => close(quantity) },
        t("Redeem for {cost}", { cost }),
      ),
    ),
  ];
}
