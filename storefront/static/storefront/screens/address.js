import { api } from "../api.js";
import { el } from "../dom.js";
import { t } from "../i18n.js";
import { chooseAddress } from "../chosen_address.js";
import { clearWrong, field, row, showWrong, textArea } from "../parts/form.js";
import { frame } from "../parts/frame.js";
import { load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { pickRegion } from "../parts/region_picker.js";
import { confirmed } from "../parts/sheet.js";
import { toast } from "../parts/toast.js";
import { back } from "../router.js";

const EMPTY = { name: "", phone: "", region_code: "", region: [], detail: "", is_default: false };

/** One address, to write or to change: `id` is "new" or that of the book. */
export function showAddress(screen, { id, query }) {
  const isNew = id === "new";
  const content = frame(screen, { title: isNew ? t("New address") : t("Change address") });
  load(content, {
    ask: () => (isNew ? EMPTY : api.get(`/me/addresses/${id}`)),
    render: (known) => form(known, { isNew, isChoice: query.has("choose") }),
  });
}

function form(known, { isNew, isChoice }) {
  const region = { code: known.region_code };
  const node = el(
    "form",
    { class: "panel form" },
    fields(known, region),
    el("button", { class: "button solid wide", type: "submit" }, t("Save")),
    !isNew && removalButton(known),
  );
  const save = press(
    async () => {
      const given = written(node, region);
      const saved = await (isNew
        ? api.post("/me/addresses", given)
        : api.patch(`/me/addresses/${known.id}`, given));
      if (isChoice) chooseAddress(saved.id);
      toast(t("Saved"), "good");
      back();
    },
    (problem) => showWrong(node, problem),
  );
  node.addEventListener("submit", (event) => {
    clearWrong(node);
    save(event);
  });
  return node;
}

function fields(known, region) {
  return [
    field({
      required: true,
      name: "name",
      label: t("Recipient"),
      value: known.name,
      maxlength: "50",
      autocomplete: "name",
    }),
    field({
      required: true,
      name: "phone",
      label: t("Phone"),
      value: known.phone,
      type: "tel",
      autocomplete: "tel-national",
    }),
    row("region_code", t("Region"), regionButton(known.region, region)),
    textArea({
      required: true,
      name: "detail",
      label: t("Street, house, door"),
      value: known.detail,
      maxlength: "200",
    }),
    el("label", { class: "switch" }, el("span", {}, t("Default address")), defaultSwitch(known)),
  ];
}

/** The default cannot be unset, only given to another. */
function defaultSwitch({ is_default: isDefault }) {
  const properties = { checked: isDefault, disabled: isDefault };
  return el("input", { type: "checkbox", name: "is_default", ...properties });
}

function written(node, region) {
  const given = new FormData(node);
  return {
    name: given.get("name"),
    phone: given.get("phone"),
    region_code: region.code,
    detail: given.get("detail"),
    ...(given.has("is_default") && { is_default: true }),
  };
}

function regionButton(path, region) {
  const button = el(
    "button",
    { class: "choose", type: "button", id: "field-region_code", name: "region_code" },
    path.join(" ") || t("Province, city, district"),
  );
  button.addEventListener("click", async () => {
    const picked = await pickRegion();
    if (!picked) return;
    region.code = picked.code;
    button.textContent = picked.path.join(" ");
  });
  return button;
}

function removalButton(known) {
  const remove = press(async () => {
    await api.delete(`/me/addresses/${known.id}`);
    back();
  });
  const ask = async () => {
    const isSure = await confirmed({
      title: t("Remove this address?"),
      text: t("Orders on their way keep their own copy."),
      yes: t("Remove"),
      no: t("Keep it"),
    });
    if (isSure) remove();
  };
  return el(
    "button",
    { class: "button ghost wide", type: "button", onclick: ask },
    t("Remove this address"),
  );
}
