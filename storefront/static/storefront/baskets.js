/* What a checkout is about: one article bought now, or what is selected in the cart. */

import { api } from "./api.js";
import { cart } from "./cart.js";

/** By the address of the checkout, with `deal` and `offer` where it is bought under an offer.

    A basket can be shown, quoted and placed. */
export function basketOf(query) {
  return query.has("sku") ? buyNow(query) : fromCart();
}

function buyNow(query) {
  const [sku, slug, quantity] = ["sku", "product", "quantity"].map((name) => query.get(name));
  const items = [{ sku, quantity: Number(quantity) }];
  const [kind, id, team] = ["deal", "offer", "team"].map((name) => query.get(name) ?? "");
  const wanted = { items, ...(kind && { deal: { kind, id, team } }) };
  return {
    async goods() {
      const product = await api.get(`/products/${slug}`);
      const found = product.skus.find((each) => each.code === sku);
      return new Map([
        [sku, { ...found, name: product.name, image: found?.image || product.image }],
      ]);
    },
    quote: (address) => api.post("/checkout/preview", { ...wanted, address }),
    place: (agreed) => api.once("/orders", { ...wanted, ...agreed }),
  };
}

function fromCart() {
  return {
    async goods() {
      const { lines } = await cart.read();
      return new Map(lines.map((each) => [each.sku, each]));
    },
    quote: (address) => api.post("/cart/preview", { address }),
    async place(agreed) {
      const order = await api.once("/cart/place", agreed);
      cart.refresh();
      return order;
    },
  };
}
