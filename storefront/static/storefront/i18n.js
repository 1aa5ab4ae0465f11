/* The shop's two languages. English stands in the code; its Chinese in messages.zh.js. */

import chinese from "./messages.zh.js";
import { keep, kept } from "./storage.js";

const LANGUAGES = ["zh-Hans", "en"];

/** What the shop speaks, and what the API is told in Accept-Language. */
export const language = LANGUAGES.includes(kept("language")) ? kept("language") : guessed();

function guessed() {
  const first = (navigator.languages ?? [navigator.language])[0] ?? "";
  return first.startsWith("en") ? "en" : "zh-Hans";
}

/** A message in the shop's language; `{name}` in it stands for a fact. */
export function t(message, facts = {}) {
  const text = language === "en" ? message : (chinese[message] ?? message);
  return text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

/** Speak the other language, from the first letter on. */
export function switchLanguage() {
  keep("language", language === "en" ? "zh-Hans" : "en");
  location.reload();
}
