/* A group-buy team: who is in it, how many are missing, and how friends are asked to join. */

import { teamLink } from "../deals.js";
import { el } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { copy, copyButton } from "./copy.js";
import { boxedCountdown } from "./countdown.js";
import { press } from "./press.js";

const MOST_SHOWN = 10;

/** The whole of it; `over` is called when its time is up. */
export function teamPanel(team, over) {
  return el(
    "section",
    { class: `panel team ${team.status}` },
    el("h2", { class: "team-title" }, standing(team)),
    team.status === "forming" &&
      team.due_at &&
      el("p", { class: "team-clock" }, t("Time left"), boxedCountdown(team.due_at, over)),
    seats(team),
    team.status === "forming" && shareCode(team.code),
  );
}

function standing({ status, missing }) {
  const words = {
    opening: t("The team opens when its leader has paid"),
    forming:
      missing === 1 ? t("One more and it is complete") : t("{missing} more to go", { missing }),
    formed: t("The group is complete"),
    failed: t("The group was not completed in time"),
  };
  return words[status];
}

/** A circle for each member, and an empty one for each who may still come. */
function seats({ members, missing, virtual_members: madeUp, ended_at: endedAt }) {
  const empty = endedAt ? 0 : Math.max(0, Math.min(missing, MOST_SHOWN - members.length));
  return el(
    "ul",
    { class: "seats" },
    members.map((member) =>
      el(
        "li",
        { class: "seat" },
        face(member.name),
        el("span", { class: "seat-name" }, member.name),
        member.is_leader && el("span", { class: "tag" }, t("Leader")),
      ),
    ),
    madeUp > 0 &&
      el(
        "li",
        { class: "seat" },
        el("span", { class: "face" }, icon("people")),
        el("span", { class: "seat-name" }, t("{count} more", { count: madeUp })),
      ),
    Array.from({ length: empty }, () =>
      el(
        "li",
        { class: "seat" },
        el("span", { class: "face empty-seat" }, icon("plus")),
        el("span", { class: "seat-name muted" }, t("Free seat")),
      ),
    ),
  );
}

/** The first letter of who it is, or a figure where only a number is known. */
export function face(name) {
  const isNumber = /^[\d*]/.test(name);
  return el("span", { class: "face", "aria-hidden": "true" }, isNumber ? icon("me") : name[0]);
}

function shareCode(code) {
  return el(
    "p",
    { class: "share-code" },
    el("span", { class: "muted" }, t("Share code")),
    el("strong", {}, code),
    copyButton(code),
  );
}

/** Gives the link to whatever the phone shares with, or to the clipboard. */
export function inviteButton(team) {
  const invite = press(async () => {
    const url = teamLink(team.code);
    if (!navigator.share) return copy(url);
    await navigator.share({ title: team.name, url }).catch(() => {});
  });
  return el(
    "button",
    { class: "button solid grow", type: "button", onclick: invite },
    icon("share"),
    t("Invite friends"),
  );
}
