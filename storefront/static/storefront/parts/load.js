/* From a question to the API to something on the screen: what shows meanwhile, and if it fails. */

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { back, replace, signInAddress } from "../router.js";

/** Shows a skeleton, then what `render` makes of the answer; a failure with a way to try again. */
export async function load(place, { ask, render, skeleton = rows }) {
  fill(
    place,
    el("div", { class: "skeletons", "aria-busy": "true", "aria-label": t("Loading") }, skeleton()),
  );
  try {
    const answer = await ask();
    if (place.isConnected) fill(place, render(answer));
  } catch (problem) {
    if (!place.isConnected) return;
    if (problem.needsSignIn) return replace(signInAddress());
    if (problem.code === undefined) console.error(problem);
    fill(
      place,
      failed(problem, () => load(place, { ask, render, skeleton })),
    );
  }
}

function failed(problem, again) {
  if (problem.status === 404) {
    return emptyState({
      name: "box",
      title: t("Not here (any more)"),
      text: problem.message,
      action: el("a", { class: "button solid", href: "#/" }, t("Go to the shop")),
    });
  }
  const [text, onclick] = problem.isFinal ? [t("Back"), back] : [t("Try again"), again];
  return emptyState({
    name: "cloud",
    title: problem.facts?.title ?? t("That did not work"),
    text: problem.code === undefined ? "" : problem.message,
    action: el("button", { class: "button solid", type: "button", onclick }, text),
  });
}

/** Nothing to show: an icon, what that means, and what to do about it. */
export function emptyState({ name, title, text = "", action = null }) {
  return el(
    "section",
    { class: "empty" },
    el("div", { class: "empty-icon" }, icon(name)),
    el("h2", {}, title),
    text && el("p", {}, text),
    action,
  );
}

// --- skeletons ----------------------------------------------------------------------------

export const rows = () => Array.from({ length: 4 }, () => el("div", { class: "bone bone-row" }));
export const grid = () =>
  el(
    "div",
    { class: "grid" },
    Array.from({ length: 6 }, () => el("div", { class: "bone bone-card" })),
  );
export const showcase = () => [
  el("div", { class: "bone bone-picture" }),
  el("div", { class: "bone bone-line" }),
  el("div", { class: "bone bone-line short" }),
  el("div", { class: "bone bone-row" }),
];
