/* What each way of paying pays of a sum: drawn as a bar, and told row by row. */

import { el } from "../dom.js";
import { inPoints, yuan } from "../format.js";
import { methodMark, methodName } from "./methods.js";

/** `list` as the API gives it: `{ method, amount, points }`; they sum to what is paid. */
export function shares(list) {
  return [
    el("div", { class: "shares-bar", "aria-hidden": "true" }, list.map(stretch)),
    el("ul", { class: "shares" }, list.map(share)),
  ];
}

function stretch({ method, amount, points }) {
  const node = el("span", { class: method });
  node.style.flexGrow = amount.amount || points;
  return node;
}

function share({ method, amount, points }) {
  const spent = points > 0 && inPoints(points);
  const isMoney = amount.amount > 0;
  return el(
    "li",
    {},
    methodMark(method),
    el("span", { class: "grow" }, methodName(method)),
    isMoney && spent && el("span", { class: "muted" }, spent),
    el("strong", {}, isMoney ? yuan(amount) : spent),
  );
}
