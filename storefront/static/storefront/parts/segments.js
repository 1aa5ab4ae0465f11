/* A few views of one thing, of which one is shown. */

import { el } from "../dom.js";

/** `options` are objects with a `label()`; `choose` gets the one that is pressed. */
export function segments(options, chosen, choose) {
  return el(
    "div",
    { class: "segments" },
    options.map((option) =>
      el(
        "button",
        {
          class: "segment",
          type: "button",
          "aria-pressed": String(option === chosen),
          onclick: () => choose(option),
        },
        option.label(),
      ),
    ),
  );
}
