import { api } from "../api.js";
import { el } from "../dom.js";
import { day, yuan } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { endless } from "../parts/endless.js";
import { clearWrong, field, refuse, showWrong } from "../parts/form.js";
import { actionBar, frame } from "../parts/frame.js";
import { emptyState, load } from "../parts/load.js";
import { movements } from "../parts/movements.js";
import { press } from "../parts/press.js";
import { toast } from "../parts/toast.js";
import { back } from "../router.js";

/** The stored-value cards that are bound, and what is left on each. */
export function showCards(screen) {
  const content = frame(screen, { title: t("My cards") });
  actionBar(
    screen,
    el("a", { class: "button solid wide", href: "#/cards/new" }, icon("plus"), t("Bind a card")),
  );
  load(content, {
    ask: () => api.get("/me/cards"),
    render: (page) =>
      page.results.length
        ? endless({ first: page, list: el("div", { class: "stack" }), render: card })
        : emptyState({
            name: "card",
            title: t("No card yet"),
            text: t("Bind a gift or stored-value card, and pay with what is on it."),
          }),
  });
}

function card({ number, name, face_value: face, remaining, is_gift: isGift, expires_at: ends }) {
  return el(
    "a",
    { class: `value-card ${isGift ? "gift" : ""}`, href: `#/cards/${number}` },
    el("span", { class: "value-card-name" }, name, isGift && el("small", {}, t("gift"))),
    el("span", { class: "value-card-number" }, grouped(number)),
    el(
      "span",
      { class: "value-card-foot" },
      el(
        "span",
        {},
        el("small", {}, t("left of {amount}", { amount: yuan(face) })),
        el("strong", {}, yuan(remaining)),
      ),
      el("small", {}, ends ? t("Valid until {when}", { when: day(ends) }) : t("Never expires")),
    ),
  );
}

const grouped = (number) => number.replace(/(.{4})(?=.)/g, "$1 ");

/** One card: what its money went into. */
export function showCard(screen, { number }) {
  const content = frame(screen, { title: t("Card …{ending}", { ending: number.slice(-4) }) });
  load(content, { ask: () => api.get(`/me/cards/${number}/statement`), render: movements });
}

// --- binding ------------------------------------------------------------------------------

export function showBindCard(screen) {
  const content = frame(screen, { title: t("Bind a card") });
  const node = el(
    "form",
    { class: "panel form" },
    field({
      name: "number",
      label: t("Card number"),
      required: true,
      inputmode: "numeric",
      autocomplete: "off",
      maxlength: "30",
      placeholder: "0000 0000 0000 0000",
    }),
    field({
      name: "pin",
      label: t("PIN"),
      required: true,
      autocomplete: "off",
      autocapitalize: "characters",
      spellcheck: "false",
      maxlength: "30",
      placeholder: t("16 letters and digits, below the scratch field"),
    }),
    el("button", { class: "button solid wide", type: "submit" }, t("Bind")),
    el(
      "p",
      { class: "muted small-text" },
      t("What is on it is yours from then on, for this account alone."),
    ),
  );
  const bind = press(
    async () => {
      const bound = await api.once("/me/cards", Object.fromEntries(new FormData(node)));
      toast(t("{amount} are on your stored value", { amount: yuan(bound.face_value) }), "good");
      back();
    },
    (problem) =>
      problem.code.startsWith("card.")
        ? refuse(node, "pin", problem.message)
        : showWrong(node, problem),
  );
  node.addEventListener("submit", (event) => {
    clearWrong(node);
    bind(event);
  });
  content.append(node);
}
