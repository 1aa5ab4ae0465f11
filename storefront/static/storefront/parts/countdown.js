/* Time that runs out, told each second for as long as it is on the page. */

import { el, fill } from "../dom.js";
import { timeLeft } from "../format.js";
import { shopClock } from "../shop_clock.js";

/** `over` is called when the instant has come. */
export function countdown(instant, label, over) {
  const figure = el("strong", { class: "countdown" });
  tick(figure, instant, () => (figure.textContent = timeLeft(instant)), over);
  return el("span", { role: "timer", "aria-live": "off" }, figure, " ", label);
}

/** The same in boxes, one for hours, minutes and seconds each. */
export function boxedCountdown(instant, over) {
  const boxes = el("span", { class: "boxes", role: "timer", "aria-live": "off" });
  const show = () =>
    fill(
      boxes,
      timeLeft(instant)
        .split(":")
        .map((figure) => el("b", {}, figure)),
    );
  tick(boxes, instant, show, over);
  return boxes;
}

function tick(node, instant, show, over = () => {}) {
  const isOver = () => new Date(instant) <= shopClock.now();
  const wasOver = isOver();
  show();
  const timer = setInterval(() => {
    if (!node.isConnected) return clearInterval(timer);
    show();
    if (!isOver()) return;
    clearInterval(timer);
    if (!wasOver) over();
  }, 1000);
}
