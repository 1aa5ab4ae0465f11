/* Where this purchase goes: what was chosen in this tab, or the default of the book. */

import { keep, kept, tab } from "./storage.js";

export function chooseAddress(id) {
  keep("address", id, tab);
}

export function isChosen(address) {
  return address.id === kept("address", tab);
}

/** Of the address book; undefined where it is empty. */
export function addressToUse(book) {
  return book.find(isChosen) ?? book.find((each) => each.is_default) ?? book[0];
}
