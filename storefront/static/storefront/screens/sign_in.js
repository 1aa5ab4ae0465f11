import { api } from "../api.js";
import { cart } from "../cart.js";
import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { clearWrong, field, row, showWrong } from "../parts/form.js";
import { frame } from "../parts/frame.js";
import { press } from "../parts/press.js";
import { toast } from "../parts/toast.js";
import { replace } from "../router.js";
import { session } from "../session.js";

const ANOTHER_CODE_AFTER = 60; // seconds

export function showSignIn(screen, { query }) {
  const next = query.get("next")?.startsWith("/") ? query.get("next") : "/";
  const content = frame(screen, { title: t("Sign in") });
  content.classList.add("sign-in");
  const phone = { value: "" };
  const ways = { code: byCode, password: byPassword };
  const show = (way) =>
    fill(
      content,
      el(
        "div",
        { class: "welcome" },
        el("p", { class: "welcome-line" }, t("Welcome")),
        el("p", { class: "muted" }, t("New here? Your first sign-in opens your account.")),
      ),
      switcher(way, show),
      ways[way](phone, next),
    );
  show("code");
}

function switcher(way, show) {
  const tab = (name, text) =>
    el(
      "button",
      {
        type: "button",
        class: "segment",
        "aria-pressed": String(way === name),
        onclick: () => show(name),
      },
      text,
    );
  return el(
    "div",
    { class: "segments" },
    tab("code", t("With a code")),
    tab("password", t("With a password")),
  );
}

function phoneField(phone) {
  return field({
    name: "phone",
    label: t("Phone"),
    type: "tel",
    inputmode: "tel",
    autocomplete: "tel-national",
    required: true,
    placeholder: t("Mobile number, 11 digits"),
    value: phone.value,
    oninput: (event) => (phone.value = event.target.value),
  });
}

function form(fields, send) {
  const node = el(
    "form",
    { class: "panel form" },
    fields,
    el("button", { class: "button solid wide", type: "submit" }, t("Sign in")),
  );
  const sent = press(
    () => send(new FormData(node)),
    (problem) => showWrong(node, problem),
  );
  node.addEventListener("submit", (event) => {
    clearWrong(node);
    sent(event);
  });
  return node;
}

// --- by code ------------------------------------------------------------------------------

function byCode(phone, next) {
  const code = el("input", {
    name: "code",
    id: "field-code",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: "6",
    required: true,
    placeholder: t("Six digits"),
  });
  const shown = el("p", { class: "demo-code", "aria-live": "polite" });
  const request = el("button", { type: "button", class: "inline-button" }, t("Get a code"));
  const node = form(
    [phoneField(phone), row("code", t("Code"), code, request), shown],
    async (given) => {
      await signedIn("/sign-in", { phone: given.get("phone"), code: given.get("code") }, next);
    },
  );
  request.addEventListener(
    "click",
    press(
      async () => {
        clearWrong(node);
        const sent = await api.post("/sign-in/code", { phone: phone.value });
        countDown(request);
        if (sent.demo_code) showDemoCode(shown, code, sent.demo_code);
        else toast(t("The code is on its way to your phone."), "good");
        code.focus();
      },
      (problem) => showWrong(node, problem),
    ),
  );
  return node;
}

/** Where the shop is a demonstration, no message is sent: the code is told here. */
function showDemoCode(place, field, code) {
  fill(
    place,
    t("This is a demo: no message was sent. Your code is"),
    " ",
    el("button", { type: "button", class: "code", onclick: () => (field.value = code) }, code),
  );
  field.value = code;
}

function countDown(button) {
  const again = Date.now() + ANOTHER_CODE_AFTER * 1000;
  const show = () => {
    const left = Math.ceil((again - Date.now()) / 1000);
    button.textContent = left > 0 ? t("Again in {seconds} s", { seconds: left }) : t("Get a code");
    button.disabled = left > 0;
    if (left > 0) setTimeout(show, 1000);
  };
  show();
}

// --- by password --------------------------------------------------------------------------

function byPassword(phone, next) {
  const password = field({
    name: "password",
    label: t("Password"),
    type: "password",
    autocomplete: "current-password",
    required: true,
  });
  const note = el(
    "p",
    { class: "muted small-text" },
    t("Forgotten, or never set? Sign in with a code."),
  );
  return form([phoneField(phone), password, note], async (given) => {
    const credentials = { phone: given.get("phone"), password: given.get("password") };
    await signedIn("/sign-in/password", credentials, next);
  });
}

async function signedIn(path, credentials, next) {
  const { token, member } = await api.post(path, credentials);
  session.begin(token);
  toast(t("Welcome, {name}", { name: member.nickname || member.phone.slice(-4) }), "good");
  await cart.merge().catch((problem) => toast(problem.message, "bad"));
  replace(next);
}
