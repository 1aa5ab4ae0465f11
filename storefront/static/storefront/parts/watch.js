/* Looks at something again and again, for as long as a screen shows it. */

import { api } from "../api.js";
import { session } from "../session.js";

/** Tells `changed` what it is now whenever it has changed, until that returns true.

    A look costs next to nothing while nothing has changed, and one that fails is followed by the
    next; nobody looks while the shop is hidden. What has no ETag is compared with `body`, as it was
    when last looked at. `pauses` are the milliseconds between looks; the last of them goes on. */
export async function watch({ place, path, etag, body, pauses, changed, isOver = () => false }) {
  let seen = JSON.stringify(body);
  for (let turn = 0; ; turn += 1) {
    await pause(pauses[Math.min(turn, pauses.length - 1)]);
    if (!place.isConnected || isOver()) return;
    if (document.hidden) continue;
    const look = await api.poll(path, etag).catch(() => null);
    if (!place.isConnected) return;
    if (!look?.changed) continue;
    etag = look.etag;
    const now = JSON.stringify(look.body);
    if (!etag && now === seen) continue;
    seen = now;
    if (await changed(look.body)) return;
  }
}

/** Watches an order, for as long as somebody is signed in. */
export function watchOrder({ number, ...rest }) {
  return watch({ ...rest, path: `/orders/${number}`, isOver: () => !session.isSignedIn() });
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
