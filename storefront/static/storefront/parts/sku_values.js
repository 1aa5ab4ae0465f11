/* The attributes of a SKU as buttons, one for each value. */

import { el } from "../dom.js";
import { options } from "../sku_choice.js";

/** `choose` gets the SKU that a value leads to. One without stock says so. */
export function skuValues(skus, chosen, choose) {
  const button = ({ value, isChosen, leadsTo }) => {
    const properties = {
      type: "button",
      class: `value ${leadsTo.available ? "" : "short"}`,
      "aria-pressed": String(isChosen),
      onclick: () => choose(leadsTo),
    };
    return el("button", properties, value);
  };
  return options(skus, chosen).map(({ name, values }) =>
    el(
      "fieldset",
      {},
      el("legend", {}, name),
      el("div", { class: "values" }, values.map(button)),
    ),
  );
}
