/* Short news at the foot of the screen; read aloud, because the place is a live region. */

import { el } from "../dom.js";

const SHOWN_FOR = 3200; // milliseconds

export function toast(text, tone = "") {
  const node = el("p", { class: `toast ${tone}` }, text);
  const place = document.getElementById("toasts");
  place.replaceChildren(node);
  setTimeout(() => node.remove(), Math.max(SHOWN_FOR, text.length * 70));
}
