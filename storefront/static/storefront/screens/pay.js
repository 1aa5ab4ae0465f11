import { api } from "../api.js";
import { el } from "../dom.js";
import { priceInPoints, sum } from "../format.js";
import { t } from "../i18n.js";
import { anOrder, aTopUp, purseOf } from "../payables.js";
import { countdown } from "../parts/countdown.js";
import { actionBar, frame } from "../parts/frame.js";
import { emptyState, load } from "../parts/load.js";
import { mixChooser } from "../parts/mix.js";
import { press } from "../parts/press.js";
import { isWebAddress, leaveToPay } from "../paying.js";
import { refresh, replace } from "../router.js";

export const showPay = (screen, { number }) => show(screen, anOrder(number));
export const showPayTopUp = (screen, { number }) => show(screen, aTopUp(number));

function show(screen, payable) {
  const content = frame(screen, { title: payable.title() });
  load(content, {
    ask: () =>
      Promise.all([
        api.get(payable.path),
        api.get(`${payable.path}/payment-methods`),
        api.get(`${payable.path}/payments`),
        api.get("/me/wallet"),
      ]),
    render: ([found, offered, { payments }, wallet]) => {
      if (!payable.isPayable(found)) return nothingToPay(payable, found);
      const open = payments.find((each) => each.status === "open");
      return page(screen, payable, { found, offered, wallet, open });
    },
  });
}

function page(screen, payable, { found, offered, wallet, open }) {
  const { due, due_points: points } = offered;
  const dueAt = payable.dueAt(found);
  return [
    el(
      "section",
      { class: "due" },
      priceInPoints(due, points, "huge"),
      el("p", { class: "muted" }, dueAt && countdown(dueAt, payable.dueLabel(), refresh)),
    ),
    mixChooser({
      path: payable.path,
      offered,
      purse: purseOf(wallet, open),
      isFrozen: wallet.is_frozen,
      before: open?.tenders.map((each) => each.method),
      changed: (mix) => actionBar(screen, payButton(payable, sum(due, points), mix)),
    }),
  ];
}

function nothingToPay({ home, state }, found) {
  return emptyState({
    name: "check",
    title: t("Nothing to pay"),
    text: state(found),
    action: el("a", { class: "button solid", href: `#${home.address}` }, home.label()),
  });
}

function payButton({ path, at }, amount, mix) {
  const pay = press(
    async () => {
      const payment = await api.once(`${path}/payments`, mix);
      const page = payment.parameters.url;
      if (isWebAddress(page)) leaveToPay(at, page);
      else replace(`${at}/paying`);
    },
    (problem) => {
      if (problem.code !== "payment.already_paid") return false;
      replace(`${at}/paying`);
      return true;
    },
  );
  return el(
    "button",
    { class: "button solid wide", type: "button", disabled: !mix, onclick: pay },
    t("Pay {amount}", { amount }),
  );
}
