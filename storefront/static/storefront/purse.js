/* What a member can pay with. */

/** By method, in its unit: what the wallet has, and what an open payment holds of it, which comes
    back before another takes its place. */
export function purseOf(wallet, open) {
  const held = (method) => open?.tenders.find((each) => each.method === method);
  return {
    points: wallet.points.available + (held("points")?.points ?? 0),
    stored_value: wallet.stored_value.available.amount + (held("stored_value")?.amount.amount ?? 0),
    balance: wallet.available.amount + (held("balance")?.amount.amount ?? 0),
  };
}
