import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { roundYuan, yuan } from "../format.js";
import { t } from "../i18n.js";
import { actionBar, frame } from "../parts/frame.js";
import { load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { segments } from "../parts/segments.js";
import { replace } from "../router.js";

const AMOUNTS = [50_00, 100_00, 200_00, 300_00, 500_00, 1000_00]; // fen
const PURPOSES = [
  { purpose: "balance", label: () => t("Balance"), has: (wallet) => wallet.available },
  {
    purpose: "stored_value",
    label: () => t("Stored value"),
    has: (wallet) => wallet.stored_value.available,
  },
];

/** How much, and onto what; then it is paid like an order. */
export function showTopUp(screen) {
  const content = frame(screen, { title: t("Top up") });
  load(content, {
    ask: () => api.get("/me/wallet"),
    render: (wallet) => {
      const place = el("div", {});
      const chosen = { purpose: PURPOSES[0], fen: 200_00, other: "" };
      const choose = (purpose) => {
        chosen.purpose = purpose;
        show();
      };
      const show = () => {
        fill(
          place,
          segments(PURPOSES, chosen.purpose, choose),
          current(chosen, wallet),
          amounts(screen, chosen, show),
        );
        actionBar(screen, topUpButton(chosen));
      };
      show();
      return place;
    },
  });
}

const current = ({ purpose }, wallet) =>
  el(
    "p",
    { class: "top-up-has" },
    t("There is {amount} on it", { amount: yuan(purpose.has(wallet)) }),
  );

function amounts(screen, chosen, show) {
  const chip = (fen) =>
    el(
      "button",
      {
        class: "value",
        type: "button",
        "aria-pressed": String(!chosen.other && chosen.fen === fen),
        onclick: () => {
          Object.assign(chosen, { fen, other: "" });
          show();
        },
      },
      roundYuan({ amount: fen }),
    );
  const other = el("input", {
    id: "other-amount",
    inputmode: "decimal",
    autocomplete: "off",
    maxlength: "9",
    placeholder: "0.00",
    value: chosen.other,
    oninput: () => {
      Object.assign(chosen, { fen: fenIn(other.value), other: other.value });
      for (const each of place.querySelectorAll(".value"))
        each.setAttribute("aria-pressed", "false");
      actionBar(screen, topUpButton(chosen));
    },
  });
  const place = el(
    "section",
    { class: "panel" },
    el("h2", { class: "panel-title" }, t("How much")),
    el("div", { class: "values top-up-amounts" }, AMOUNTS.map(chip)),
    el(
      "div",
      { class: "top-up-other" },
      el("label", { for: "other-amount" }, t("Another amount")),
      el("span", {}, "¥"),
      other,
    ),
  );
  return place;
}

/** Yuan as people write them, in fen; null where they are none. */
function fenIn(text) {
  const [, whole, rest = ""] = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? [];
  return whole ? Number(whole) * 100 + Number(rest.padEnd(2, "0")) : null;
}

function topUpButton({ purpose, fen }) {
  const amount = { amount: fen, currency: "CNY" };
  const create = press(async () => {
    const { number } = await api.once("/me/top-ups", { amount, purpose: purpose.purpose });
    replace(`/top-ups/${number}/pay`);
  });
  return el(
    "button",
    { class: "button solid wide", type: "button", disabled: !fen, onclick: create },
    fen ? t("Top up {amount}", { amount: yuan(amount) }) : t("Choose an amount"),
  );
}
