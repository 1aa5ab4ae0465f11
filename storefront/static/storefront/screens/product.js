import { api } from "../api.js";
import { cart } from "../cart.js";
import { el, fill } from "../dom.js";
import { price } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { actionBar, frame } from "../parts/frame.js";
import { picture, stepper } from "../parts/goods.js";
import { load, showcase } from "../parts/load.js";
import { press } from "../parts/press.js";
import { productDeals } from "../parts/product_deals.js";
import { skuValues } from "../parts/sku_values.js";
import { cartBadge } from "../parts/tabs.js";
import { toast } from "../parts/toast.js";
import { firstChoice } from "../sku_choice.js";
import { go } from "../router.js";

const MOST = 99;
const LOOK_AGAIN = 15_000; // milliseconds: the stock is live

export function showProduct(screen, { slug }) {
  const content = frame(screen, { title: t("Product") });
  content.classList.add("product-page");
  load(content, {
    ask: () => Promise.all([api.get(`/products/${slug}`), dealsOf(slug)]),
    render: ([product, deals]) => page(screen, product, deals),
    skeleton: showcase,
  });
}

/** The page is the same without. */
function dealsOf(slug) {
  return api.get(`/products/${slug}/deals`).then(productDeals, () => null);
}

function page(screen, product, deals) {
  document.title = `${product.name} · ${document.documentElement.dataset.shop}`;
  const chosen = { sku: firstChoice(product.skus), quantity: 1 };
  const place = el("div", {});
  const show = () => {
    fill(
      place,
      picturesOf(product, chosen, show),
      facts(product, chosen),
      deals,
      choice(product, chosen, show),
    );
    actionBar(screen, actions(product, chosen));
  };
  show();
  watchStock(screen, product, chosen, show);
  return place;
}

/** What is available changes while one looks: ask now and then, as long as the page is open. */
function watchStock(screen, product, chosen, show) {
  const timer = setInterval(async () => {
    if (!screen.isConnected) return clearInterval(timer);
    if (document.hidden) return;
    const fresh = await api.get(`/products/${product.slug}`).catch(() => null);
    if (!fresh || !screen.isConnected) return;
    const isSame = JSON.stringify(fresh.skus) === JSON.stringify(product.skus);
    product.skus = fresh.skus;
    chosen.sku =
      fresh.skus.find((each) => each.code === chosen.sku?.code) ?? firstChoice(fresh.skus);
    if (!isSame) show();
  }, LOOK_AGAIN);
}

// --- what there is to see -----------------------------------------------------------------

function picturesOf(product, chosen, show) {
  const images = [...new Set([product.image, ...product.skus.map((each) => each.image)])].filter(
    Boolean,
  );
  const shown = chosen.sku?.image || product.image;
  return el(
    "div",
    { class: "pictures" },
    picture(shown, { alt: product.name, eager: true }),
    images.length > 1 &&
      el(
        "div",
        { class: "thumbnails" },
        images.map((image) =>
          el(
            "button",
            {
              type: "button",
              "aria-pressed": String(image === shown),
              "aria-label": t("Picture"),
              onclick: () => {
                chosen.sku = product.skus.find((each) => each.image === image) ?? chosen.sku;
                show();
              },
            },
            picture(image),
          ),
        ),
      ),
  );
}

function facts(product, { sku }) {
  return el(
    "section",
    { class: "panel product-facts" },
    sku ? price(sku.price, "huge") : null,
    el("h2", { class: "product-title" }, product.name),
    product.description && el("p", { class: "product-text" }, product.description),
  );
}

function choice(product, chosen, show) {
  const { sku } = chosen;
  if (!sku) {
    const nothing = el("p", { class: "muted" }, t("Not for sale at the moment."));
    return el("section", { class: "panel" }, nothing);
  }
  chosen.quantity = Math.max(1, Math.min(chosen.quantity, sku.available, MOST));
  return el(
    "section",
    { class: "panel choice" },
    skuValues(product.skus, sku, (leadsTo) => {
      chosen.sku = leadsTo;
      show();
    }),
    el(
      "div",
      { class: "how-many" },
      el("div", {}, el("span", { class: "legend" }, t("How many")), stock(sku)),
      stepper({
        quantity: chosen.quantity,
        most: Math.min(sku.available, MOST),
        change: (quantity) => {
          chosen.quantity = quantity;
          show();
        },
      }),
    ),
  );
}

function stock({ available }) {
  if (available === 0) return el("span", { class: "stock none" }, t("Sold out"));
  if (available <= 10)
    return el("span", { class: "stock few" }, t("Only {pieces} left", { pieces: available }));
  return el("span", { class: "stock" }, t("{pieces} in stock", { pieces: available }));
}

// --- what there is to do ------------------------------------------------------------------

function actions(product, chosen) {
  const { sku } = chosen;
  const isSoldOut = !sku || sku.available === 0;
  const add = press(async () => {
    await cart.add({ sku: sku.code, product: product.slug, quantity: chosen.quantity });
    toast(t("In the cart: {name}", { name: product.name }), "good");
  });
  const buy = press(() => {
    const wanted = { sku: sku.code, product: product.slug, quantity: chosen.quantity };
    go(`/checkout?${new URLSearchParams(wanted)}`);
  });
  return [
    el("a", { class: "bar-link", href: "#/" }, icon("home"), t("Home")),
    el("a", { class: "bar-link", href: "#/cart" }, icon("cart"), t("Cart"), cartBadge()),
    el(
      "button",
      { class: "button soft grow", type: "button", disabled: isSoldOut, onclick: add },
      t("Add to cart"),
    ),
    el(
      "button",
      { class: "button solid grow", type: "button", disabled: isSoldOut, onclick: buy },
      isSoldOut ? t("Sold out") : t("Buy now"),
    ),
  ];
}
