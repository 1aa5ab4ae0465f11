/* What something can be bought under: flash sales, group buys, presales, points, codes. */

import { t } from "./i18n.js";

const NAMES = {
  flash_sale: () => t("Flash sale"),
  group_buy: () => t("Group buy"),
  presale: () => t("Presale"),
  points: () => t("Points mall"),
  exchange: () => t("Exchange code"),
};

/** What a kind of deal is called, or "" for none. */
export const dealName = (kind) => NAMES[kind]?.() ?? "";

/** The checkout of one article under a deal: `{ kind, id, team }`. */
export function checkoutUnder({ kind, id, team = "" }, { sku, product, quantity }) {
  const wanted = { sku, product, quantity, deal: kind, offer: id, ...(team && { team }) };
  return `/checkout?${new URLSearchParams(wanted)}`;
}

/** Where a friend joins a team. */
export function teamLink(code) {
  return `${location.origin}${location.pathname}#/teams/${code}`;
}
