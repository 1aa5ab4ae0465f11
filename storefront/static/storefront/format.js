/* Money, times and attributes as people read them. */

import { el } from "./dom.js";
import { language, t } from "./i18n.js";
import { shopClock } from "./shop_clock.js";

const IN_WORDS = language === "en" ? "en-GB" : "zh-CN";
const CHINA = "Asia/Shanghai";

/** ¥128.00 as text; `money` is what the API calls money: minor units. */
export function yuan(money) {
  const fen = Math.abs(money.amount);
  const whole = Math.floor(fen / 100).toLocaleString("en-US");
  return `${money.amount < 0 ? "-" : ""}¥${whole}.${String(fen % 100).padStart(2, "0")}`;
}

/** A price tag: the yuan large, the rest small. */
export function price(money, size = "") {
  const [whole, rest] = yuan(money).split(".");
  return el(
    "span",
    { class: `price ${size}` },
    el("span", { class: "sign" }, whole.slice(0, whole.indexOf("¥") + 1)),
    whole.slice(whole.indexOf("¥") + 1),
    el("span", { class: "fen" }, `.${rest}`),
  );
}

const dateTime = new Intl.DateTimeFormat(IN_WORDS, {
  timeZone: CHINA,
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** An instant on the shop's clock; this year's go without the year. */
export function when(instant) {
  const date = new Date(instant);
  const year = date.getFullYear() === new Date().getFullYear() ? "" : `${date.getFullYear()}/`;
  return year + dateTime.format(date);
}

/** How long until an instant: "29:59", or in days and hours. */
export function timeLeft(instant) {
  const seconds = Math.max(0, Math.floor((new Date(instant) - shopClock.now()) / 1000));
  const hours = Math.floor(seconds / 3600);
  if (hours >= 24) {
    return t("{days} d {hours} h", { days: Math.floor(hours / 24), hours: hours % 24 });
  }
  const rest = [Math.floor(seconds / 60) % 60, seconds % 60];
  return [...(hours ? [hours] : []), ...rest].map((n) => String(n).padStart(2, "0")).join(":");
}

/** The values that tell a SKU from its siblings: "Red · L". */
export function attributes(list) {
  return list.map((each) => each.value).join(" · ");
}

export function address(recipient) {
  return [...(recipient.region ?? []), recipient.detail].join(" ");
}

export function maskedPhone(phone) {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}
