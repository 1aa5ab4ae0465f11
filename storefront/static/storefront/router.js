/* Which screen is shown: the address after the #. */

import { el, fill } from "./dom.js";
import { session } from "./session.js";

const routes = [];
// Lists that are come back to as they were left, by address.
const left = new Map();
let current = null;

/** `path` such as "/orders/:number"; `members`: only for who is signed in; `keep`: come back to as
    it was left, and told so by the event "return". */
export function route(path, show, { members = false, keep = false } = {}) {
  const pattern = new RegExp(`^${path.replace(/:\w+/g, "([^/]+)")}$`);
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
  routes.push({ pattern, names, show, members, keep });
}

export function start() {
  history.scrollRestoration = "manual";
  addEventListener("hashchange", render);
  render();
}

export function go(address) {
  location.hash = address;
}

/** Go on to another screen without leaving this one behind to come back to. */
export function replace(address) {
  history.replaceState(history.state, "", `#${address}`);
  render();
}

/** To the screen before, or home if the shop was entered here. */
export function back() {
  if ((history.state?.depth ?? 0) > 0) history.back();
  else replace("/");
}

/** Show this screen anew. */
export function refresh() {
  left.delete(location.hash);
  render();
}

/** Where to sign in, and to come back from there. */
export function signInAddress(next = location.hash.slice(1) || "/") {
  return `/sign-in?next=${encodeURIComponent(next)}`;
}

/** Shows the screen of the address, then tells the window "routed". */
function render() {
  leave();
  const isReturn = history.state !== null;
  const depth = isReturn ? history.state.depth : (current?.depth ?? -1) + 1;
  if (!isReturn) history.replaceState({ depth }, "");

  const address = location.hash.slice(1) || "/";
  const [path, query = ""] = address.split("?");
  const found = routes.find((each) => each.pattern.test(path));
  if (!found) return replace("/");
  if (found.members && !session.isSignedIn()) return replace(signInAddress(address));

  const holder = document.getElementById("screen");
  const before = isReturn && left.get(location.hash);
  current = { hash: location.hash, keep: found.keep, depth, node: before?.node };
  if (before) {
    fill(holder, before.node);
    before.node.dispatchEvent(new Event("return"));
    dispatchEvent(new Event("routed"));
    return scrollTo(0, before.scroll);
  }
  current.node = el("div", { class: "screen" });
  fill(holder, current.node);
  scrollTo(0, 0);
  const values = found.pattern.exec(path).slice(1).map(decodeURIComponent);
  const parameters = Object.fromEntries(found.names.map((name, index) => [name, values[index]]));
  found.show(current.node, { ...parameters, query: new URLSearchParams(query) });
  dispatchEvent(new Event("routed"));
}

function leave() {
  if (current?.keep) left.set(current.hash, { node: current.node, scroll: scrollY });
}
