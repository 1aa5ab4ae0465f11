import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { price, priceInPoints, when, yuan } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { anOrder, aTopUp } from "../payables.js";
import { actionBar, frame } from "../parts/frame.js";
import { load } from "../parts/load.js";
import { isOwn } from "../parts/methods.js";
import { qrCode } from "../parts/qr.js";
import { shares } from "../parts/shares.js";
import { watch } from "../parts/watch.js";
import { isWebAddress, leaveToPay } from "../paying.js";
import { replace } from "../router.js";
import { session } from "../session.js";

const PAUSES = [1000, 1000, 2000, 2000, 3000, 5000]; // milliseconds between looks; the last goes on

/** A payment is under way, or has been made: what to do, and the wait for it. */
export const showPaying = (screen, { number }) => show(screen, anOrder(number));
export const showPayingTopUp = (screen, { number }) => show(screen, aTopUp(number));

function show(screen, payable) {
  const content = frame(screen, { title: t("Payment") });
  load(content, {
    ask: () => look(payable),
    render: (looked) => {
      const place = el("div", { "aria-live": "polite" });
      if (tell(screen, place, payable, looked)) wait(screen, place, payable, looked);
      return place;
    },
  });
}

/** The newest payment, and then what it pays: this knows of all that is told of the payment. */
async function look({ path, whole }) {
  const paid = await api.get(`${path}/payments`);
  const { body, etag } = await api.poll(path);
  return { paid, payment: paid.payments[0], found: await whole(body), etag };
}

/** Shows how it stands; whether there is still something to wait for. */
function tell(screen, place, payable, { found, payment }) {
  const isWaiting = payable.isUnpaid(found) && ["open", "closing"].includes(payment?.status);
  fill(place, (isWaiting ? waiting : outcome)(screen, payable, found, payment));
  return isWaiting;
}

function wait(screen, place, payable, { paid: body, etag }) {
  const changed = async () => {
    const looked = await look(payable).catch(() => null);
    return looked && place.isConnected && !tell(screen, place, payable, looked);
  };
  const isOver = () => !session.isSignedIn();
  const path = etag ? payable.path : `${payable.path}/payments`; // a top-up has no versions
  watch({ place, path, etag, body, pauses: PAUSES, changed, isOver });
}

// --- waiting ------------------------------------------------------------------------------

function waiting(screen, { home, at }, found, payment) {
  const { code_url: wechat, qr_code: alipay, url } = payment.parameters;
  actionBar(
    screen,
    el("a", { class: "button ghost grow", href: `#${home.address}` }, home.label()),
    payAnotherWay(at),
  );
  return el(
    "section",
    { class: "panel paying" },
    price(asked(payment), "huge"),
    wechat && scan(wechat, t("Scan with WeChat to pay")),
    alipay && scan(alipay, t("Scan with Alipay to pay")),
    isWebAddress(url) &&
      el(
        "button",
        { class: "button solid", type: "button", onclick: () => leaveToPay(at, url) },
        t("Go on at Alipay"),
      ),
    el("p", { class: "wait" }, el("span", { class: "spinner" }), t("Waiting for the payment")),
    payment.tenders.length > 1 &&
      el(
        "div",
        { class: "split" },
        el("p", { class: "muted" }, t("The rest is set aside for it until then.")),
        shares(payment.tenders),
      ),
  );
}

/** In place of this screen, as the way here was: "back" leads out of paying. */
function payAnotherWay(at) {
  return el(
    "button",
    { class: "button soft grow", type: "button", onclick: () => replace(`${at}/pay`) },
    t("Pay another way"),
  );
}

/** What is left for the provider, of a payment that the shop's own money shares. */
function asked({ tenders, amount }) {
  return tenders.find((each) => !isOwn(each.method))?.amount ?? amount;
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

function outcome(screen, payable, found, payment) {
  const { home, at } = payable;
  const isUnpaid = payable.isUnpaid(found);
  const isCaptured = isUnpaid ? payment?.status === "captured" : payable.isPaid(found);
  const isOpen = isUnpaid && !isCaptured;
  actionBar(
    screen,
    isOpen
      ? payAnotherWay(at)
      : el("a", { class: "button ghost grow", href: "#/" }, t("Go on shopping")),
    el("a", { class: "button solid grow", href: `#${home.address}` }, home.label()),
  );
  const [amount, points] = payable.amount(found);
  return el(
    "section",
    { class: `outcome ${isCaptured ? "good" : "bad"}` },
    el("div", { class: "outcome-mark" }, icon(isCaptured ? "check" : "close")),
    el("h2", {}, title(payable, found, { isCaptured, isOpen })),
    (isCaptured || isOpen) && payment ? sumOf(payment) : priceInPoints(amount, points, "large"),
    el("p", { class: "muted" }, next(payable, found, { isCaptured, isOpen })),
  );
}

/** What this payment paid, or was to pay: of a presale not all that the order costs. */
function sumOf({ amount, tenders }) {
  const points = tenders.find((each) => each.amount.amount === 0)?.points ?? 0;
  return priceInPoints(amount, points, "large");
}

/** Presale: what is paid is the deposit. */
function balanceAhead({ instalments }) {
  const [, balance] = instalments;
  return t("The balance of {amount} is to be paid from {opens} to {due}.", {
    amount: yuan(balance.amount),
    opens: when(balance.opens_at),
    due: when(balance.due_at),
  });
}

function title(payable, found, { isCaptured, isOpen }) {
  if (isCaptured) return payable.isUnpaid(found) ? t("Deposit paid") : t("Paid");
  return isOpen ? t("Payment ended unpaid") : payable.state(found);
}

function next(payable, found, { isCaptured, isOpen }) {
  if (isOpen) return "";
  if (!isCaptured) return payable.whyNot(found);
  return payable.isUnpaid(found) ? balanceAhead(found) : payable.thanks(found);
}
