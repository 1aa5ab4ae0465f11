import { api } from "../api.js";
import { basketOf } from "../baskets.js";
import { addressToUse } from "../chosen_address.js";
import { el, fill } from "../dom.js";
import { priceInPoints, sum, yuan } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { amounts, shippingFee } from "../parts/amounts.js";
import { chooseCoupons, couponsOff, isAnyUsable } from "../parts/coupon_choice.js";
import { dealTag } from "../parts/deal_tag.js";
import { depositRows, dueName, dueNow } from "../parts/deposit.js";
import { destinationCard, destinationWanted } from "../parts/destination.js";
import { discountRows } from "../parts/discounts.js";
import { actionBar, frame } from "../parts/frame.js";
import { goodsLine } from "../parts/goods.js";
import { load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { acceptsNewQuote } from "../parts/quote_changed.js";
import { refresh, replace } from "../router.js";

const MOST_COUPONS = 100; // of the member's, to choose from

export function showCheckout(screen, { query }) {
  const basket = basketOf(query);
  const content = frame(screen, { title: t("Checkout") });
  load(content, {
    ask: () => prepare(basket),
    render: (prepared) => page(screen, basket, prepared),
  });
}

/** Where it goes to, what it is, and what it costs there: a quote needs an address. */
async function prepare(basket) {
  const [book, goods, { results: mine }] = await Promise.all([
    api.get("/me/addresses"),
    basket.goods(),
    api.get("/coupons", { limit: MOST_COUPONS }),
  ]);
  const destination = addressToUse(book);
  if (!destination) return { goods };
  try {
    return { destination, goods, mine, best: await basket.quote({ address: destination.id }) };
  } catch (problem) {
    if (problem.code !== "checkout.not_deliverable") throw problem;
    return { destination, goods, refusal: problem };
  }
}

function page(screen, basket, { destination, goods, mine, best, refusal }) {
  if (!destination) {
    actionBar(screen);
    return destinationWanted();
  }
  if (refusal) {
    actionBar(screen);
    return [destinationCard(destination), el("p", { class: "panel warning" }, refusal.message)];
  }
  return order(screen, basket, { destination, goods, mine, best });
}

function order(screen, basket, { destination, goods, mine, best }) {
  const remark = el("input", {
    id: "remark",
    maxlength: "200",
    placeholder: t("Anything we should know?"),
  });
  const lines = el("section", { class: "panel" });
  const bill = el("div", {});
  const ask = (coupons) => basket.quote({ address: destination.id, coupons });
  // Without coupons named, the shop uses those that are best.
  const show = (quote, coupons) => {
    const choose = press(async () => {
      const chosen = await chooseCoupons({ mine, best, quote, ask });
      if (chosen) show(chosen, chosen.coupons);
    });
    fill(
      lines,
      quote.lines.map((each) => quotedLine(each, goods.get(each.sku))),
    );
    fill(bill, couponRow({ mine, best, quote, choose }), priced(quote), hints(quote));
    placing(screen, { basket, to: { address: destination.id, coupons }, goods, quote, remark });
  };
  show(best);
  return [destinationCard(destination), lines, noteToTheShop(remark), bill];
}

function noteToTheShop(remark) {
  return el(
    "section",
    { class: "panel remark" },
    el("label", { for: "remark" }, t("Note to the shop")),
    remark,
  );
}

function quotedLine(line, known = {}) {
  return goodsLine({
    ...line,
    image: known.image,
    name: known.name ?? line.sku,
    attributes: known.attributes,
    note: dealTag(line.price_kind),
  });
}

// --- what it costs ------------------------------------------------------------------------

function priced(quote) {
  return amounts([
    { label: t("Goods"), money: quote.goods, points: quote.payable_points },
    { label: t("Shipping"), money: quote.shipping, text: shippingFee(quote.shipping) },
    ...discountRows(quote.reductions),
    { label: t("To pay"), money: quote.payable, points: quote.payable_points, isTotal: true },
    ...depositRows(quote),
  ]);
}

/** What the coupons take off, and the way to others. */
function couponRow({ mine, best, quote, choose }) {
  const row = (value, tone = "muted") => [
    icon("ticket"),
    el("span", { class: "grow" }, t("Coupons")),
    el("span", { class: tone }, value),
    icon("next"),
  ];
  // What is bought under an offer may take none.
  if (mine.length === 0 && isUnderOffer(quote)) return null;
  if (mine.length === 0) {
    return el("a", { class: "panel row", href: "#/coupons" }, row(t("Get coupons")));
  }
  const off = couponsOff(quote);
  const value = isAnyUsable(best) ? t("Not used") : t("None for this");
  return el(
    "button",
    { class: "panel row", type: "button", onclick: choose },
    off ? row(yuan({ amount: -off }), "row-off") : row(value),
  );
}

const isUnderOffer = ({ lines }) =>
  lines.some(({ price_kind: kind }) => !["list", "tier"].includes(kind));

/** The promotions that are near: how much more has to be bought. */
function hints({ not_applied: notApplied }) {
  return notApplied
    .filter((each) => each.kind === "full_reduction" && each.missing.amount > 0)
    .map((each) =>
      el(
        "p",
        { class: "hint" },
        t("{amount} more for “{name}”", { amount: yuan(each.missing), name: each.name }),
      ),
    );
}

// --- and the order ------------------------------------------------------------------------

/** Places the order at the price that is shown; at another only when the shopper has agreed. */
function placing(screen, { basket, to, goods, quote, remark }) {
  let shown = quote;
  const place = press(
    async () => {
      const order = await basket.place({
        ...to,
        fingerprint: shown.fingerprint,
        remark: remark.value.trim(),
      });
      const isToPay = order.allowed_actions.includes("pay");
      replace(`/orders/${order.number}/${isToPay ? "pay" : "paying"}`);
    },
    async (problem) => {
      if (["cart.changed", "coupon.gone"].includes(problem.code)) refresh();
      if (problem.code !== "checkout.quote_changed") return false;
      if (await acceptsNewQuote({ before: shown, now: problem.facts.quote, goods })) {
        shown = problem.facts.quote;
        showTotal(screen, shown, place);
        setTimeout(place); // as soon as this press is over
      } else refresh();
      return true;
    },
  );
  showTotal(screen, shown, place);
}

function showTotal(screen, quote, place) {
  const [due, points] = [dueNow(quote), quote.payable_points];
  actionBar(
    screen,
    el(
      "div",
      { class: "bar-total grow" },
      el("span", { class: "muted" }, dueName(quote)),
      priceInPoints(due, points, "large"),
    ),
    el(
      "button",
      {
        class: "button solid",
        type: "button",
        onclick: place,
        "aria-label": t("Place the order, {total}", { total: sum(due, points) }),
      },
      t("Place order"),
    ),
  );
}
