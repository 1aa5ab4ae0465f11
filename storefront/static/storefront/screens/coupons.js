import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { count, when } from "../format.js";
import { t } from "../i18n.js";
import { countdown } from "../parts/countdown.js";
import { couponCard, validity } from "../parts/coupon.js";
import { endless } from "../parts/endless.js";
import { actionBar, frame } from "../parts/frame.js";
import { emptyState, load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { segments } from "../parts/segments.js";
import { toast } from "../parts/toast.js";
import { refresh, replace } from "../router.js";
import { shopClock } from "../shop_clock.js";

const SOON = 3 * 24 * 3600 * 1000; // milliseconds before the end from which on they are counted

// --- the coupon centre --------------------------------------------------------------------

export function showCoupons(screen) {
  const content = frame(screen, { title: t("Coupon centre") });
  actionBar(
    screen,
    el("a", { class: "button ghost grow", href: "#/exchange" }, t("Redeem a code")),
    el("a", { class: "button soft grow", href: "#/coupons/mine" }, t("My coupons")),
  );
  load(content, {
    ask: () => api.get("/coupons/centre"),
    render: (offered) =>
      offered.length
        ? el("div", { class: "stack" }, offered.map(claimable))
        : emptyState({
            name: "ticket",
            title: t("No coupons at the moment"),
            text: t("New ones come with the next promotion."),
          }),
  });
}

/** Shown anew in its own place once it is claimed. */
function claimable(offered) {
  const place = el("div", {});
  const claim = press(async () => {
    await api.once(`/coupons/centre/${offered.id}/claim`);
    toast(t("It is yours: {name}", { name: offered.name }), "good");
    const mine = offered.mine + 1;
    const left = offered.left === null ? null : offered.left - 1;
    const isLeft = left !== 0 && mine < offered.per_member_limit;
    offered = { ...offered, mine, left, may_claim: isLeft };
    show();
  });
  const show = () =>
    fill(
      place,
      couponCard(offered, {
        until: goodFor(offered),
        note: ending(offered),
        trailing: claiming(offered, claim),
        tone: offered.may_claim || offered.mine ? "" : "over",
      }),
    );
  show();
  return place;
}

function goodFor(offered) {
  return offered.valid_days
    ? t("Valid for {days} days", { days: offered.valid_days })
    : validity(offered);
}

function ending({ claimable_until: until, left, may_claim: mayClaim }) {
  if (!mayClaim) return null;
  if (new Date(until) - shopClock.now() < SOON)
    return countdown(until, t("left to claim it"), refresh);
  return left === null ? null : t("{left} left", { left: count(left) });
}

function claiming({ may_claim: mayClaim, mine, per_member_limit: limit }, claim) {
  if (mayClaim) {
    const more = limit > 1 && el("small", {}, `${mine}/${limit}`);
    return [
      el("button", { class: "button solid small", type: "button", onclick: claim }, t("Claim")),
      more,
    ];
  }
  if (mine) return el("a", { class: "button soft small", href: "#/coupons/mine" }, t("Claimed"));
  return el("span", { class: "coupon-gone" }, t("All gone"));
}

// --- mine ---------------------------------------------------------------------------------

const STATES = [
  { state: "usable", label: () => t("Usable") },
  { state: "used", label: () => t("Used") },
  { state: "over", label: () => t("Expired") },
];

export function showMyCoupons(screen, { query }) {
  const shown = STATES.find((each) => each.state === query.get("state")) ?? STATES[0];
  const { state } = shown;
  const content = frame(screen, { title: t("My coupons") });
  const list = el("div", {});
  const choose = (other) => replace(`/coupons/mine?state=${other.state}`);
  content.append(segments(STATES, shown, choose), list);
  actionBar(
    screen,
    el("a", { class: "button ghost grow", href: "#/exchange" }, t("Redeem a code")),
    el("a", { class: "button soft grow", href: "#/coupons" }, t("Get coupons")),
  );
  load(list, {
    ask: () => api.get("/coupons", { state }),
    render: (page) =>
      page.results.length
        ? endless({
            first: page,
            list: el("div", { class: "stack" }),
            render: (coupon) => owned(coupon, state),
          })
        : emptyState({ name: "ticket", title: t("No coupons here") }),
  });
}

function owned(coupon, state) {
  const trailing = {
    usable: () => el("a", { class: "button soft small", href: "#/" }, t("Use it")),
    used: () =>
      el("a", { class: "button ghost small", href: `#/orders/${coupon.used_for}` }, t("Order")),
    over: () => null,
  };
  return couponCard(coupon, {
    until:
      state === "over"
        ? t("Ended on {when}", { when: when(coupon.valid_until) })
        : validity(coupon),
    trailing: trailing[state](),
    tone: state === "usable" ? "" : "over",
  });
}
