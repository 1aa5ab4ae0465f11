import { api } from "../api.js";
import { el } from "../dom.js";
import { price, yuan } from "../format.js";
import { t } from "../i18n.js";
import { countdown } from "../parts/countdown.js";
import { actionBar, frame } from "../parts/frame.js";
import { emptyState, load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { methodMark } from "../parts/methods.js";
import { isWebAddress, leaveToPay } from "../paying.js";
import { refresh, replace } from "../router.js";

// How this client opens a provider's page, the best first; a method without any is not shown.
const PRODUCTS = { balance: ["balance"], wechat: ["native"], alipay: ["wap", "page", "qr"] };

export function showPay(screen, { number }) {
  const content = frame(screen, { title: t("Pay") });
  load(content, {
    ask: () =>
      Promise.all([
        api.get(`/orders/${number}`),
        api.get(`/orders/${number}/payment-methods`),
        api.get("/me/wallet"),
      ]),
    render: ([order, offered, wallet]) => page(screen, order, offered, wallet),
  });
}

function page(screen, order, { due, methods }, wallet) {
  if (!order.allowed_actions.includes("pay")) return nothingToPay(order);
  const payable = methods
    .map((each) => ({ ...each, product: productOf(each) }))
    .filter((each) => each.product);
  const isShort = (each) => each.method === "balance" && wallet.available.amount < due.amount;
  const first = payable.find((each) => !isShort(each));
  const choose = (method) => actionBar(screen, payButton(order, due, method));
  choose(first);
  return [
    el(
      "section",
      { class: "due" },
      price(due, "huge"),
      el(
        "p",
        { class: "muted" },
        order.payment_due_at && countdown(order.payment_due_at, t("left to pay"), refresh),
      ),
    ),
    el(
      "fieldset",
      { class: "panel methods" },
      el("legend", { class: "panel-title" }, t("How to pay")),
      payable.map((each) =>
        choice(each, {
          isShort: isShort(each),
          isChosen: each === first,
          wallet,
          choose: () => choose(each),
        }),
      ),
    ),
  ];
}

function nothingToPay(order) {
  return emptyState({
    name: "check",
    title: t("Nothing to pay"),
    text: order.status_text,
    action: el(
      "a",
      { class: "button solid", href: `#/orders/${order.number}` },
      t("See the order"),
    ),
  });
}

const productOf = ({ method, products }) =>
  PRODUCTS[method]?.find((each) => products.includes(each));

function choice(each, { isShort, isChosen, wallet, choose }) {
  const input = el("input", {
    type: "radio",
    name: "method",
    value: each.method,
    checked: isChosen,
    disabled: isShort,
    onchange: choose,
  });
  const note =
    each.method === "balance" && t("{amount} available", { amount: yuan(wallet.available) });
  return el(
    "label",
    { class: "method" },
    methodMark(each.method),
    el(
      "span",
      { class: "method-text" },
      each.name,
      note && el("span", { class: "muted" }, note, isShort && ` · ${t("not enough")}`),
    ),
    input,
    el("span", { class: "radio-mark" }),
  );
}

function payButton(order, due, chosen) {
  const pay = press(
    async () => {
      const { method, product } = chosen;
      const payment = await api.once(`/orders/${order.number}/payments`, { method, product });
      const page = payment.parameters.url;
      if (isWebAddress(page)) leaveToPay(order.number, page);
      else replace(`/orders/${order.number}/paying`);
    },
    (problem) => {
      if (problem.code !== "payment.already_paid") return false;
      replace(`/orders/${order.number}/paying`);
      return true;
    },
  );
  return el(
    "button",
    { class: "button solid wide", type: "button", disabled: !chosen, onclick: pay },
    t("Pay {amount}", { amount: yuan(due) }),
  );
}
