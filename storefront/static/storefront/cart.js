/* The cart: the member's at the shop, or on this phone while nobody is signed in. */

import { api } from "./api.js";
import * as guest from "./guest_cart.js";
import { session } from "./session.js";

const listeners = new Set();
let pieces = 0;

const line = (sku) => `/cart/lines/${encodeURIComponent(sku)}`;

export const cart = {
  read: () => seen(session.isSignedIn() ? api.get("/cart") : guest.read()),
  add: (item) => seen(session.isSignedIn() ? added(item) : guest.add(item)),
  change: (sku, what) =>
    seen(session.isSignedIn() ? api.patch(line(sku), what) : guest.change(sku, what)),
  remove: (sku) => seen(session.isSignedIn() ? api.delete(line(sku)) : guest.remove(sku)),
  selectAll: (selected) =>
    seen(session.isSignedIn() ? api.patch("/cart", { selected }) : guest.selectAll(selected)),
  /** What an answer about something else has said about the cart. */
  note: (document) => seen(document),
  pieces: () => pieces,
  /** `listener` is called after each change until it returns false. */
  onChange: (listener) => listeners.add(listener),
  merge,
  refresh: () => cart.read().catch(() => null),
};

const added = ({ sku, quantity }) => api.post("/cart/lines", { sku, quantity });

/** After sign-in: what was collected on this phone goes into the member's cart. */
async function merge() {
  const items = guest.items();
  if (items.length === 0) return cart.refresh();
  const merged = await api.post("/cart/merge", { items });
  guest.empty();
  seen(merged.cart);
  return merged;
}

async function seen(answer) {
  const document = await answer;
  pieces = document.lines.reduce(
    (sum, each) => sum + (each.state === "gone" ? 0 : each.quantity),
    0,
  );
  for (const listener of listeners) if (!listener()) listeners.delete(listener);
  return document;
}
