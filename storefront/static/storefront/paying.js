/* The payment under way, for who comes back to the shop from a provider's page. */

import { keep, kept, tab } from "./storage.js";

/** Leave the shop for a provider's page, and know on the return what is paid: `at` in the shop. */
export function leaveToPay(at, address) {
  keep("paying", at, tab);
  location.assign(address);
}

/** Providers lead back to the shop's bare address, with parameters that say nothing here. */
export function takeUpPayment() {
  const at = kept("paying", tab);
  if (!at || location.hash) return;
  keep("paying", null, tab);
  history.replaceState(null, "", `${location.pathname}#${at}/paying`);
}

/** Whether an address is one that a browser may be led to. */
export function isWebAddress(text) {
  return /^https?:\/\//.test(text ?? "");
}
