/* A sheet from the foot of the screen that asks something; the page behind it waits. */

import { el, put } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

/** Opens a sheet with what `build(close)` makes; resolves to what `close` was given, or null. */
export function sheet(title, build) {
  return new Promise((resolve) => {
    let answer = null;
    const close = (given = null) => {
      answer = given;
      dialog.close();
    };
    const dialog = el(
      "dialog",
      {
        class: "sheet",
        "aria-label": title,
        onclose: () => {
          dialog.remove();
          resolve(answer);
        },
        onclick: (event) => event.target === dialog && close(),
      },
      el(
        "div",
        { class: "sheet-inside" },
        head(title, () => close()),
        build(close),
      ),
    );
    put(document.body, dialog);
    addEventListener("hashchange", () => close(), { once: true });
    dialog.showModal();
  });
}

function head(title, close) {
  const button = { class: "top-button", type: "button", "aria-label": t("Close"), onclick: close };
  return el(
    "header",
    { class: "sheet-top" },
    el("h2", {}, title),
    el("button", button, icon("close")),
  );
}

/** Asks whether to go on; resolves to true or null. */
export function confirmed({ title, text, yes, no = t("Not now") }) {
  return sheet(title, (close) => [
    el("p", { class: "sheet-text" }, text),
    el(
      "div",
      { class: "sheet-actions" },
      el("button", { class: "button ghost", type: "button", onclick: () => close() }, no),
      el("button", { class: "button solid", type: "button", onclick: () => close(true) }, yes),
    ),
  ]);
}
