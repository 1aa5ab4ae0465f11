import { api } from "../api.js";
import { basketOf } from "../baskets.js";
import { addressToUse } from "../chosen_address.js";
import { el } from "../dom.js";
import { address, maskedPhone, price, yuan } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { amounts, shippingFee } from "../parts/amounts.js";
import { dealTag } from "../parts/deal_tag.js";
import { depositRows, dueName, dueNow } from "../parts/deposit.js";
import { discountRows } from "../parts/discounts.js";
import { actionBar, frame } from "../parts/frame.js";
import { goodsLine } from "../parts/goods.js";
import { emptyState, load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { acceptsNewQuote } from "../parts/quote_changed.js";
import { refresh, replace } from "../router.js";

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
  const [book, goods] = await Promise.all([api.get("/me/addresses"), basket.goods()]);
  const destination = addressToUse(book);
  if (!destination) return { goods };
  try {
    return { destination, goods, quote: await basket.quote(destination.id) };
  } catch (problem) {
    if (problem.code !== "checkout.not_deliverable") throw problem;
    return { destination, goods, refusal: problem };
  }
}

function page(screen, basket, { destination, goods, quote, refusal }) {
  if (!destination) {
    actionBar(screen);
    return addressWanted();
  }
  if (refusal) {
    actionBar(screen);
    return [addressCard(destination), el("p", { class: "panel warning" }, refusal.message)];
  }
  const remark = el("input", {
    id: "remark",
    maxlength: "200",
    placeholder: t("Anything we should know?"),
  });
  placing(screen, { basket, destination, goods, quote, remark });
  return [
    addressCard(destination),
    el(
      "section",
      { class: "panel" },
      quote.lines.map((each) => quotedLine(each, goods.get(each.sku))),
    ),
    el(
      "section",
      { class: "panel remark" },
      el("label", { for: "remark" }, t("Note to the shop")),
      remark,
    ),
    amounts([
      { label: t("Goods"), money: quote.goods },
      { label: t("Shipping"), money: quote.shipping, text: shippingFee(quote.shipping) },
      ...discountRows(quote.reductions),
      { label: t("To pay"), money: quote.payable, isTotal: true },
      ...depositRows(quote),
    ]),
  ];
}

function addressWanted() {
  return emptyState({
    name: "pin",
    title: t("Where shall it go?"),
    text: t("Write down an address and the shipping fee is known."),
    action: el("a", { class: "button solid", href: "#/addresses/new?choose=1" }, t("New address")),
  });
}

function quotedLine(line, known = {}) {
  return goodsLine({
    image: known.image,
    name: known.name ?? line.sku,
    attributes: known.attributes,
    unit_price: line.unit_price,
    quantity: line.quantity,
    note: dealTag(line.price_kind),
  });
}

function addressCard(destination) {
  return el(
    "a",
    { class: "panel destination", href: "#/addresses?choose=1" },
    el("span", { class: "destination-icon" }, icon("pin")),
    el(
      "span",
      { class: "destination-text" },
      el(
        "span",
        { class: "address-who" },
        destination.name,
        el("span", { class: "muted" }, maskedPhone(destination.phone)),
      ),
      el("span", { class: "address-where" }, address(destination)),
    ),
    icon("next"),
  );
}

/** Places the order at the price that is shown; at another only when the shopper has agreed. */
function placing(screen, { basket, destination, goods, quote, remark }) {
  let shown = quote;
  const place = press(
    async () => {
      const order = await basket.place({
        address: destination.id,
        fingerprint: shown.fingerprint,
        remark: remark.value.trim(),
      });
      replace(`/orders/${order.number}/pay`);
    },
    async (problem) => {
      if (problem.code === "cart.changed") refresh();
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
  const due = dueNow(quote);
  actionBar(
    screen,
    el(
      "div",
      { class: "bar-total grow" },
      el("span", { class: "muted" }, dueName(quote)),
      price(due, "large"),
    ),
    el(
      "button",
      {
        class: "button solid",
        type: "button",
        onclick: place,
        "aria-label": t("Place the order, {total}", { total: yuan(due) }),
      },
      t("Place order"),
    ),
  );
}
