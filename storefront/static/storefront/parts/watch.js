/* Looks at an order again and again, for as long as a screen shows it. */

import { api } from "../api.js";
import { session } from "../session.js";

/** Tells `changed` what the order is now whenever its version has changed, until it returns true.

    A look costs next to nothing while nothing has changed, and one that fails is followed by the
    next. `pauses` are the milliseconds between looks; the last of them goes on. */
export async function watchOrder({ place, number, etag, pauses, changed }) {
  for (let turn = 0; ; turn += 1) {
    await pause(pauses[Math.min(turn, pauses.length - 1)]);
    if (!place.isConnected || !session.isSignedIn()) return;
    if (document.hidden) continue;
    const look = await api.poll(`/orders/${number}`, etag).catch(() => null);
    if (!place.isConnected) return;
    if (look?.changed) {
      etag = look.etag;
      if (await changed(look.body)) return;
    }
  }
}

/** Over when the time is, or when somebody comes back to look. */
function pause(milliseconds) {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
      resolve();
    };
    const seen = () => document.hidden || over();
    const timer = setTimeout(over, milliseconds);
    document.addEventListener("visibilitychange", seen);
  });
}
