import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { price, when, yuan } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { actionBar, frame } from "../parts/frame.js";
import { load } from "../parts/load.js";
import { closedBecause } from "../parts/order_state.js";
import { qrCode } from "../parts/qr.js";
import { watchOrder } from "../parts/watch.js";
import { isWebAddress, leaveToPay } from "../paying.js";

const PAUSES = [1000, 1000, 2000, 2000, 3000, 5000]; // milliseconds between looks; the last goes on

/** A payment is under way, or has been made: what to do, and the wait for it. */
export function showPaying(screen, { number }) {
  const content = frame(screen, { title: t("Payment") });
  load(content, {
    ask: () => Promise.all([api.poll(`/orders/${number}`), api.get(`/orders/${number}/payments`)]),
    render: ([{ body, etag }, { payments }]) => {
      const place = el("div", { "aria-live": "polite" });
      show(screen, place, body, payments[0]);
      if (isAwaited(body, payments[0])) wait(screen, place, number, etag);
      return place;
    },
  });
}

function show(screen, place, order, payment) {
  if (isAwaited(order, payment)) fill(place, waiting(screen, order, payment));
  else fill(place, outcome(screen, order));
}

/** Of an order with a balance still to come, only its deposit may be awaited. */
function isAwaited(order, payment) {
  return order.status === "pending_payment" && payment?.status !== "captured";
}

function wait(screen, place, number, etag) {
  const changed = async (order) => {
    const { payments } = await api.get(`/orders/${number}/payments`);
    if (isAwaited(order, payments[0])) return false;
    show(screen, place, order, payments[0]);
    return true;
  };
  watchOrder({ place, number, etag, pauses: PAUSES, changed });
}

// --- waiting ------------------------------------------------------------------------------

function waiting(screen, order, payment) {
  const { code_url: wechat, qr_code: alipay, url } = payment?.parameters ?? {};
  actionBar(
    screen,
    el("a", { class: "button ghost grow", href: `#/orders/${order.number}` }, t("See the order")),
    el(
      "a",
      { class: "button soft grow", href: `#/orders/${order.number}/pay` },
      t("Pay another way"),
    ),
  );
  return el(
    "section",
    { class: "panel paying" },
    price(payment?.amount ?? order.payable, "huge"),
    wechat && scan(wechat, t("Scan with WeChat to pay")),
    alipay && scan(alipay, t("Scan with Alipay to pay")),
    isWebAddress(url) &&
      el(
        "button",
        { class: "button solid", type: "button", onclick: () => leaveToPay(order.number, url) },
        t("Go on at Alipay"),
      ),
    el("p", { class: "wait" }, el("span", { class: "spinner" }), t("Waiting for the payment")),
  );
}

function scan(code, text) {
  const cashier = cashierOf(code);
  return [
    qrCode(code, text),
    el("p", { class: "scan-text" }, text),
    cashier &&
      el(
        "a",
        { class: "button solid", href: cashier, target: "_blank", rel: "noopener" },
        t("No phone? Open the sandbox's cashier"),
      ),
  ];
}

/** Where the providers' sandbox plays the phone that scans a code; null without one. */
function cashierOf(code) {
  const { sandbox } = document.documentElement.dataset;
  if (!isWebAddress(sandbox)) return null;
  return isWebAddress(code)
    ? code
    : `${sandbox}/cashier/?${new URLSearchParams({ code_url: code })}`;
}

// --- and then -----------------------------------------------------------------------------

function outcome(screen, order) {
  if (order.deposit_paid) return depositPaid(screen, order);
  const isPaid = order.paid_at !== null;
  onwards(screen, order);
  return el(
    "section",
    { class: `outcome ${isPaid ? "good" : "bad"}` },
    el("div", { class: "outcome-mark" }, icon(isPaid ? "check" : "close")),
    el("h2", {}, isPaid ? t("Paid") : order.status_text),
    price(order.payable, "large"),
    el(
      "p",
      { class: "muted" },
      isPaid ? nextOf(order) : closedBecause(order),
    ),
  );
}

function nextOf({ deal_kind: kind }) {
  if (kind === "group_buy")
    return t("Invite friends: it is sent as soon as the group is complete.");
  return t("We pack it and tell you when it is on its way.");
}

function depositPaid(screen, order) {
  onwards(screen, order);
  const [deposit, balance] = order.instalments;
  return el(
    "section",
    { class: "outcome good" },
    el("div", { class: "outcome-mark" }, icon("check")),
    el("h2", {}, t("Deposit paid")),
    price(deposit.amount, "large"),
    el(
      "p",
      { class: "muted" },
      t("The balance of {amount} is to be paid from {opens} to {due}.", {
        amount: yuan(balance.amount),
        opens: when(balance.opens_at),
        due: when(balance.due_at),
      }),
    ),
  );
}

function onwards(screen, order) {
  actionBar(
    screen,
    el("a", { class: "button ghost grow", href: "#/" }, t("Go on shopping")),
    el("a", { class: "button solid grow", href: `#/orders/${order.number}` }, t("See the order")),
  );
}
