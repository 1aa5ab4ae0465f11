/* What is around a screen: its header, the tab bar, the bar of actions at the foot. */

import { el, fill, put } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { back } from "../router.js";

/** The frame of a screen under its title; returns where its content goes.

    `trailing` stands at the right of the header. Whoever arrives is told the title. */
export function frame(screen, { title, trailing = null }) {
  const heading = el("h1", { tabindex: "-1" }, title);
  const content = el("main", { class: "content" });
  put(
    screen,
    el(
      "header",
      { class: "top" },
      el(
        "button",
        { class: "top-button", type: "button", "aria-label": t("Back"), onclick: back },
        icon("back"),
      ),
      heading,
      el("div", { class: "top-trailing" }, trailing),
    ),
    content,
  );
  announce(title, heading);
  return content;
}

/** A screen without a header of the usual kind: it says its title to the window alone. */
export function bareFrame(screen, { title, header = null }) {
  const content = el("main", { class: "content", tabindex: "-1", "aria-label": title });
  put(screen, header, content);
  announce(title, content);
  return content;
}

function announce(title, target) {
  const shop = document.documentElement.dataset.shop;
  document.title = title === shop ? shop : `${title} · ${shop}`;
  target.focus({ preventScroll: true });
}

/** The bar at the foot of a screen, in the place of one that is there. */
export function actionBar(screen, ...children) {
  const before = screen.querySelector(":scope > .action-bar");
  const bar = before ?? el("div", { class: "action-bar" });
  if (!before) put(screen, bar);
  fill(bar, children);
  bar.hidden = bar.childElementCount === 0;
}

/** Scrolls a row of choices to the one that is made. */
export function intoView(row) {
  const chosen = row.querySelector('[aria-pressed="true"]');
  if (chosen) row.scrollLeft = chosen.offsetLeft - (row.clientWidth - chosen.clientWidth) / 2;
}
