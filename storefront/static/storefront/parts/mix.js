/* How something is paid: what the member has with the shop by switches, one provider for the rest,
   and what each of them pays, exactly, before it is paid. */

import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { count, yuan } from "../format.js";
import { t } from "../i18n.js";
import { isOwn, methodMark } from "./methods.js";
import { shares } from "./shares.js";

// How this client opens a provider's page, the best first; a method without any is not shown.
const PRODUCTS = { wechat: ["native"], alipay: ["wap", "page", "qr"] };

/** `path` is where payments are made and previewed, `offered` what the API offers there. `purse`
    says what the member has by method, and `before` the methods of a payment that this one would
    take the place of. `changed` is told `{ methods, product }`, or null where it would not do. */
export function mixChooser({ path, offered, purse = {}, isFrozen = false, before = [], changed }) {
  const options = optionsOf(offered, purse, isFrozen);
  const mix = firstMix(options, offered, before);
  const split = el("section", { class: "panel split", "aria-live": "polite", hidden: true });
  const choose = (option) => {
    if (option.isOwn) mix.own = toggled(mix.own, option);
    else letPay(mix, option, offered);
    show();
  };
  const rows = options.map((option) => row(option, offered, () => choose(option)));
  const show = () => {
    const isCovered = covers(mix.own, offered);
    for (const { option, input } of rows) {
      input.checked = option.isOwn
        ? mix.own.includes(option)
        : option === mix.provider && !isCovered;
    }
    const chosen = [...mix.own, !isCovered && mix.provider].filter(Boolean);
    preview({ path, split, chosen, changed });
  };
  show();
  return [panels(rows, isFrozen), split];
}

// --- which of them ------------------------------------------------------------------------

/** What is offered and this client can use; `reach` is what it can pay of this, in fen. */
function optionsOf(offered, purse, isFrozen) {
  return offered.methods
    .map((each) => {
      const product = PRODUCTS[each.method]?.find((name) => each.products.includes(name));
      const has = purse[each.method] ?? 0;
      const reach = each.method === "balance" ? Math.min(each.most.amount, has) : each.most.amount;
      const isUsable = isOwn(each.method)
        ? !isFrozen && (reach > 0 || each.most_points > 0)
        : Boolean(product);
      return { ...each, product, has, reach, isOwn: isOwn(each.method), isUsable };
    })
    .filter((option) => option.isOwn || option.isUsable);
}

/** As it was before; else what covers everything by itself, else the first provider. A price in
    points is paid in points whatever else there is. */
function firstMix(options, offered, before) {
  const known = options.filter((option) => option.isUsable);
  const [own, providers] = [true, false].map((is) => known.filter((each) => each.isOwn === is));
  const again = (option) => before.includes(option.method);
  const enough = own.find((option) => covers([option], offered));
  const isPoints = (option) => offered.due_points > 0 && option.method === "points";
  return {
    own: own.filter(before.length ? again : (option) => option === enough || isPoints(option)),
    provider: providers.find(again) ?? providers[0],
  };
}

function covers(own, { due, due_points: points }) {
  const isInPoints = !points || own.some((option) => option.method === "points");
  return (
    own.length > 0 && isInPoints && own.reduce((sum, each) => sum + each.reach, 0) >= due.amount
  );
}

function toggled(own, option) {
  return own.includes(option) ? own.filter((each) => each !== option) : [...own, option];
}

/** A provider that is chosen pays: the money that would leave it nothing is switched off. */
function letPay(mix, provider, offered) {
  mix.provider = provider;
  if (covers(mix.own, offered)) mix.own = mix.own.filter((each) => each.method === "points");
}

// --- how it looks -------------------------------------------------------------------------

function panels(rows, isFrozen) {
  const [own, providers] = [true, false].map((is) =>
    rows.filter((each) => each.option.isOwn === is),
  );
  const panel = (title, nodes, note = null) =>
    nodes.length > 0 &&
    el(
      "fieldset",
      { class: "panel methods" },
      el("legend", { class: "panel-title" }, title),
      note,
      nodes.map(({ node }) => node),
    );
  const frozen = el("p", { class: "warning" }, t("The shop has frozen your wallet."));
  return [
    panel(t("Use what you have"), own, isFrozen && frozen),
    panel(own.length ? t("Pay the rest with") : t("How to pay"), providers),
  ];
}

function row(option, offered, choose) {
  const input = el("input", {
    type: option.isOwn ? "checkbox" : "radio",
    name: option.isOwn ? option.method : "provider",
    "aria-label": option.name,
    disabled: !option.isUsable,
    onchange: choose,
  });
  const note = option.isOwn && el("span", { class: "muted" }, noteOf(option, offered));
  const node = el(
    "label",
    { class: "method" },
    methodMark(option.method),
    el("span", { class: "method-text" }, option.name, note),
    input,
    el("span", { class: option.isOwn ? "toggle-mark" : "radio-mark" }),
  );
  return { option, input, node };
}

function noteOf({ method, has, reach, most_points: points }, offered) {
  if (method !== "points") return t("{amount} available", { amount: yuan({ amount: has }) });
  const available = count(offered.points_available);
  return offered.due_points
    ? t("{amount} available", { amount: available })
    : t("{points} of {available} pay {amount}", {
        points: count(points),
        available,
        amount: yuan({ amount: reach }),
      });
}

// --- what each pays -----------------------------------------------------------------------

/** The shop works out the shares; where it refuses, it says why, and nothing can be paid so. */
async function preview({ path, split, chosen, changed }) {
  const mix = {
    methods: chosen.map((option) => option.method),
    ...chosen.filter((option) => option.product).map(({ product }) => ({ product }))[0],
  };
  split.mix = mix;
  if (chosen.length === 0) return refuse(split, t("Choose a way to pay."), changed);
  changed(mix);
  split.setAttribute("aria-busy", "true");
  const answer = await ask(path, mix).catch((problem) => problem);
  if (split.mix !== mix) return;
  if (answer.isFinal) return refuse(split, answer.message, changed);
  split.hidden = !answer.split;
  split.removeAttribute("aria-busy");
  fill(split, el("h2", { class: "panel-title" }, t("Who pays what")), shares(answer.split ?? []));
}

function refuse(split, why, changed) {
  split.hidden = false;
  split.removeAttribute("aria-busy");
  fill(split, el("p", { class: "warning" }, why));
  changed(null);
}

function ask(path, { methods, product }) {
  const query = new URLSearchParams(methods.map((each) => ["methods", each]));
  if (product) query.set("product", product);
  return api.get(`${path}/payment-methods?${query}`);
}
