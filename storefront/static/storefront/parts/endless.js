/* A list that goes on as one scrolls: the API's cursor pages, one after the other. */

import { api } from "../api.js";
import { el, put } from "../dom.js";
import { t } from "../i18n.js";
import { press } from "./press.js";

const AHEAD = "600px";

/** `first` is the first page; `render` makes a node of each result, put into `list`. */
export function endless({ first, list, render }) {
  let next = null;
  const more = el(
    "button",
    { class: "more", type: "button", onclick: press(() => turn()) },
    t("Show more"),
  );
  const watch = new IntersectionObserver(([entry]) => entry.isIntersecting && more.click(), {
    rootMargin: AHEAD,
  });
  const add = (page) => {
    put(list, page.results.map(render));
    next = page.next;
    more.hidden = !next;
    if (!next) watch.disconnect();
  };
  async function turn() {
    add(await api.page(next));
  }
  add(first);
  if (next) watch.observe(more);
  return [list, more];
}
