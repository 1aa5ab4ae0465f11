/* The marks of the ways of paying. */

import { el } from "../dom.js";
import { icon } from "../icons.js";

const MARKS = { balance: () => icon("wallet"), wechat: () => "微", alipay: () => "支" };

export function methodMark(method) {
  return el(
    "span",
    { class: `method-mark ${method}`, "aria-hidden": "true" },
    MARKS[method]?.() ?? "¥",
  );
}
