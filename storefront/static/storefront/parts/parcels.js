/* The parcels of an order: what is in each, who carries it, and the way that it has come. */

import { el } from "../dom.js";
import { when } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { copyButton } from "./copy.js";
import { picture } from "./goods.js";

export function parcels(shipments, order) {
  const shown = shipments.filter((each) => each.status !== "cancelled");
  return shown.map((shipment, index) =>
    parcel(shipment, order, shown.length > 1 ? index + 1 : null),
  );
}

function parcel(shipment, order, ordinal) {
  const lines = new Map(order.lines.map((each) => [each.number, each]));
  return el(
    "section",
    { class: "panel parcel" },
    el(
      "div",
      { class: "parcel-top" },
      icon(shipment.shipped_at ? "truck" : "box"),
      el("h2", { class: "panel-title" }, ordinal ? t("Parcel {n}", { n: ordinal }) : t("Parcel")),
      el("span", { class: "parcel-state" }, shipment.status_text),
    ),
    shipment.trouble_text && el("p", { class: "warning" }, shipment.trouble_text),
    shipment.tracking_numbers.map((each) =>
      el(
        "div",
        { class: "tracking" },
        each.courier_name,
        el("span", { class: "tracking-number" }, each.number),
        copyButton(each.number),
      ),
    ),
    el(
      "ul",
      { class: "parcel-goods" },
      shipment.lines.map(({ line, quantity }) => {
        const known = lines.get(line);
        return el(
          "li",
          {},
          picture(known?.image, { alt: known?.name ?? "" }),
          el("span", { class: "count" }, `× ${quantity}`),
        );
      }),
    ),
    way(shipment),
  );
}

/** The courier's own events where the shop has them, else what the shop knows of the way. */
function way({ trail = [], ...shipment }) {
  const own = [
    { at: shipment.confirmed_at, text: t("Receipt confirmed") },
    { at: shipment.delivered_at, text: t("Delivered") },
    { at: shipment.shipped_at, text: t("Handed to the courier") },
  ].filter((each) => each.at);
  const steps = trail.length ? trail : own;
  if (steps.length === 0) return null;
  return el(
    "ol",
    { class: "way" },
    steps.map((each) =>
      el("li", {}, el("span", {}, each.text), el("time", { datetime: each.at }, when(each.at))),
    ),
  );
}
