/* What the shop window shows of deals: the ways in, and the best of each kind. */

import { api } from "../api.js";
import { el } from "../dom.js";
import { price, yuan } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { boxedCountdown } from "./countdown.js";
import { picture } from "./goods.js";
import { lowest } from "./group_buying.js";

const SHOWN = 3; // of a flash sale

const WAYS_IN = [
  { address: "/coupons", icon: "ticket", label: () => t("Coupons") },
  { address: "/mall", icon: "coins", label: () => t("Points mall") },
  { address: "/exchange", icon: "code", label: () => t("Exchange code") },
  { address: "/wallet", icon: "wallet", label: () => t("Wallet") },
];

/** The ways to what a member has and can get. */
export function waysIn() {
  return el(
    "nav",
    { class: "panel ways-in", "aria-label": t("For members") },
    WAYS_IN.map(({ address, icon: name, label }) =>
      el(
        "a",
        { href: `#${address}` },
        el("span", { class: `way-in ${name}` }, icon(name)),
        label(),
      ),
    ),
  );
}

/** What is on offer now; of a list that cannot be had, nothing. The shop sells without. */
export async function readDeals() {
  const [flash, groups, presales] = await Promise.all([
    api.get("/flash-sales").catch(() => ({ sales: [] })),
    api.get("/group-offers", { limit: 1 }).catch(() => ({ results: [] })),
    api.get("/presales").catch(() => []),
  ]);
  return { sale: flash.sales[0], group: groups.results[0], presale: presales[0] };
}

/** `over` is called when a countdown has run out. */
export function deals({ sale, group, presale }, over) {
  return [
    sale && flashStrip(sale, over),
    (group || presale) &&
      el(
        "div",
        { class: "deal-tiles" },
        group && groupTile(group),
        presale && presaleTile(presale),
      ),
  ];
}

function flashStrip(sale, over) {
  const isRunning = sale.state === "running";
  return el(
    "section",
    { class: "panel flash-strip" },
    el(
      "a",
      { class: "strip-top", href: `#/flash?sale=${sale.id}` },
      el("strong", { class: "strip-name" }, icon("bolt"), t("Flash sale")),
      el("span", { class: "muted small-text" }, isRunning ? t("ends in") : t("begins in")),
      boxedCountdown(isRunning ? sale.ends_at : sale.starts_at, over),
      icon("next"),
    ),
    el(
      "div",
      { class: "strip-goods" },
      sale.items.slice(0, SHOWN).map((item) =>
        el(
          "a",
          { class: "strip-item", href: `#/flash?sale=${sale.id}`, "aria-label": item.name },
          picture(item.image),
          price(item.price),
          el("s", { class: "list-price" }, yuan(item.list_price)),
        ),
      ),
    ),
  );
}

function groupTile(offer) {
  return dealTile({
    address: "/groups",
    name: t("Group buy"),
    note: t("Group of {size}", { size: offer.team_size }),
    image: offer.product.image,
    money: lowest(offer.prices).price,
  });
}

function presaleTile(presale) {
  return dealTile({
    address: "/presales",
    name: t("Presale"),
    note: t("Deposit"),
    image: presale.image,
    money: presale.deposit,
  });
}

function dealTile({ address, name, note, image, money }) {
  return el(
    "a",
    { class: "panel deal-tile", href: `#${address}` },
    el(
      "span",
      { class: "deal-tile-text" },
      el("strong", {}, name),
      el("span", { class: "muted small-text" }, note),
      price(money),
    ),
    picture(image),
  );
}
