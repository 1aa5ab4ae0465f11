/* What was taken off an order, one row for each reduction. */

import { yuan } from "../format.js";
import { t } from "../i18n.js";

const NAMES = {
  full_reduction: () => t("Full reduction"),
  coupon: () => t("Coupon"),
  deposit: () => t("The deposit counts for more"),
  adjustment: () => t("The shop lowered the price"),
};

/** Rows for `amounts`: the shares of the lines and of the shipping fee, added up. */
export function discountRows(discounts) {
  const known = new Map();
  for (const { kind, code, name, amount } of discounts) {
    const key = `${kind} ${code}`;
    const row = known.get(key) ?? { label: name || NAMES[kind]?.() || kind, fen: 0, amount };
    known.set(key, { ...row, fen: row.fen + amount.amount });
  }
  return [...known.values()].map(({ label, fen, amount }) => {
    const money = { ...amount, amount: -fen };
    return { label, money, text: yuan(money) };
  });
}
