import { api } from "../api.js";
import { cart } from "../cart.js";
import { el } from "../dom.js";
import { count, maskedPhone, yuan } from "../format.js";
import { switchLanguage, t } from "../i18n.js";
import { icon } from "../icons.js";
import { bareFrame } from "../parts/frame.js";
import { load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { confirmed } from "../parts/sheet.js";
import { refresh, signInAddress } from "../router.js";
import { session } from "../session.js";

const MANY = 99; // coupons, of which no more are counted

const SHORTCUTS = [
  { status: "pending_payment", icon: "wallet", label: () => t("To pay") },
  { status: "awaiting_shipment", icon: "box", label: () => t("To ship") },
  { status: "shipped", icon: "truck", label: () => t("To receive") },
  { status: "completed", icon: "gift", label: () => t("Completed") },
];

export function showMe(screen) {
  const content = bareFrame(screen, { title: t("Me") });
  if (!session.isSignedIn()) {
    const signIn = el(
      "a",
      { class: "button light", href: `#${signInAddress("/me")}` },
      t("Sign in"),
    );
    content.append(
      hero(el("p", { class: "me-welcome" }, t("Sign in to see your orders")), signIn),
      settings(),
    );
    return;
  }
  load(content, {
    ask: () =>
      Promise.all([
        api.get("/me"),
        api.get("/me/wallet"),
        api.get("/coupons", { limit: MANY }),
        api.get("/orders/counts"),
      ]),
    render: ([member, wallet, { results, next }, counts]) => [
      hero(
        el("h1", { class: "me-name" }, member.nickname || t("Shopper")),
        el("p", {}, maskedPhone(member.phone)),
      ),
      purse(wallet, next ? `${MANY}+` : String(results.length)),
      shortcuts(counts),
      entries(),
      settings(),
    ],
  });
}

function hero(...children) {
  return el(
    "section",
    { class: "me-head" },
    el("div", { class: "avatar" }, icon("me")),
    el("div", {}, children),
  );
}

function purse({ available, points, stored_value: stored }, coupons) {
  const figure = (address, value, label) =>
    el("a", { href: address }, el("strong", {}, value), el("span", { class: "muted" }, label));
  return el(
    "nav",
    { class: "panel purse", "aria-label": t("Wallet") },
    figure("#/wallet", yuan(available), t("Balance")),
    figure("#/wallet", yuan(stored.available), t("Stored value")),
    figure("#/wallet", count(points.available), t("Points")),
    figure("#/coupons/mine", coupons, t("Coupons")),
  );
}

function shortcuts(counts) {
  return el(
    "section",
    { class: "panel" },
    el(
      "div",
      { class: "panel-head" },
      el("h2", { class: "panel-title" }, t("My orders")),
      el("a", { href: "#/orders", class: "panel-more" }, t("All"), icon("next")),
    ),
    el(
      "nav",
      { class: "shortcuts", "aria-label": t("My orders") },
      SHORTCUTS.map(({ status, icon: name, label }) =>
        el(
          "a",
          { href: `#/orders?status=${status}` },
          icon(name),
          status !== "completed" &&
            counts[status] > 0 &&
            el("span", { class: "badge" }, String(counts[status])),
          label(),
        ),
      ),
    ),
  );
}

const entry = (name, text, trailing = icon("next")) => [
  icon(name),
  el("span", { class: "grow" }, text),
  trailing,
];

function entries() {
  return el(
    "section",
    { class: "panel menu" },
    el("a", { href: "#/wallet" }, entry("wallet", t("Wallet"))),
    el("a", { href: "#/coupons" }, entry("ticket", t("Coupon centre"))),
    el("a", { href: "#/mall" }, entry("coins", t("Points mall"))),
    el("a", { href: "#/exchange" }, entry("code", t("Exchange code"))),
  );
}

function settings() {
  return el(
    "section",
    { class: "panel menu" },
    el("a", { href: "#/addresses" }, entry("pin", t("Addresses"))),
    el(
      "button",
      { type: "button", onclick: switchLanguage },
      entry("globe", t("Language"), el("span", { class: "muted" }, t("English, switch to 中文"))),
    ),
    session.isSignedIn() &&
      el("button", { type: "button", onclick: signOut }, entry("out", t("Sign out"))),
  );
}

async function signOut() {
  const isSure = await confirmed({
    title: t("Sign out?"),
    text: t("Your cart waits for you in the shop."),
    yes: t("Sign out"),
  });
  if (!isSure) return;
  await press(() => api.delete("/sign-in"))();
  session.end();
  cart.refresh();
  refresh();
}
