/* A quote that is paid in two instalments: what now, what later. */

import { t } from "../i18n.js";

/** What is to be paid first. */
export const dueNow = ({ deposit, payable }) => (deposit.amount > 0 ? deposit : payable);

export const dueName = ({ deposit }) => (deposit.amount > 0 ? t("Deposit") : t("Total"));

/** Rows for `amounts`; none where all is paid at once. */
export function depositRows({ deposit, payable }) {
  if (deposit.amount === 0) return [];
  const balance = { ...payable, amount: payable.amount - deposit.amount };
  return [
    { label: t("Deposit, paid now"), money: deposit },
    { label: t("Balance, paid later"), money: balance },
  ];
}
