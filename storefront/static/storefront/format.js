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

/** ¥128, and ¥128.50 where there are fen. */
export function roundYuan(money) {
  return yuan(money).replace(/\.00$/, "");
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

/** 12,000: pieces, points and the like. */
export function count(number) {
  return number.toLocaleString("en-US");
}

export function inPoints(points) {
  return t("{points} points", { points: count(points) });
}

/** "2,000 points + ¥9.90"; a part that is nothing is left out. */
export function sum(money, points = 0) {
  if (!points) return yuan(money);
  return money.amount ? `${inPoints(points)} + ${yuan(money)}` : inPoints(points);
}

/** A price tag of points, and of the money beside them. */
export function priceInPoints(money, points, size = "") {
  if (!points) return price(money, size);
  return el(
    "span",
    { class: `price ${size}` },
    count(points),
    el("span", { class: "unit" }, t("points")),
    money.amount > 0 && [" + ", yuan(money)],
  );
}

const MINUTE = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const thisYears = new Intl.DateTimeFormat(IN_WORDS, {
  timeZone: CHINA,
  month: "2-digit",
  day: "2-digit",
  ...MINUTE,
});
const anyYears = new Intl.DateTimeFormat(IN_WORDS, {
  timeZone: CHINA,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  ...MINUTE,
});
const days = new Intl.DateTimeFormat(IN_WORDS, { timeZone: CHINA, dateStyle: "medium" });

/** An instant on the shop's clock; this year's go without the year. */
export function when(instant) {
  const date = new Date(instant);
  const isThisYears = date.getFullYear() === new Date().getFullYear();
  return (isThisYears ? thisYears : anyYears).format(date);
}

/** The day of an instant, with its year. */
export function day(instant) {
  return days.format(new Date(instant));
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
