import { api } from "../api.js";
import { el } from "../dom.js";
import { priceInPoints, sum } from "../format.js";
import { t } from "../i18n.js";
import { countdown } from "../parts/countdown.js";
import { actionBar, frame } from "../parts/frame.js";
import { emptyState, load } from "../parts/load.js";
import { mixChooser } from "../parts/mix.js";
import { press } from "../parts/press.js";
import { purseOf } from "../purse.js";
import { isWebAddress, leaveToPay } from "../paying.js";
import { refresh, replace } from "../router.js";

export function showPay(screen, { number }) {
  const content = frame(screen, { title: t("Pay") });
  load(content, {
    ask: () =>
      Promise.all([
        api.get(`/orders/${number}`),
        api.get(`/orders/${number}/payment-methods`),
        api.get(`/orders/${number}/payments`),
        api.get("/me/wallet"),
      ]),
    render: ([order, offered, { payments }, wallet]) => {
      const open = payments.find((each) => each.status === "open");
      return page(screen, { order, offered, wallet, open });
    },
  });
}

function page(screen, { order, offered, wallet, open }) {
  if (!order.allowed_actions.includes("pay")) return nothingToPay(order);
  const { due, due_points: points } = offered;
  return [
    el(
      "section",
      { class: "due" },
      priceInPoints(due, points, "huge"),
      el(
        "p",
        { class: "muted" },
        order.payment_due_at && countdown(order.payment_due_at, t("left to pay"), refresh),
      ),
    ),
    mixChooser({
      path: `/orders/${order.number}`,
      offered,
      purse: purseOf(wallet, open),
      isFrozen: wallet.is_frozen,
      before: open?.tenders.map((each) => each.method),
      changed: (mix) => actionBar(screen, payButton(order, sum(due, points), mix)),
    }),
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

function payButton(order, amount, mix) {
  const pay = press(
    async () => {
      const payment = await api.once(`/orders/${order.number}/payments`, mix);
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
    { class: "button solid wide", type: "button", disabled: !mix, onclick: pay },
    t("Pay {amount}", { amount }),
  );
}
