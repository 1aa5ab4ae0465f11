import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { buyInGroup, lowest, readOffer } from "../parts/group_buying.js";
import { t } from "../i18n.js";
import { actionBar, frame } from "../parts/frame.js";
import { goodsLine } from "../parts/goods.js";
import { load } from "../parts/load.js";
import { press } from "../parts/press.js";
import { inviteButton, teamPanel } from "../parts/seats.js";
import { watch } from "../parts/watch.js";
import { refresh } from "../router.js";
import { session } from "../session.js";

const LOOK_AGAIN = 5000; // milliseconds

/** A team as who has its code sees it: to join, or to ask others to. */
export function showTeam(screen, { code }) {
  const content = frame(screen, { title: t("Group buy") });
  const path = `/group-teams/${code}`;
  load(content, {
    ask: async () => {
      const team = await api.get(path);
      const [known, own] = await Promise.all([readOffer(team.offer), ownSeat(code)]);
      return { team, known, own };
    },
    render: ({ team: first, known, own }) => {
      const place = el("div", {});
      const show = (team) => {
        fill(place, teamPanel(team, refresh));
        actionBar(screen, actions(team, known, own));
        return team.status !== "forming";
      };
      const rest = { body: first, pauses: [LOOK_AGAIN], changed: show };
      if (!show(first)) watch({ place, path, ...rest });
      return [goods(known), place];
    },
  });
}

/** What one has or had in the team: `{ order, is_held }`, or undefined. */
async function ownSeat(code) {
  if (!session.isSignedIn()) return undefined;
  const { results } = await api.get("/group-teams", { limit: 100 });
  return results.find((each) => each.code === code);
}

function goods({ offer, skus }) {
  const { price } = lowest(offer.prices);
  return el(
    "a",
    { class: "panel", href: `#/groups/${offer.id}` },
    goodsLine({
      image: skus[0].image,
      name: offer.product.name,
      unit_price: price,
      note: el("span", { class: "tag" }, t("Group of {size}", { size: offer.team_size })),
    }),
  );
}

function actions(team, known, own) {
  if (own && (own.is_held || !team.can_be_joined)) {
    const address = `#/orders/${own.order}`;
    return [
      el("a", { class: "button ghost grow", href: address }, t("See the order")),
      own.is_held && team.status === "forming" && inviteButton(team),
    ];
  }
  const another = el(
    "a",
    { class: "button soft grow", href: `#/groups/${team.offer}` },
    t("Open another team"),
  );
  const join = el(
    "button",
    {
      class: "button solid grow",
      type: "button",
      onclick: press(() => buyInGroup(known, team.code)),
    },
    t("Join the team"),
  );
  return team.can_be_joined ? [another, join] : [another];
}
