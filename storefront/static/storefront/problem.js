/* What went wrong, in words for whoever shops. */

import { t } from "./i18n.js";

/** A refusal of the API: its problem document, of which `code` is stable and `message` is read. */
export class Problem extends Error {
  constructor({ status, headers }, document) {
    super(wordsOf(status, document));
    this.status = status;
    this.code = document?.code ?? "unknown";
    this.facts = document ?? {};
    this.retryAfter = Number(headers?.get("Retry-After")) || null;
  }

  /** Whether asking for the very same again is pointless. */
  get isFinal() {
    return this.status >= 400 && this.status < 500 && this.retryAfter === null;
  }

  get needsSignIn() {
    return this.status === 401;
  }

  /** What is wrong with a field of the form that was sent, or "". */
  about(field) {
    const wrong = (this.facts.errors ?? []).find((each) => each.field === field);
    return wrong?.detail ?? "";
  }
}

/** A call that brought no answer: whether it was done is not known. */
export function unreachable(error) {
  const problem = new Problem({ status: 0 }, null);
  problem.code = error.name === "TimeoutError" ? "slow" : "offline";
  problem.message =
    problem.code === "slow"
      ? t("The shop takes long to answer. Check your connection and try again.")
      : t("No connection to the shop. Check your network and try again.");
  return problem;
}

function wordsOf(status, document) {
  if (document?.errors?.length) return document.errors.map((each) => each.detail).join(" ");
  if (document?.detail || document?.title) return document.detail || document.title;
  return t("Something went wrong in the shop ({status}). Try again in a moment.", { status });
}
