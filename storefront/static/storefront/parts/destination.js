/* Where a purchase goes, and the way to another address. */

import { el } from "../dom.js";
import { address, maskedPhone } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { emptyState } from "./load.js";

export function destinationCard(destination) {
  return el(
    "a",
    { class: "panel destination", href: "#/addresses?choose=1" },
    el("span", { class: "destination-icon" }, icon("pin")),
    el(
      "span",
      { class: "destination-text" },
      el(
        "span",
        { class: "address-who" },
        destination.name,
        el("span", { class: "muted" }, maskedPhone(destination.phone)),
      ),
      el("span", { class: "address-where" }, address(destination)),
    ),
    icon("next"),
  );
}

export function destinationWanted() {
  return emptyState({
    name: "pin",
    title: t("Where shall it go?"),
    text: t("Write down an address and the shipping fee is known."),
    action: el("a", { class: "button solid", href: "#/addresses/new?choose=1" }, t("New address")),
  });
}
