/* Who is signed in on this phone. */

import { keep, kept, tab } from "./storage.js";

export const session = {
  token: () => kept("token"),
  isSignedIn: () => kept("token") !== null,
  begin: (token) => keep("token", token),
  /** The token is gone here; whether the shop knows is for who calls. */
  end: () => {
    keep("token", null);
    keep("exchange", null, tab); // a code that was typed is worth goods to whoever is next
  },
};
