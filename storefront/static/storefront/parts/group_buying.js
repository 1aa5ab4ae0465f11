/* From a group offer to the checkout: in a team of one's own, or in a friend's. */

import { api } from "../api.js";
import { checkoutUnder } from "../deals.js";
import { t } from "../i18n.js";
import { askWhatToBuy } from "./buy_sheet.js";
import { go } from "../router.js";

/** An offer, and its SKUs with their group prices and what is available of each. */
export async function readOffer(id) {
  const offer = await api.get(`/group-offers/${id}`);
  const product = await api.get(`/products/${offer.product.slug}`).catch(() => null);
  const known = new Map((product?.skus ?? []).map((each) => [each.code, each]));
  const left = offer.pieces_left ?? Infinity;
  const skus = offer.prices.map(({ sku, ...price }) => ({
    ...price,
    code: sku,
    image: known.get(sku)?.image || offer.product.image,
    available: Math.min(known.get(sku)?.available ?? 0, left),
  }));
  return { offer, product, skus };
}

/** Asks which SKU and how many; `team` is the code of the one to join, "" opens a new one. */
export async function buyInGroup({ offer, skus }, team = "") {
  const chosen = await askWhatToBuy({
    title: offer.product.name,
    skus,
    limit: offer.limit_per_member,
    yes: team ? t("Join the team") : t("Open a team"),
  });
  if (!chosen) return;
  const wanted = { ...chosen, product: offer.product.slug };
  go(checkoutUnder({ kind: "group_buy", id: offer.id, team }, wanted));
}

/** The lowest of its prices, as `{ price, list_price }`. */
export function lowest(prices) {
  return prices.reduce((one, other) => (other.price.amount < one.price.amount ? other : one));
}
