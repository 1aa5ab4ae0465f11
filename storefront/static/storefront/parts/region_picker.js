/* Province, city, district: one step after the other, from the API's divisions. */

import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { load } from "./load.js";
import { sheet } from "./sheet.js";

/** Resolves to the district, `{ code, name, path }`, or to null. */
export function pickRegion() {
  return sheet(t("Where to?"), (close) => {
    const trail = el("div", { class: "chips", "aria-live": "polite" });
    const list = el("div", { class: "regions" });
    const open = (above) => {
      const steps = above.map((each, index) =>
        el(
          "button",
          {
            class: "chip",
            type: "button",
            "aria-pressed": "true",
            onclick: () => open(above.slice(0, index)),
          },
          each.name,
        ),
      );
      fill(trail, steps.length ? steps : el("span", { class: "muted" }, t("Choose a province")));
      load(list, {
        ask: () => below(above.at(-1)?.code),
        render: (divisions) =>
          divisions.map((each) =>
            choice(each, () => (each.is_district ? close(each) : open([...above, each]))),
          ),
      });
    };
    open([]);
    return [trail, list];
  });
}

/** The divisions below one. A municipality's only city, which nobody names, is passed over. */
async function below(code) {
  const divisions = await api.get("/regions", { parent: code });
  const [first] = divisions;
  return divisions.length === 1 && !first.is_district ? below(first.code) : divisions;
}

function choice(division, choose) {
  return el("button", { class: "region", type: "button", onclick: choose }, division.name);
}
