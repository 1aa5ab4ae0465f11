/* A cart on this phone, in the shape of the API's. Its prices are asked anew each time. */

import { api } from "./api.js";
import { keep, kept } from "./storage.js";

const MOST_LINES = 100;

// [{ sku, product, quantity, selected }], the newest first
const lines = () => kept("cart") ?? [];
const write = (changed) => keep("cart", changed.slice(0, MOST_LINES));

export const items = () => lines().map(({ sku, quantity }) => ({ sku, quantity }));
export const empty = () => keep("cart", null);

export function add({ sku, product, quantity }) {
  const others = lines().filter((each) => each.sku !== sku);
  const before = lines().find((each) => each.sku === sku)?.quantity ?? 0;
  write([{ sku, product, quantity: before + quantity, selected: true }, ...others]);
  return read();
}

export function change(sku, what) {
  write(lines().map((each) => (each.sku === sku ? { ...each, ...what } : each)));
  return read();
}

export function remove(sku) {
  write(lines().filter((each) => each.sku !== sku));
  return read();
}

export function selectAll(selected) {
  write(lines().map((each) => ({ ...each, selected })));
  return read();
}

/** The cart with live prices and stock, as GET /cart shows it to a member. */
export async function read() {
  const slugs = [...new Set(lines().map((each) => each.product))];
  const products = new Map(await Promise.all(slugs.map(async (slug) => [slug, await find(slug)])));
  const shown = lines().map((each) => lineOf(each, products.get(each.product)));
  const goods = shown.reduce((sum, each) => sum + (each.selected ? each.amount.amount : 0), 0);
  return { lines: shown, goods: { amount: goods, currency: "CNY" } };
}

async function find(slug) {
  try {
    return await api.get(`/products/${slug}`);
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

function lineOf(kept, product) {
  const sku = product?.skus.find((each) => each.code === kept.sku);
  if (!sku) {
    const nothing = { amount: 0, currency: "CNY" };
    const gone = { name: kept.sku, attributes: [], image: "", available: 0, unit_price: nothing };
    return { ...kept, ...gone, amount: nothing, selected: false, state: "gone" };
  }
  return {
    ...kept,
    name: product.name,
    attributes: sku.attributes,
    image: sku.image,
    unit_price: sku.price,
    amount: { ...sku.price, amount: sku.price.amount * kept.quantity },
    available: sku.available,
    state: stateOf(kept.quantity, sku.available),
  };
}

function stateOf(quantity, available) {
  if (available === 0) return "sold_out";
  return available < quantity ? "short" : "ready";
}
