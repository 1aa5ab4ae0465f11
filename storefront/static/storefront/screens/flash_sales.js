import { api } from "../api.js";
import { checkoutUnder } from "../deals.js";
import { el, fill, remembered } from "../dom.js";
import { attributes, price, when } from "../format.js";
import { t } from "../i18n.js";
import { askWhatToBuy, listPrice } from "../parts/buy_sheet.js";
import { boxedCountdown } from "../parts/countdown.js";
import { frame } from "../parts/frame.js";
import { picture } from "../parts/goods.js";
import { emptyState, load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { quotaBar } from "../parts/quota_bar.js";
import { watch } from "../parts/watch.js";
import { go, refresh } from "../router.js";

const PATH = "/flash-sales";
const LOOK_AGAIN = 3000; // milliseconds: the quotas are live

/** Sessions as tabs, `?sale=` the one that is opened; what is left of each offer is live. */
export function showFlashSales(screen, { query }) {
  const content = frame(screen, { title: t("Flash sale") });
  const chosen = { sale: query.get("sale") };
  load(content, {
    ask: () => api.poll(PATH),
    render: ({ body, etag }) => {
      const place = el("div", {});
      let looked = body;
      const render = page(chosen, () => show(looked));
      const show = (found) => {
        looked = found;
        fill(place, render(found.sales));
      };
      show(body);
      watch({ place, path: PATH, etag, pauses: [LOOK_AGAIN], changed: show });
      return place;
    },
  });
}

/** What is looked at while the quotas move: only what has changed is made anew. */
function page(chosen, show) {
  const choose = (id) => {
    chosen.sale = id;
    show();
  };
  const tabs = remembered(({ sales, open }) => sessions(sales, open, choose));
  const clocks = remembered(clock);
  const stack = el("div", { class: "stack" });
  const offers = remembered(({ item, state }) => offer(item, { state }));
  return (found) => {
    if (found.length === 0) return none();
    const sales = found.map(({ items: _, ...sale }) => sale);
    const sale = sales.find((each) => each.id === chosen.sale) ?? sales[0];
    const { items } = found.find((each) => each.id === sale.id);
    fill(stack, offers(items.map((item) => ({ item, state: sale.state }))));
    return [tabs([{ sales, open: sale.id }]), clocks([sale]), stack];
  };
}

function none() {
  return emptyState({
    name: "bolt",
    title: t("No flash sale at the moment"),
    text: t("The next one is shown here as soon as it is set."),
    action: el("a", { class: "button solid", href: "#/" }, t("Look around")),
  });
}

function sessions(sales, open, choose) {
  return el(
    "nav",
    { class: "sessions", "aria-label": t("Sessions") },
    sales.map((each) => session(each, each.id === open, choose)),
  );
}

function session(sale, isChosen, choose) {
  return el(
    "button",
    {
      class: "session",
      id: `session-${sale.id}`,
      type: "button",
      "aria-pressed": String(isChosen),
      onclick: () => choose(sale.id),
    },
    el("strong", {}, when(sale.starts_at)),
    el("span", {}, isRunning(sale) ? t("Running") : t("Coming")),
  );
}

const isRunning = (sale) => sale.state === "running";

function clock(sale) {
  return el(
    "p",
    { class: "sale-clock" },
    el("strong", { class: "grow" }, sale.name),
    el("span", { class: "muted" }, isRunning(sale) ? t("ends in") : t("begins in")),
    boxedCountdown(isRunning(sale) ? sale.ends_at : sale.starts_at, refresh),
  );
}

function offer(item, sale) {
  const isSoldOut = item.left === 0;
  return el(
    "article",
    { class: `panel deal ${isSoldOut && isRunning(sale) ? "sold-out" : ""}` },
    el("a", { href: `#/products/${item.product}`, "aria-label": item.name }, picture(item.image)),
    el(
      "div",
      { class: "goods-text" },
      el("a", { class: "goods-name", href: `#/products/${item.product}` }, item.name),
      el("div", { class: "goods-attributes" }, attributes(item.attributes)),
      isRunning(sale)
        ? quotaBar(item)
        : el("div", { class: "quota-note" }, t("{pieces} pieces", { pieces: item.quota })),
      el(
        "div",
        { class: "goods-foot" },
        el("div", { class: "deal-price" }, price(item.price, "large"), listPrice(item)),
        buyButton(item, sale, isSoldOut),
      ),
      el(
        "div",
        { class: "goods-attributes" },
        isRunning(sale) && isSoldOut
          ? t("Unpaid orders give their pieces back: look again.")
          : t("{pieces} per member", { pieces: item.per_member_limit }),
      ),
    ),
  );
}

function buyButton(item, sale, isSoldOut) {
  const properties = { class: "button solid small", type: "button" };
  if (!isRunning(sale)) return el("button", { ...properties, disabled: true }, t("Coming"));
  if (isSoldOut) return el("button", { ...properties, disabled: true }, t("Sold out"));
  return el(
    "button",
    {
      ...properties,
      id: `buy-${item.id}`,
      "aria-label": t("Buy now: {name}", { name: nameOf(item) }),
      onclick: press(() => buy(item)),
    },
    t("Buy now"),
  );
}

const nameOf = ({ name, attributes: list }) => [name, attributes(list)].filter(Boolean).join(" ");

/** Where there is nothing to choose, straight to the checkout. */
async function buy(item) {
  const { sku, per_member_limit: limit } = item;
  const chosen =
    limit === 1
      ? { sku, quantity: 1 }
      : await askWhatToBuy({
          title: item.name,
          skus: [{ ...item, code: sku, available: item.left }],
          limit,
          yes: t("Buy now"),
        });
  if (!chosen) return;
  const wanted = { ...chosen, product: item.product };
  go(checkoutUnder({ kind: "flash_sale", id: item.id }, wanted));
}
