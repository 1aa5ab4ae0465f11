/* The ways of paying: their marks, and what they are called where the API does not say. */

import { el } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

const METHODS = {
  points: { mark: () => icon("coins"), name: () => t("Points") },
  stored_value: { mark: () => icon("card"), name: () => t("Stored value") },
  balance: { mark: () => icon("wallet"), name: () => t("Balance") },
  wechat: { mark: () => "微", name: () => t("WeChat Pay") },
  alipay: { mark: () => "支", name: () => t("Alipay") },
};

/** What a member has with the shop itself: these pay first, and together. */
export const isOwn = (method) => ["points", "stored_value", "balance"].includes(method);

export const methodName = (method) => METHODS[method]?.name() ?? method;

export function methodMark(method) {
  return el(
    "span",
    { class: `method-mark ${method}`, "aria-hidden": "true" },
    METHODS[method]?.mark() ?? "¥",
  );
}
