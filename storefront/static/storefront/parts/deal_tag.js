import { dealName } from "../deals.js";
import { el } from "../dom.js";

/** What something is, or was, bought as; nothing for what is bought plainly. */
export function dealTag(kind) {
  const name = dealName(kind);
  return name && el("span", { class: "tag deal-tag" }, name);
}
