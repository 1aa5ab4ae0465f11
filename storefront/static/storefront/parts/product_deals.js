/* The deals that a product can be bought under, one row for each. */

import { el } from "../dom.js";
import { price, when } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { countdown } from "./countdown.js";
import { dealTag } from "./deal_tag.js";
import { lowest } from "./group_buying.js";

/** `found` as the API gives them; null where there are none. */
export function productDeals({ flash_sales: sales, group_offers: offers, presales }) {
  const rows = [...sales.map(flash), ...offers.map(group), ...presales.map(presale)];
  return rows.length > 0 && el("section", { class: "panel product-deals" }, rows);
}

function flash(sale) {
  const isRunning = sale.state === "running";
  return row({
    kind: "flash_sale",
    address: `/flash?sale=${sale.id}`,
    money: lowest(sale.items).price,
    note: isRunning
      ? countdown(sale.ends_at, t("left"))
      : t("from {when}", { when: when(sale.starts_at) }),
  });
}

function group(offer) {
  return row({
    kind: "group_buy",
    address: `/groups/${offer.id}`,
    money: lowest(offer.prices).price,
    note: t("Group of {size}", { size: offer.team_size }),
  });
}

function presale(each) {
  return row({
    kind: "presale",
    address: `/presales/${each.id}`,
    money: each.price,
    note: each.stage_text,
  });
}

function row({ kind, address, money, note }) {
  return el(
    "a",
    { class: "product-deal", href: `#${address}` },
    dealTag(kind),
    price(money),
    el("span", { class: "grow muted small-text" }, note),
    icon("next"),
  );
}
