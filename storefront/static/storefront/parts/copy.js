import { el } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { toast } from "./toast.js";

/** Copies a text to the clipboard, where the browser lets us. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("Copied"), "good");
  } catch {
    toast(text);
  }
}

export function copyButton(text) {
  return el(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": t("Copy {text}", { text }),
      onclick: () => copy(text),
    },
    icon("copy"),
  );
}
