/* The team of an order that was bought in a group, and the way out of it. */

import { api } from "../api.js";
import { el } from "../dom.js";
import { t } from "../i18n.js";
import { press } from "./press.js";
import { confirmed } from "./sheet.js";
import { inviteButton, teamPanel } from "./seats.js";
import { toast } from "./toast.js";

/** The team of an order, or null where it has none. */
export async function readTeam(order) {
  return order.deal_kind === "group_buy" ? api.get(`/orders/${order.number}/team`) : null;
}

/** Whether it is paid, and sent only once the team is complete. */
export const waitsForTeam = (order, team) =>
  team?.status === "forming" && team.is_held && order.status === "paid";

/** Shown until it is formed: from then on the order is like any other. */
export function orderTeam(order, team, changed) {
  if (team === null || team.status === "formed") return null;
  return [
    teamPanel(team, changed),
    waitsForTeam(order, team) &&
      el(
        "div",
        { class: "team-actions" },
        team.may_leave && leaveButton(order, changed),
        inviteButton(team),
      ),
  ];
}

/** A refusal means that the team is not as it was shown: tell why and show it as it is. */
function lookAgain(problem, changed) {
  if (problem.status !== 409 && problem.status !== 412) return false;
  toast(problem.message, "bad");
  changed();
  return true;
}

function leaveButton(order, changed) {
  const leave = press(
    async () => {
      await api.move(order, "leave-team");
      toast(t("You have left the team. Your money is on its way back."), "good");
      changed();
    },
    (problem) => lookAgain(problem, changed),
  );
  const ask = async () => {
    const isSure = await confirmed({
      title: t("Leave the team?"),
      text: t("Your seat is free for somebody else, and the order is refunded whole."),
      yes: t("Leave the team"),
      no: t("Stay"),
    });
    if (isSure) leave();
  };
  return el(
    "button",
    { class: "button ghost", type: "button", onclick: ask },
    t("Leave the team"),
  );
}
