/* The shop's clock: that of a device may be wrong, and a demo shop's can be set ahead. */

let ahead = 0; // milliseconds

export const shopClock = {
  now: () => Date.now() + ahead,
  /** Hear what an answer says the time is; null where it says nothing. */
  hear(instant) {
    if (instant) ahead = new Date(instant) - Date.now();
  },
};
