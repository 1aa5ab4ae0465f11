/* What a checkout is about: one article bought now, or what is selected in the cart. */

import { api } from "./api.js";
import { cart } from "./cart.js";

/** By the address of the checkout, with `deal` and `offer` where it is bought under an offer.

    A basket can be shown, quoted (to `{ address, coupons }`) and placed. */
export function basketOf(query) {
  return query.has("sku") ? buyNow(query) : fromCart();
}

function buyNow(query) {
  const [sku, slug, quantity] = ["sku", "product", "quantity"].map((name) => query.get(name));
  const items = [{ sku, quantity: Number(quantity) }];
  const [kind, id, team] = ["deal", "offer", "team"].map((name) => query.get(name) ?? "");
  const wanted = { items, ...(kind && { deal: { kind, id, team } }) };
  return {
    goods: async () => new Map([[sku, await article(slug, sku)]]),
    quote: (to) => api.post("/checkout/preview", { ...wanted, ...to }),
    place: (agreed) => api.once("/orders", { ...wanted, ...agreed }),
  };
}

/** A SKU with the name of its product, and a picture of either. */
export async function article(slug, sku) {
  const product = await api.get(`/products/${slug}`);
  const found = product.skus.find((each) => each.code === sku);
  return { ...found, name: product.name, image: found?.image || product.image };
}

function fromCart() {
  return {
    async goods() {
      const { lines } = await cart.read();
      return new Map(lines.map((each) => [each.sku, each]));
    },
    quote: (to) => api.post("/cart/preview", to),
    async place(agreed) {
      const order = await api.once("/cart/place", agreed);
      cart.refresh();
      return order;
    },
  };
}
