import { cart } from "../cart.js";
import { el, fill } from "../dom.js";
import { attributes, price, yuan } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { actionBar, bareFrame } from "../parts/frame.js";
import { picture, stepper } from "../parts/goods.js";
import { emptyState, load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { confirmed } from "../parts/sheet.js";
import { go, signInAddress } from "../router.js";
import { session } from "../session.js";

const MOST = 99;

export function showCart(screen) {
  const header = el("header", { class: "plain-top" }, el("h1", {}, t("Cart")));
  const content = bareFrame(screen, { title: t("Cart"), header });
  const place = el("div", {});
  const show = (document) => fill(place, lines(document, act), bar(screen, document, act));
  /** Every change is answered with the cart as it is then. */
  const act = (change) => press(async () => show(await change()));
  load(content, {
    ask: cart.read,
    render: (document) => {
      show(document);
      return place;
    },
  });
}

function lines(document, act) {
  if (document.lines.length === 0) {
    return emptyState({
      name: "cart",
      title: t("Your cart is empty"),
      text: t("What you put in waits here for you."),
      action: el("a", { class: "button solid", href: "#/" }, t("Look around")),
    });
  }
  const gone = document.lines.filter((each) => each.state === "gone");
  const there = document.lines.filter((each) => each.state !== "gone");
  return [
    there.length > 0 &&
      el(
        "section",
        { class: "panel" },
        there.map((each) => line(each, act)),
      ),
    gone.length > 0 &&
      el(
        "section",
        { class: "panel gone" },
        el("h2", { class: "panel-title" }, t("Not for sale any more")),
        gone.map((each) => goneLine(each, act)),
        el(
          "button",
          { class: "button ghost small", type: "button", onclick: act(() => removeAll(gone)) },
          t("Remove these"),
        ),
      ),
  ];
}

async function removeAll(gone) {
  let document;
  for (const each of gone) document = await cart.remove(each.sku);
  return document;
}

function line(each, act) {
  return el(
    "article",
    { class: "cart-line" },
    tick({
      checked: each.selected,
      label: t("Select {name}", { name: each.name }),
      change: act(() => cart.change(each.sku, { selected: !each.selected })),
    }),
    el("a", { href: `#/products/${each.product}`, "aria-label": each.name }, picture(each.image)),
    el(
      "div",
      { class: "goods-text" },
      el("a", { class: "goods-name", href: `#/products/${each.product}` }, each.name),
      el("div", { class: "goods-attributes" }, attributes(each.attributes)),
      trouble(each),
      el(
        "div",
        { class: "goods-foot" },
        price(each.unit_price),
        stepper({
          quantity: each.quantity,
          most: MOST,
          label: t("How many of {name}", { name: each.name }),
          change: (quantity) => act(() => cart.change(each.sku, { quantity }))(),
        }),
      ),
    ),
    removal(each, act),
  );
}

function trouble({ state, available }) {
  if (state === "sold_out") return el("div", { class: "warning" }, t("Sold out"));
  if (state === "short")
    return el("div", { class: "warning" }, t("Only {pieces} left", { pieces: available }));
  return null;
}

function goneLine(each, act) {
  return el(
    "article",
    { class: "cart-line" },
    picture(each.image),
    el(
      "div",
      { class: "goods-text" },
      el("span", { class: "goods-name" }, each.name),
      el("div", { class: "goods-attributes" }, attributes(each.attributes)),
    ),
    removal(each, act),
  );
}

function removal(each, act) {
  const remove = act(() => cart.remove(each.sku));
  const ask = async () => {
    const isSure = await confirmed({
      title: t("Remove it?"),
      text: each.name,
      yes: t("Remove"),
      no: t("Keep it"),
    });
    if (isSure) remove();
  };
  return el(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": t("Remove {name}", { name: each.name }),
      onclick: ask,
    },
    icon("trash"),
  );
}

function tick({ checked, label, change, text = null }) {
  return el(
    "label",
    { class: "tick" },
    el("input", { type: "checkbox", checked, "aria-label": label, onchange: change }),
    el("span", { class: "tick-mark" }, icon("check")),
    text,
  );
}

function bar(screen, document, act) {
  const there = document.lines.filter((each) => each.state !== "gone");
  if (there.length === 0) return actionBar(screen);
  const selected = there.filter((each) => each.selected);
  const isAll = selected.length === there.length;
  const isShort = selected.some((each) => each.state !== "ready");
  const checkOut = () => go(session.isSignedIn() ? "/checkout" : signInAddress("/cart"));
  actionBar(
    screen,
    tick({
      checked: isAll,
      label: t("Select everything"),
      text: t("All"),
      change: act(() => cart.selectAll(!isAll)),
    }),
    el(
      "div",
      { class: "bar-total grow" },
      el("span", { class: "muted" }, t("Total")),
      price(document.goods, "large"),
      el("span", { class: "bar-note" }, t("before shipping")),
    ),
    el(
      "button",
      {
        class: "button solid",
        type: "button",
        disabled: selected.length === 0 || isShort,
        onclick: checkOut,
        "aria-label": t("Check out, {total}", { total: yuan(document.goods) }),
      },
      t("Check out ({pieces})", { pieces: selected.reduce((sum, each) => sum + each.quantity, 0) }),
    ),
  );
  return null;
}
