/* Which coupons an order uses: each that the member has, what it does here or why it does not. */

import { el, fill } from "../dom.js";
import { yuan } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { shopClock } from "../shop_clock.js";
import { couponCard, validity } from "./coupon.js";
import { press } from "./press.js";
import { sheet } from "./sheet.js";

// These two do not go together with what is used, and may be used in its place.
const OTHERWISE = new Set(["outdone", "not_stackable"]);

/** What coupons take off, in fen. */
export function couponsOff({ reductions }) {
  return reductions
    .filter((each) => each.kind === "coupon")
    .reduce((sum, each) => sum + each.amount.amount, 0);
}

/** Whether there is one to choose, used or not. */
export function isAnyUsable({ coupons, not_applied: notApplied }) {
  return coupons.length > 0 || notApplied.some(isChoosable);
}

const isChoosable = ({ kind, reason }) => kind === "coupon" && OTHERWISE.has(reason);

/** Resolves to the quote with what was chosen, or to null. `best` is the quote with the best of
    them, which says of each other one why not; `ask` quotes anew with the coupons named. */
export function chooseCoupons({ mine, best, quote, ask }) {
  return sheet(t("Coupons"), (close) => {
    const place = el("div", {});
    const show = (now) =>
      fill(
        place,
        el(
          "div",
          { class: "stack" },
          sorted(mine, best).map((each) => choice(each, best, now, show, ask)),
        ),
        el(
          "div",
          { class: "sheet-actions" },
          el(
            "button",
            { class: "button solid", type: "button", onclick: () => close(now) },
            now.coupons.length
              ? t("Use them: {amount}", { amount: yuan({ amount: -couponsOff(now) }) })
              : t("Order without coupons"),
          ),
        ),
      );
    show(quote);
    return place;
  });
}

/** Those that can be used first. */
function sorted(mine, best) {
  const rank = (coupon) => (best.coupons.includes(coupon.id) ? 0 : whyNot(coupon, best) ? 2 : 1);
  return [...mine].sort((one, other) => rank(one) - rank(other));
}

function choice(coupon, best, now, show, ask) {
  const isUsed = now.coupons.includes(coupon.id);
  const why = whyNot(coupon, best);
  const toggle = press(
    async () => show(await toggled(coupon, now, ask)),
    () => {
      show(now); // the box was ticked already
      return false;
    },
  );
  const tick = el(
    "label",
    { class: "tick" },
    el("input", {
      type: "checkbox",
      checked: isUsed,
      disabled: why !== null,
      "aria-label": coupon.name,
      onchange: toggle,
    }),
    el("span", { class: "tick-mark" }, icon("check")),
  );
  return couponCard(coupon, {
    until: validity(coupon),
    note: why,
    trailing: why === null && tick,
    tone: why === null ? "" : "over",
  });
}

/** With it beside the others, or in their place where they do not go together; or without it. */
async function toggled(coupon, now, ask) {
  if (now.coupons.includes(coupon.id)) return ask(now.coupons.filter((id) => id !== coupon.id));
  const together = await ask([...now.coupons, coupon.id]);
  return together.coupons.includes(coupon.id) ? together : ask([coupon.id]);
}

/** Why it cannot be used here at all; null where it can. */
function whyNot(coupon, best) {
  if (best.coupons.includes(coupon.id)) return null;
  if (new Date(coupon.valid_from) > shopClock.now()) return t("Its days are still to come.");
  const row = best.not_applied.find((each) => each.code === coupon.id);
  if (!row) return t("This offer takes no coupons.");
  if (isChoosable(row)) return null;
  return row.missing.amount > 0
    ? t("{amount} more and it can be used", { amount: yuan(row.missing) })
    : row.reason_text;
}
