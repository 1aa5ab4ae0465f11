/* Time that runs out, told each second for as long as it is on the page. */

import { el } from "../dom.js";
import { timeLeft } from "../format.js";

/** `over` is called when the instant has come. */
export function countdown(instant, label, over = () => {}) {
  const figure = el("strong", { class: "countdown" }, timeLeft(instant));
  const isOver = () => new Date(instant) <= Date.now();
  const wasOver = isOver();
  const timer = setInterval(() => {
    if (!figure.isConnected) return clearInterval(timer);
    figure.textContent = timeLeft(instant);
    if (!isOver()) return;
    clearInterval(timer);
    if (!wasOver) over();
  }, 1000);
  return el("span", { role: "timer", "aria-live": "off" }, figure, " ", label);
}
