/* Fields of forms: each with its label, and what the shop says is wrong with it. */

import { el } from "../dom.js";

/** A labelled input; `problemOf(form, problem)` puts what is wrong beside it. */
export function field({ name, label, ...properties }) {
  return row(name, label, el("input", { name, id: `field-${name}`, ...properties }));
}

export function textArea({ name, label, value = "", ...properties }) {
  return row(
    name,
    label,
    el("textarea", { name, id: `field-${name}`, rows: "2", value, ...properties }),
  );
}

/** A row of a form around any control that has the id `field-<name>`. */
export function row(name, label, control, trailing = null) {
  control.setAttribute("aria-describedby", `wrong-${name}`);
  return el(
    "div",
    { class: "field" },
    el("label", { for: `field-${name}` }, label),
    el("div", { class: "field-control" }, control, trailing),
    el("p", { class: "field-wrong", id: `wrong-${name}`, "aria-live": "polite" }),
  );
}

/** Shows a problem beside the fields that it names; true if it named any. */
export function showWrong(form, problem) {
  clearWrong(form);
  const wrong = [...form.elements].filter((each) => each.name && problem.about(each.name));
  for (const control of wrong) {
    control.setAttribute("aria-invalid", "true");
    form.querySelector(`#wrong-${control.name}`).textContent = problem.about(control.name);
  }
  wrong[0]?.focus();
  return wrong.length > 0;
}

/** Puts a refusal beside the field that it is about; true, as it is told. */
export function refuse(form, name, text) {
  form.elements[name].setAttribute("aria-invalid", "true");
  form.querySelector(`#wrong-${name}`).textContent = text;
  form.elements[name].focus();
  return true;
}

export function clearWrong(form) {
  for (const control of form.querySelectorAll("[aria-invalid]"))
    control.removeAttribute("aria-invalid");
  for (const place of form.querySelectorAll(".field-wrong")) place.textContent = "";
}
