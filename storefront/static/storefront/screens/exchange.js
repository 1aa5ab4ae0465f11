import { api } from "../api.js";
import { article } from "../baskets.js";
import { addressToUse } from "../chosen_address.js";
import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { destinationCard, destinationWanted } from "../parts/destination.js";
import { clearWrong, field, refuse, showWrong } from "../parts/form.js";
import { frame } from "../parts/frame.js";
import { goodsLine } from "../parts/goods.js";
import { load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { toast } from "../parts/toast.js";
import { replace } from "../router.js";
import { keep, kept, tab } from "../storage.js";

/** A code becomes a coupon at once, or an order for the goods that it is good for: where these go
    is asked then. A code that was typed waits here while an address is chosen. */
export function showExchange(screen) {
  const content = frame(screen, { title: t("Exchange code") });
  const forGoods = kept("exchange", tab);
  if (forGoods) return askWhere(content, forGoods);
  fill(content, welcome(), codeForm(content));
}

function welcome() {
  return el(
    "div",
    { class: "exchange-welcome" },
    el("div", { class: "exchange-mark" }, icon("gift")),
    el("p", {}, t("A code from a card or a friend? It is good for goods or a coupon.")),
  );
}

function codeForm(content) {
  const node = el(
    "form",
    { class: "panel form" },
    field({
      name: "code",
      label: t("Exchange code"),
      required: true,
      maxlength: "40",
      autocomplete: "off",
      autocapitalize: "characters",
      spellcheck: "false",
      placeholder: "XXXX-XXXX-XXXX-XXXX",
    }),
    el("button", { class: "button solid wide", type: "submit" }, t("Redeem")),
  );
  const code = () => new FormData(node).get("code").trim();
  const redeem = press(
    async () => {
      const coupon = await api.once("/coupons/redeem", { code: code() });
      toast(t("It is yours: {name}", { name: coupon.name }), "good");
      replace("/coupons/mine");
    },
    (problem) => {
      if (problem.code === "exchange_code.for_goods") {
        const { sku, product, quantity, price_amount: amount, ships_free: isFree } = problem.facts;
        const good = { code: code(), sku, product, quantity, amount, isFree };
        keep("exchange", good, tab);
        askWhere(content, good);
        return true;
      }
      if (problem.code.startsWith("exchange_code.")) return refuse(node, "code", problem.message);
      return showWrong(node, problem);
    },
  );
  node.addEventListener("submit", (event) => {
    clearWrong(node);
    redeem(event);
  });
  return node;
}

/** The code is good for goods: which, where to, and the order. */
function askWhere(content, good) {
  const another = () => {
    keep("exchange", null, tab);
    fill(content, welcome(), codeForm(content));
  };
  load(content, {
    ask: () => Promise.all([api.get("/me/addresses"), known(good)]),
    render: ([book, goods]) => [
      el("p", { class: "exchange-code" }, icon("check"), t("This code is good for:")),
      el(
        "section",
        { class: "panel" },
        goodsLine({ ...goods, quantity: good.quantity, unit_price: each(good) }),
      ),
      ordering(addressToUse(book), good.code, another),
      el("p", { class: "exchange-cost muted" }, cost(good)),
      el("button", { class: "more", type: "button", onclick: another }, t("Another code")),
    ],
  });
}

/** Goods that are not shown any more still have their number. */
const known = ({ product, sku }) => article(product, sku).catch(() => ({ name: sku }));

/** A price that was agreed on for all pieces is a whole number of fen for each. */
const each = ({ amount, quantity }) => ({ amount: amount / quantity, currency: "CNY" });

function cost({ amount, isFree }) {
  if (isFree) return amount ? t("Delivered free") : t("Nothing to pay, delivered free");
  return t("The shipping fee is added");
}

function ordering(destination, code, another) {
  if (!destination) return destinationWanted();
  const order = press(
    async () => {
      const placed = await api.once("/checkout/exchange", { code, address: destination.id });
      keep("exchange", null, tab);
      const isToPay = placed.allowed_actions.includes("pay");
      replace(`/orders/${placed.number}/${isToPay ? "pay" : "paying"}`);
    },
    (problem) => {
      if (problem.code.startsWith("exchange_code.")) another();
      return false;
    },
  );
  return [
    destinationCard(destination),
    el(
      "button",
      { class: "button solid wide", type: "button", onclick: order },
      t("Order with this code"),
    ),
  ];
}
