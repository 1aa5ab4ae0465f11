/* The tab bar at the foot of the shop, on the screens that it leads to. */

import { cart } from "../cart.js";
import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

const TABS = [
  { path: "/", icon: "home", label: () => t("Home") },
  { path: "/cart", icon: "cart", label: () => t("Cart") },
  { path: "/orders", icon: "orders", label: () => t("Orders") },
  { path: "/me", icon: "me", label: () => t("Me") },
];

export function startTabs() {
  const bar = document.getElementById("tabs");
  bar.setAttribute("aria-label", t("Shop"));
  const badge = cartBadge();
  fill(
    bar,
    TABS.map((tab) =>
      el(
        "a",
        { href: `#${tab.path}`, class: "tab" },
        icon(tab.icon),
        tab.label(),
        tab.path === "/cart" && badge,
      ),
    ),
  );
  const show = () => {
    const path = (location.hash.slice(1) || "/").split("?")[0];
    bar.hidden = !TABS.some((tab) => tab.path === path);
    for (const [index, link] of [...bar.children].entries()) {
      if (TABS[index].path === path) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("routed", show);
  show();
}

/** How many pieces are in the cart, for as long as it is on the page. */
export function cartBadge() {
  const badge = el("span", { class: "badge", hidden: true });
  const show = () => {
    const pieces = cart.pieces();
    badge.hidden = pieces === 0;
    badge.textContent = pieces > 99 ? "99+" : pieces;
  };
  cart.onChange(() => badge.isConnected && (show(), true));
  show();
  return badge;
}
