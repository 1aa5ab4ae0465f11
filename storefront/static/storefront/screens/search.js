import { api } from "../api.js";
import { el } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { endless } from "../parts/endless.js";
import { bareFrame, intoView } from "../parts/frame.js";
import { productCard } from "../parts/goods.js";
import { emptyState, grid, load } from "../parts/load.js";
import { back, replace } from "../router.js";

const PAUSE = 350; // milliseconds without a key pressed, after which it is searched

/** Products of a category, or those that a search finds. */
export function showSearch(screen, { query }) {
  const asked = { q: query.get("q") ?? "", category: query.get("category") ?? "" };
  const chips = el("nav", { class: "chips", "aria-label": t("Categories") });
  const results = el("div", { class: "results" });
  const show = () => {
    load(results, {
      ask: () => api.get("/products", { ...asked, limit: 20 }),
      render: (page) => found(page, asked),
      skeleton: grid,
    });
  };
  const content = bareFrame(screen, {
    title: t("Search"),
    header: header(asked, query.has("focus"), show),
  });
  content.append(chips, results);
  load(chips, {
    ask: () => api.get("/categories"),
    render: (categories) => choices(categories, asked),
    skeleton: () => [],
  }).then(() => intoView(chips));
  show();
}

function header(asked, isAsked, show) {
  let waiting;
  const search = (text) => {
    asked.q = text.trim();
    show();
  };
  const field = el("input", {
    type: "search",
    value: asked.q,
    placeholder: t("Search the shop"),
    "aria-label": t("Search the shop"),
    enterkeyhint: "search",
    maxlength: 60,
    oninput: () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => search(field.value), PAUSE);
    },
    onkeydown: (event) => event.key === "Enter" && field.blur(),
  });
  if (isAsked) setTimeout(() => field.focus());
  return el(
    "header",
    { class: "home-top" },
    el(
      "button",
      { class: "top-button", type: "button", "aria-label": t("Back"), onclick: back },
      icon("back"),
    ),
    el("label", { class: "search-field" }, icon("search"), field),
  );
}

function choices(categories, asked) {
  const chip = (slug, name) =>
    el(
      "button",
      {
        type: "button",
        class: "chip",
        "aria-pressed": String(asked.category === slug),
        onclick: () => replace(`/search?${new URLSearchParams({ q: asked.q, category: slug })}`),
      },
      name,
    );
  return [chip("", t("Everything")), categories.map((each) => chip(each.slug, each.name))];
}

function found(page, asked) {
  if (page.results.length === 0) {
    return emptyState({
      name: "search",
      title: t("Nothing found"),
      text: asked.q
        ? t("There is nothing called “{words}”. Try other words or another category.", {
            words: asked.q,
          })
        : t("There is nothing here at the moment."),
    });
  }
  return endless({ first: page, list: el("div", { class: "grid" }), render: productCard });
}
