import { api } from "../api.js";
import { el } from "../dom.js";
import { address, maskedPhone } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { actionBar, frame } from "../parts/frame.js";
import { emptyState, load } from "../parts/load.js";
import { back } from "../router.js";
import { chooseAddress, isChosen } from "../chosen_address.js";

/** The address book; with `?choose=1` it is for the checkout that waits behind it. */
export function showAddresses(screen, { query }) {
  const isChoice = query.has("choose");
  const content = frame(screen, { title: isChoice ? t("Deliver to") : t("Addresses") });
  load(content, {
    ask: () => api.get("/me/addresses"),
    render: (book) =>
      book.length
        ? el(
            "div",
            { class: "stack" },
            book.map((each) => entry(each, isChoice)),
          )
        : emptyState({
            name: "pin",
            title: t("No address yet"),
            text: t("Write down where your parcels shall go."),
          }),
  });
  actionBar(
    screen,
    el(
      "a",
      { class: "button solid wide", href: `#/addresses/new${isChoice ? "?choose=1" : ""}` },
      icon("plus"),
      t("New address"),
    ),
  );
}

function entry(each, isChoice) {
  const choose = () => {
    chooseAddress(each.id);
    back();
  };
  const text = [
    el(
      "span",
      { class: "address-who" },
      each.name,
      el("span", { class: "muted" }, maskedPhone(each.phone)),
      each.is_default && el("span", { class: "tag" }, t("Default")),
    ),
    el("span", { class: "address-where" }, address(each)),
  ];
  return el(
    "article",
    { class: `panel address ${isChoice && isChosen(each) ? "is-chosen" : ""}` },
    isChoice
      ? el("button", { class: "address-text", type: "button", onclick: choose }, text)
      : el("div", { class: "address-text" }, text),
    el(
      "a",
      {
        class: "icon-button",
        href: `#/addresses/${each.id}`,
        "aria-label": t("Change the address of {name}", { name: each.name }),
      },
      icon("edit"),
    ),
  );
}
