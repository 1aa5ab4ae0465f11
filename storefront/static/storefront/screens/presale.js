import { api } from "../api.js";
import { checkoutUnder } from "../deals.js";
import { el } from "../dom.js";
import { attributes, price, when, yuan } from "../format.js";
import { t } from "../i18n.js";
import { askWhatToBuy, listPrice } from "../parts/buy_sheet.js";
import { actionBar, frame } from "../parts/frame.js";
import { picture } from "../parts/goods.js";
import { emptyState, load, showcase } from "../parts/load.js";
import { presaleWindows } from "../parts/presale_windows.js";
import { press } from "../parts/press.js";
import { quotaBar } from "../parts/quota_bar.js";
import { go } from "../router.js";
import { nextOf, worth } from "./presales.js";

/** A presale: what is paid now, what later, and what happens if it is not. */
export function showPresale(screen, { id }) {
  const content = frame(screen, { title: t("Presale") });
  content.classList.add("product-page");
  load(content, {
    ask: async () => (await api.get("/presales")).find((each) => each.id === id),
    render: (presale) => (presale ? page(screen, presale) : over()),
    skeleton: showcase,
  });
}

function over() {
  return emptyState({
    name: "calendar",
    title: t("This presale is over"),
    action: el("a", { class: "button solid", href: "#/presales" }, t("See the presales")),
  });
}

function page(screen, presale) {
  actionBar(screen, actions(presale));
  return [
    el(
      "div",
      { class: "pictures" },
      picture(presale.image, { alt: presale.product_name, eager: true }),
    ),
    facts(presale),
    el(
      "section",
      { class: "panel" },
      el("h2", { class: "panel-title" }, t("In two instalments")),
      presaleWindows(presale),
      el("p", { class: "muted small-text" }, t("The shipping fee is paid with the balance.")),
    ),
    terms(presale),
  ];
}

function facts(presale) {
  return el(
    "section",
    { class: "panel product-facts" },
    el("p", { class: "deal-price" }, price(presale.price, "huge"), listPrice(presale)),
    el(
      "p",
      { class: "tags" },
      el("span", { class: "tag" }, t("Deposit {amount}", { amount: yuan(presale.deposit) })),
      worth(presale),
    ),
    el("h2", { class: "product-title" }, presale.product_name),
    el("p", { class: "product-text" }, attributes(presale.attributes)),
    quotaBar(presale),
    el("p", { class: "presale-next" }, nextOf(presale)),
  );
}

function terms(presale) {
  const due = when(presale.balance_due_at);
  const rule = (text) => el("li", {}, text);
  return el(
    "section",
    { class: "panel" },
    el("h2", { class: "panel-title" }, t("Good to know")),
    el(
      "ul",
      { class: "terms" },
      rule(
        t("Without the balance by {due} the order closes, and the deposit stays with the shop.", {
          due,
        }),
      ),
      rule(
        presale.deposit_refundable
          ? t("Before anything is shipped, the deposit too comes back with a refund.")
          : t("Before anything is shipped, a refund gives back the balance, not the deposit."),
      ),
      rule(t("If the shop cannot deliver, everything comes back.")),
      rule(t("{pieces} per member", { pieces: presale.per_member_limit })),
    ),
  );
}

function actions(presale) {
  const isOpen = presale.stage === "warm_up";
  const isMine = presale.mine > 0;
  const orders = el(
    "a",
    { class: `button grow ${isOpen ? "ghost" : "solid"}`, href: "#/orders?status=pending_payment" },
    t("My orders"),
  );
  if (isMine && !isOpen) return [orders];
  const product = el(
    "a",
    { class: "button soft grow", href: `#/products/${presale.product}` },
    t("See the product"),
  );
  return [isMine ? orders : product, depositButton(presale, isOpen)];
}

/** How many pieces the member may still order. */
const leftFor = ({ per_member_limit: limit, mine }) => Math.max(limit - mine, 0);

function depositButton(presale, isOpen) {
  const isSoldOut = presale.left === 0;
  const isOver = isSoldOut || leftFor(presale) === 0;
  const closed = presale.stage === "ahead" ? t("Coming") : t("Deposits are closed");
  const over = isSoldOut ? t("Sold out") : t("Limit reached");
  const open = isOver ? over : t("Pay the deposit {amount}", { amount: yuan(presale.deposit) });
  return el(
    "button",
    {
      class: "button solid grow",
      type: "button",
      disabled: isOver || !isOpen,
      onclick: press(() => payDeposit(presale)),
    },
    isOpen ? open : closed,
  );
}

async function payDeposit(presale) {
  const chosen = await askWhatToBuy({
    title: presale.product_name,
    skus: [{ ...presale, code: presale.sku, available: presale.left }],
    limit: presale.per_member_limit,
    left: leftFor(presale),
    yes: t("Pay the deposit"),
  });
  if (!chosen) return;
  const wanted = { ...chosen, product: presale.product };
  go(checkoutUnder({ kind: "presale", id: presale.id }, wanted));
}
