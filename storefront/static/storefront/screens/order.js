import { api } from "../api.js";
import { dealName } from "../deals.js";
import { el, fill } from "../dom.js";
import { address, maskedPhone, sum, when } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { amounts, shippingFee } from "../parts/amounts.js";
import { copyButton } from "../parts/copy.js";
import { discountRows } from "../parts/discounts.js";
import { actionBar, frame } from "../parts/frame.js";
import { goodsLine } from "../parts/goods.js";
import { instalments } from "../parts/instalments.js";
import { load } from "../parts/load.js";
import { methodName } from "../parts/methods.js";
import { orderActions } from "../parts/order_actions.js";
import { iconOf, meaning, stateText, toneOf } from "../parts/order_state.js";
import { parcels } from "../parts/parcels.js";
import { orderTeam, readTeam, waitsForTeam } from "../parts/order_team.js";
import { timeline } from "../parts/timeline.js";
import { watchOrder } from "../parts/watch.js";
import { refresh } from "../router.js";

const LOOK_AGAIN = 8000; // milliseconds

export function showOrder(screen, { number }) {
  const content = frame(screen, { title: t("Order") });
  const place = el("div", {});
  load(content, {
    ask: () => read(number),
    render: (found) => {
      show(screen, place, found);
      watch(screen, place, number, found.etag);
      return place;
    },
  });
}

async function read(number) {
  const path = `/orders/${number}`;
  const [{ body, etag }, shipments, { results }, { payments }] = await Promise.all([
    api.poll(path),
    api.get(`${path}/shipments`),
    api.get(`${path}/timeline`, { limit: 50 }),
    api.get(`${path}/payments`),
  ]);
  const team = await readTeam(body);
  return { order: body, etag, shipments, story: results, payments, team };
}

/** An order moves while one looks at it. */
function watch(screen, place, number, etag) {
  const changed = async () => {
    const found = await read(number).catch(() => null);
    if (found && place.isConnected) show(screen, place, found);
  };
  watchOrder({ place, number, etag, pauses: [LOOK_AGAIN], changed });
}

function show(screen, place, { order, shipments, story, payments, team }) {
  fill(
    place,
    head(order, team),
    orderTeam(order, team, refresh),
    instalments(order),
    parcels(shipments, order),
    recipient(order),
    el(
      "section",
      { class: "panel" },
      order.lines.map((line) => goodsLine({ ...line, note: cancelled(line) })),
    ),
    amounts([
      { label: t("Goods"), money: order.goods, points: order.payable_points },
      { label: t("Shipping"), money: order.shipping, text: shippingFee(order.shipping) },
      ...discountRows(order.discounts),
      {
        label: sumOf(order),
        money: order.payable,
        points: order.payable_points,
        isTotal: true,
      },
    ]),
    facts(order, payments),
    timeline(story),
  );
  actionBar(screen, orderActions(order, refresh));
}

function head(order, team) {
  const means = waitsForTeam(order, team)
    ? t("It is sent as soon as the group is complete.")
    : meaning(order, refresh);
  return el(
    "section",
    { class: `order-head ${toneOf(order.status)}` },
    el("div", { class: "order-head-icon" }, icon(iconOf(order.status))),
    el("div", {}, el("h2", {}, stateText(order)), el("p", {}, means)),
  );
}

function recipient({ recipient: given }) {
  return el(
    "section",
    { class: "panel destination" },
    el("span", { class: "destination-icon" }, icon("pin")),
    el(
      "span",
      { class: "destination-text" },
      el(
        "span",
        { class: "address-who" },
        given.name,
        el("span", { class: "muted" }, maskedPhone(given.phone)),
      ),
      el("span", { class: "address-where" }, address(given)),
    ),
  );
}

function sumOf(order) {
  if (order.paid_at) return t("Paid");
  if (order.deposit_paid) return t("Total");
  return order.allowed_actions.includes("pay") ? t("To pay") : t("Total");
}

function cancelled({ cancelled_quantity: pieces }) {
  return pieces > 0 && el("div", { class: "warning" }, t("Cancelled: {pieces}", { pieces }));
}

function facts(order, payments) {
  const paid = payments.filter((each) => each.status === "captured").reverse();
  const rows = [
    [t("Order number"), [order.number, copyButton(order.number)]],
    order.deal_kind && [t("Bought as"), dealName(order.deal_kind)],
    [t("Placed on"), when(order.placed_at)],
    order.paid_at && [t("Paid on"), when(order.paid_at)],
    paid.length > 0 && [t("Paid with"), paidWith(paid.flatMap((each) => each.tenders))],
    order.shipped_at && [t("Shipped on"), when(order.shipped_at)],
    order.received_at && [t("Received on"), when(order.received_at)],
    order.remark && [t("Note to the shop"), order.remark],
  ];
  return el(
    "dl",
    { class: "panel facts" },
    rows
      .filter(Boolean)
      .map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))),
  );
}

/** By one method its name; by several, or one at several times, what was paid each time. */
function paidWith(tenders) {
  if (tenders.length === 1) return methodName(tenders[0].method);
  const share = ({ method, amount, points }) =>
    `${methodName(method)} ${sum(amount, amount.amount ? 0 : points)}`;
  return tenders.map(share).join(" · ");
}
