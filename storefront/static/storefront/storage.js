/* What stays on this phone. A browser that refuses to keep anything still shops. */

const PREFIX = "dingdan.";
const unkept = new Map();

/** A kept value, or null. */
export function kept(name, place = () => localStorage) {
  try {
    return JSON.parse(place().getItem(PREFIX + name));
  } catch {
    return unkept.get(name) ?? null;
  }
}

/** Keep a value; null forgets it. */
export function keep(name, value, place = () => localStorage) {
  try {
    if (value === null) place().removeItem(PREFIX + name);
    else place().setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    unkept.set(name, value);
  }
}

/** For what is over when the tab is closed. */
export const tab = () => sessionStorage;

const unwritten = new Map();

/** For secrets: gone with the page. */
export const memory = () => ({
  getItem: (name) => unwritten.get(name) ?? null,
  setItem: (name, value) => unwritten.set(name, value),
  removeItem: (name) => unwritten.delete(name),
});
