/* The payment under way, for who comes back to the shop from a provider's page. */

import { keep, kept, tab } from "./storage.js";

/** Leave the shop for a provider's page, and know the order on the return. */
export function leaveToPay(number, address) {
  keep("paying", number, tab);
  location.assign(address);
}

/** Providers lead back to the shop's bare address, with parameters that say nothing here. */
export function takeUpPayment() {
  const number = kept("paying", tab);
  if (!number || location.hash) return;
  keep("paying", null, tab);
  history.replaceState(null, "", `${location.pathname}#/orders/${number}/paying`);
}

/** Whether an address is one that a browser may be led to. */
export function isWebAddress(text) {
  return /^https?:\/\//.test(text ?? "");
}
