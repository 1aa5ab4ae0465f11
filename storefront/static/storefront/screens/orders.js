import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { priceInPoints } from "../format.js";
import { t } from "../i18n.js";
import { dealTag } from "../parts/deal_tag.js";
import { endless } from "../parts/endless.js";
import { bareFrame, intoView } from "../parts/frame.js";
import { goodsLine, picture } from "../parts/goods.js";
import { emptyState, load } from "../parts/load.js";
import { orderActions } from "../parts/order_actions.js";
import { stateTag } from "../parts/order_state.js";
import { refresh, replace } from "../router.js";

const TABS = [
  { status: "", label: () => t("All") },
  { status: "pending_payment", label: () => t("To pay") },
  { status: "paid", label: () => t("Paid"), isRare: true },
  { status: "awaiting_shipment", label: () => t("To ship") },
  { status: "shipped", label: () => t("To receive") },
  { status: "received", label: () => t("Received") },
  { status: "completed", label: () => t("Completed") },
  { status: "refunding", label: () => t("Refunding"), isRare: true },
  { status: "refunded", label: () => t("Refunded"), isRare: true },
  { status: "closed", label: () => t("Closed") },
];
// What waits for the shopper or the shop is counted; what is over is not.
const COUNTED = new Set(["pending_payment", "paid", "awaiting_shipment", "shipped", "refunding"]);

export function showOrders(screen, { query }) {
  const status = query.get("status") ?? "";
  const tabs = el("nav", { class: "order-tabs", "aria-label": t("Orders by state") });
  const content = bareFrame(screen, {
    title: t("Orders"),
    header: el("header", { class: "plain-top with-tabs" }, el("h1", {}, t("Orders")), tabs),
  });
  fill(tabs, tabLinks({}, status));
  const count = async () => {
    const counts = await api.get("/orders/counts").catch(() => ({}));
    fill(tabs, tabLinks(counts, status));
    intoView(tabs);
  };
  count();
  load(content, {
    ask: () => api.get("/orders", { status, limit: 10 }),
    render: (page) =>
      page.results.length
        ? endless({ first: page, list: el("div", { class: "stack" }), render: orderCard })
        : emptyState({
            name: "orders",
            title: t("No orders here"),
            text: t("What you order is kept here, from the first tap to the door."),
            action: el("a", { class: "button solid", href: "#/" }, t("Look around")),
          }),
  });
}

function tabLinks(counts, status) {
  return TABS.filter((tab) => !tab.isRare || counts[tab.status] || tab.status === status).map(
    (tab) =>
      el(
        "button",
        {
          class: "order-tab",
          type: "button",
          "aria-pressed": String(tab.status === status),
          onclick: () => replace(tab.status ? `/orders?status=${tab.status}` : "/orders"),
        },
        tab.label(),
        COUNTED.has(tab.status) &&
          counts[tab.status] > 0 &&
          el("span", { class: "count" }, String(counts[tab.status])),
      ),
  );
}

function orderCard(order) {
  return el(
    "article",
    { class: "panel order-card" },
    el(
      "a",
      { class: "order-card-link", href: `#/orders/${order.number}` },
      el(
        "div",
        { class: "order-card-top" },
        el("span", { class: "muted" }, order.number),
        stateTag(order),
      ),
      order.lines.length === 1 ? single(order.lines[0]) : several(order.lines),
      el(
        "div",
        { class: "order-card-total" },
        dealTag(order.deal_kind),
        el("span", { class: "muted" }, t("Articles: {pieces}", { pieces: pieces(order) })),
        priceInPoints(order.payable, order.payable_points),
      ),
    ),
    el("div", { class: "order-card-actions" }, orderActions(order, refresh)),
  );
}

const pieces = (order) => order.lines.reduce((sum, line) => sum + line.quantity, 0);

function single(line) {
  return goodsLine(line);
}

function several(lines) {
  return el(
    "div",
    { class: "thumbnails-row" },
    lines.map((line) => picture(line.image, { alt: line.name })),
  );
}
