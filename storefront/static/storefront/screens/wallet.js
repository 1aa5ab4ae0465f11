import { api } from "../api.js";
import { el } from "../dom.js";
import { count, day, inPoints, price, yuan } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { countdown } from "../parts/countdown.js";
import { frame } from "../parts/frame.js";
import { load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { confirmed } from "../parts/sheet.js";
import { toast } from "../parts/toast.js";
import { refresh } from "../router.js";

const MOST_TOP_UPS = 100; // that wait to be paid

/** What the member has with the shop, and where they stand. */
export function showWallet(screen) {
  const content = frame(screen, { title: t("Wallet") });
  load(content, {
    ask: () =>
      Promise.all([
        api.get("/me/wallet"),
        api.get("/me/tier"),
        api.get("/me/top-ups", { status: "created", limit: MOST_TOP_UPS }),
      ]),
    render: ([wallet, standing, { results: topUps }]) => [
      balance(wallet),
      topUps.map(unpaid),
      wallet.is_frozen &&
        el("p", { class: "panel warning" }, t("The shop has frozen your wallet.")),
      others(wallet),
      tier(standing),
      ways(),
    ],
  });
}

function balance({ available, held }) {
  return el(
    "section",
    { class: "wallet-head" },
    el("a", { href: "#/wallet/statement" }, t("Balance"), icon("next")),
    price(available, "huge"),
    el(
      "p",
      { class: "wallet-held" },
      held.amount > 0 && t("{amount} set aside for payments", { amount: yuan(held) }),
    ),
    el("a", { class: "button light", href: "#/top-up" }, t("Top up")),
  );
}

/** A top-up that was begun: to be paid still, or given up. */
function unpaid({ number, amount, due_at: dueAt }) {
  return el(
    "div",
    { class: "panel row" },
    icon("clock"),
    el(
      "a",
      { class: "grow", href: `#/top-ups/${number}/pay` },
      t("Top-up of {amount} to be paid", { amount: yuan(amount) }),
    ),
    countdown(dueAt, "", refresh),
    cancelButton(number, yuan(amount)),
  );
}

function cancelButton(number, amount) {
  const cancel = press(
    async () => {
      const isSure = await confirmed({
        title: t("Cancel this top-up?"),
        text: t("Nothing has been paid for it."),
        yes: t("Cancel it"),
        no: t("Keep it"),
      });
      if (!isSure) return;
      await api.post(`/me/top-ups/${number}/cancel`, {});
      refresh();
    },
    (problem) => {
      if (problem.status !== 409) return false;
      toast(problem.message, "bad");
      refresh();
      return true;
    },
  );
  return el(
    "button",
    {
      class: "button ghost small",
      type: "button",
      "aria-label": t("Cancel the top-up of {amount}", { amount }),
      onclick: cancel,
    },
    t("Cancel"),
  );
}

function others({
  points,
  points_expiring: soon,
  stored_value: stored,
  stored_value_expiring: ends,
}) {
  const figure = (address, label, value, note) =>
    el(
      "a",
      { href: address },
      el("span", { class: "muted" }, label, icon("next")),
      el("strong", {}, value),
      el("small", {}, note),
    );
  return el(
    "section",
    { class: "panel figures" },
    figure(
      "#/wallet/statement?of=points",
      t("Points"),
      count(points.available),
      notes(points.held > 0 && inPoints(points.held), soon && inPoints(soon.points), soon),
    ),
    figure(
      "#/wallet/statement?of=stored-value",
      t("Stored value"),
      yuan(stored.available),
      notes(stored.held.amount > 0 && yuan(stored.held), ends && yuan(ends.value), ends),
    ),
  );
}

/** What is held, or else what ends next. */
function notes(held, ending, next) {
  if (held) return t("{amount} set aside for payments", { amount: held });
  if (!next) return "";
  return t("{amount} end on {when}", { amount: ending, when: day(next.expires_at) });
}

// --- the tier -----------------------------------------------------------------------------

function tier(standing) {
  const {
    tier: now,
    next_tier: next,
    growth_this_year: growth,
    missing_growth: missing,
  } = standing;
  return el(
    "section",
    { class: "panel tier" },
    el(
      "div",
      { class: "panel-head" },
      el("h2", { class: "panel-title" }, now ? now.name : t("No tier yet")),
      el(
        "a",
        { class: "panel-more", href: "#/wallet/statement?of=growth" },
        t("Growth {growth}", { growth: count(growth) }),
        icon("next"),
      ),
    ),
    next && el("progress", { value: growth, max: next.threshold, "aria-label": next.name }),
    el(
      "p",
      { class: "muted" },
      next
        ? t("{missing} more to {tier}", { missing: count(missing), tier: next.name })
        : t("You have reached the highest tier."),
    ),
    benefits(now ?? next),
    standing.review_at &&
      el(
        "p",
        { class: "muted" },
        t("Kept until {when} at least", { when: day(standing.review_at) }),
      ),
  );
}

function benefits(tier) {
  if (!tier?.benefits.length) return null;
  return el(
    "ul",
    { class: "benefits" },
    tier.benefits.map((each) => el("li", {}, icon("check"), each)),
  );
}

// --- and on -------------------------------------------------------------------------------

function ways() {
  const way = (address, name, text) =>
    el("a", { href: address }, icon(name), el("span", { class: "grow" }, text), icon("next"));
  return el(
    "section",
    { class: "panel menu" },
    way("#/cards", "card", t("Gift and stored-value cards")),
    way("#/coupons/mine", "ticket", t("My coupons")),
    way("#/mall", "coins", t("Points mall")),
    way("#/exchange", "code", t("Exchange code")),
  );
}
