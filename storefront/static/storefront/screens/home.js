import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { switchLanguage, t } from "../i18n.js";
import { icon } from "../icons.js";
import { endless } from "../parts/endless.js";
import { bareFrame } from "../parts/frame.js";
import { picture, productCard } from "../parts/goods.js";
import { grid, load } from "../parts/load.js";
import { deals, readDeals, waysIn } from "../parts/window_deals.js";

export function showHome(screen) {
  const shop = document.documentElement.dataset.shop;
  const content = bareFrame(screen, { title: shop, header: header(shop) });
  const onOffer = el("div", {});
  const show = (found) => fill(onOffer, deals(found, look));
  const look = async () => show(await readDeals());
  screen.addEventListener("return", look);
  load(content, {
    ask: () =>
      Promise.all([api.get("/categories"), api.get("/products", { limit: 20 }), readDeals()]),
    render: ([categories, products, found]) => [
      banner(),
      categoryRow(
        categories.filter((each) => each.parent === null),
        products.results,
      ),
      waysIn(),
      show(found),
      el("h2", { class: "section-title" }, t("New in the shop")),
      endless({ first: products, list: el("div", { class: "grid" }), render: productCard }),
    ],
    skeleton: () => [el("div", { class: "bone bone-banner" }), grid()],
  });
}

function header(shop) {
  return el(
    "header",
    { class: "home-top" },
    el("div", { class: "brand" }, shop),
    el(
      "a",
      { class: "search-field", href: "#/search?focus=1" },
      icon("search"),
      el("span", {}, t("Search the shop")),
    ),
    el(
      "button",
      {
        class: "language",
        type: "button",
        onclick: switchLanguage,
        "aria-label": t("中文 / English"),
      },
      t("中"),
    ),
  );
}

function banner() {
  const promise = (name, text) => el("li", {}, icon(name), text);
  return el(
    "section",
    { class: "banner" },
    el("p", { class: "banner-line" }, t("Good things for every day")),
    el("p", { class: "banner-small" }, t("Picked with care, packed today")),
    el(
      "ul",
      { class: "promises" },
      promise("truck", t("Fast delivery")),
      promise("shield", t("Safe payment")),
      promise("undo", t("Cancel until you pay")),
    ),
  );
}

/** A category is shown by a product of it, where the first page has one. */
function categoryRow(categories, products) {
  const shown = (slug) => products.find((each) => each.category === slug)?.image;
  return el(
    "nav",
    { class: "categories", "aria-label": t("Categories") },
    categories.map((each) =>
      el(
        "a",
        { href: `#/search?category=${each.slug}`, class: "category" },
        picture(shown(each.slug), { eager: true }),
        el("span", {}, each.name),
      ),
    ),
  );
}
