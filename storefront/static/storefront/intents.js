/* Idempotency keys: one for each thing that is wanted, until it is known how it ended. */

import { keep, kept, tab } from "./storage.js";

const name = (path, body) => `intent ${path} ${JSON.stringify(body)}`;

/** The key of this wish; the same wish has the same key, also after a reload. */
export function keyOf(path, body) {
  const known = kept(name(path, body), tab);
  if (known) return known;
  const key = randomKey();
  keep(name(path, body), key, tab);
  return key;
}

/** It is known how it ended: the next time it is a new wish. */
export function settled(path, body) {
  keep(name(path, body), null, tab);
}

function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
