/* How much of an offer is taken. */

import { el } from "../dom.js";
import { t } from "../i18n.js";

export function quotaBar({ quota, left }) {
  const percent = Math.floor(((quota - left) / quota) * 100);
  return el(
    "div",
    { class: "quota" },
    el("progress", { max: "100", value: percent, "aria-label": t("Taken") }),
    el("span", {}, left > 0 ? t("{percent}% taken", { percent }) : t("All taken")),
  );
}
