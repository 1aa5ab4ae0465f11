import { api } from "../api.js";
import { el } from "../dom.js";
import { price } from "../format.js";
import { lowest } from "../parts/group_buying.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { listPrice } from "../parts/buy_sheet.js";
import { countdown } from "../parts/countdown.js";
import { endless } from "../parts/endless.js";
import { frame } from "../parts/frame.js";
import { picture } from "../parts/goods.js";
import { emptyState, load } from "../parts/load.js";
import { refresh } from "../router.js";
import { session } from "../session.js";

/** What can be bought in a group, under the member's own teams that are still forming. */
export function showGroupOffers(screen) {
  const content = frame(screen, { title: t("Group buy") });
  load(content, {
    ask: () =>
      Promise.all([
        api.get("/group-offers", { limit: 20 }),
        session.isSignedIn() ? api.get("/group-teams", { limit: 20 }) : { results: [] },
      ]),
    render: ([offers, { results: teams }]) => [
      ownTeams(teams.filter((each) => each.status === "forming")),
      offers.results.length
        ? endless({ first: offers, list: el("div", { class: "stack" }), render: offerCard })
        : emptyState({
            name: "people",
            title: t("No group offer at the moment"),
            text: t("Come back soon: together it costs less."),
            action: el("a", { class: "button solid", href: "#/" }, t("Look around")),
          }),
    ],
  });
}

function ownTeams(teams) {
  if (teams.length === 0) return null;
  return el(
    "section",
    { class: "panel" },
    el("h2", { class: "panel-title" }, t("My teams")),
    teams.map((team) =>
      el(
        "a",
        { class: "own-team", href: `#/teams/${team.code}` },
        el("span", { class: "grow" }, team.name),
        el(
          "span",
          { class: "muted" },
          countdown(team.due_at, t("{missing} missing", { missing: team.missing }), refresh),
        ),
        icon("next"),
      ),
    ),
  );
}

function offerCard(offer) {
  const first = lowest(offer.prices);
  return el(
    "a",
    { class: "panel deal", href: `#/groups/${offer.id}` },
    picture(offer.product.image),
    el(
      "span",
      { class: "goods-text" },
      el("span", { class: "goods-name" }, offer.product.name),
      el(
        "span",
        { class: "tags" },
        el("span", { class: "tag" }, t("Group of {size}", { size: offer.team_size })),
        offer.pieces_left !== null &&
          el("span", { class: "tag" }, t("Only {pieces} left", { pieces: offer.pieces_left })),
      ),
      el(
        "span",
        { class: "goods-foot" },
        el("span", { class: "deal-price" }, price(first.price, "large"), listPrice(first)),
        el("span", { class: "button solid small" }, t("Open a team")),
      ),
    ),
  );
}
