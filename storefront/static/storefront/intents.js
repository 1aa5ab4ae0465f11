/* Idempotency keys: one for each thing that is wanted, until it is known how it ended. */

import { keep, kept, memory, tab } from "./storage.js";

const SECRET = new Set(["/me/cards"]); // what is wished there has a PIN in it

const placeOf = (path) => (SECRET.has(path) ? memory : tab);
const name = (path, body) => `intent ${path} ${JSON.stringify(body)}`;

/** The key of this wish; the same wish has the same key, also after a reload unless it
    is a secret. */
export function keyOf(path, body) {
  const known = kept(name(path, body), placeOf(path));
  if (known) return known;
  const key = randomKey();
  keep(name(path, body), key, placeOf(path));
  return key;
}

/** It is known how it ended: the next time it is a new wish. */
export function settled(path, body) {
  keep(name(path, body), null, placeOf(path));
}

function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
