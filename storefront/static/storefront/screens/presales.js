import { api } from "../api.js";
import { el } from "../dom.js";
import { price, yuan } from "../format.js";
import { t } from "../i18n.js";
import { countdown } from "../parts/countdown.js";
import { frame } from "../parts/frame.js";
import { picture } from "../parts/goods.js";
import { emptyState, load } from "../parts/load.js";
import { refresh } from "../router.js";

export function showPresales(screen) {
  const content = frame(screen, { title: t("Presale") });
  load(content, {
    ask: () => api.get("/presales"),
    render: (presales) =>
      presales.length
        ? el("div", { class: "stack" }, presales.map(presaleCard))
        : emptyState({
            name: "calendar",
            title: t("No presale at the moment"),
            text: t("What is to come is shown here first."),
            action: el("a", { class: "button solid", href: "#/" }, t("Look around")),
          }),
  });
}

// What a shopper waits for at each stage, and when it comes.
const NEXT = {
  ahead: (presale) => countdown(presale.starts_at, t("until it begins"), refresh),
  warm_up: (presale) => countdown(presale.ends_at, t("left for the deposit"), refresh),
  between: (presale) => countdown(presale.balance_opens_at, t("until the balance opens"), refresh),
  balance: (presale) => countdown(presale.balance_due_at, t("left for the balance"), refresh),
};

/** What is waited for now, told each second, or null. */
export const nextOf = (presale) => NEXT[presale.stage]?.(presale) ?? null;

function presaleCard(presale) {
  return el(
    "a",
    { class: "panel deal", href: `#/presales/${presale.id}` },
    picture(presale.image),
    el(
      "span",
      { class: "goods-text" },
      el("span", { class: "goods-name" }, presale.product_name),
      el(
        "span",
        { class: "tags" },
        el("span", { class: "tag" }, t("Deposit {amount}", { amount: yuan(presale.deposit) })),
        worth(presale),
      ),
      el("span", { class: "goods-attributes" }, nextOf(presale)),
      el(
        "span",
        { class: "goods-foot" },
        el(
          "span",
          { class: "deal-price" },
          el("span", { class: "muted" }, t("Presale price")),
          price(presale.price),
        ),
      ),
    ),
  );
}

/** A deposit that takes more off the price than itself says so. */
export function worth({ deposit, deposit_worth: worthy }) {
  return (
    worthy.amount > deposit.amount &&
    el("span", { class: "tag" }, t("counts as {amount}", { amount: yuan(worthy) }))
  );
}
