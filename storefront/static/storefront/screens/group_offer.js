import { api } from "../api.js";
import { el, fill, remembered } from "../dom.js";
import { price, yuan } from "../format.js";
import { buyInGroup, lowest, readOffer } from "../parts/group_buying.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { listPrice } from "../parts/buy_sheet.js";
import { countdown } from "../parts/countdown.js";
import { actionBar, frame } from "../parts/frame.js";
import { picture } from "../parts/goods.js";
import { load, showcase } from "../parts/load.js";
import { press } from "../parts/press.js";
import { face } from "../parts/seats.js";
import { watch } from "../parts/watch.js";
import { shopClock } from "../shop_clock.js";

const LOOK_AGAIN = 8000; // milliseconds: teams fill up
const HOUR = 3600; // seconds

/** An offer: what it costs together, the teams that want one more, and a team of one's own. */
export function showGroupOffer(screen, { id }) {
  const content = frame(screen, { title: t("Group buy") });
  content.classList.add("product-page");
  const path = `/group-offers/${id}/teams`;
  load(content, {
    ask: () => Promise.all([readOffer(id), api.get(path)]),
    render: ([known, teams]) => {
      const place = el("div", {});
      const list = runningTeams(known);
      const show = (found) => {
        fill(place, list(found));
      };
      show(teams);
      watch({ place, path, body: teams, pauses: [LOOK_AGAIN], changed: show });
      actionBar(screen, actions(known));
      return [shown(known), place, rules(known.offer)];
    },
    skeleton: showcase,
  });
}

function shown({ offer, product }) {
  const first = lowest(offer.prices);
  return [
    el(
      "div",
      { class: "pictures" },
      picture(offer.product.image, { alt: offer.product.name, eager: true }),
    ),
    el(
      "section",
      { class: "panel product-facts" },
      el(
        "p",
        { class: "deal-price" },
        price(first.price, "huge"),
        listPrice(first),
        el("span", { class: "tag" }, t("Group of {size}", { size: offer.team_size })),
      ),
      el("h2", { class: "product-title" }, offer.product.name),
      product?.description && el("p", { class: "product-text" }, product.description),
    ),
  ];
}

/** Only the rows of teams that have changed are made anew. */
function runningTeams(known) {
  const title = el("h2", { class: "panel-title" }, t("Join a team that is waiting"));
  const panel = el("section", { class: "panel" });
  const rows = remembered((team) => runningTeam(team, known));
  return (teams) => {
    const shown = rows(teams);
    return shown.length > 0 && fill(panel, title, shown);
  };
}

function runningTeam(team, known) {
  const name = team.members[0]?.name;
  return el(
    "div",
    { class: "running-team" },
    face(name ?? "*"),
    el(
      "a",
      { class: "running-team-text", href: `#/teams/${team.code}` },
      el("span", {}, name ?? team.name),
      el(
        "span",
        { class: "muted small-text" },
        countdown(team.due_at, t("{missing} missing", { missing: team.missing })),
      ),
    ),
    el(
      "button",
      {
        class: "button soft small",
        id: `join-${team.code}`,
        type: "button",
        "aria-label": t("Join: {name}", { name: name ?? team.name }),
        onclick: press(() => buyInGroup(known, team.code)),
      },
      t("Join"),
    ),
  );
}

function rules({ team_size: size, forms_within: within, limit_per_member: limit }) {
  const hours = Math.round(within / HOUR);
  const step = (name, text) => el("li", {}, icon(name), el("span", {}, text));
  return el(
    "section",
    { class: "panel" },
    el("h2", { class: "panel-title" }, t("How it works")),
    el(
      "ol",
      { class: "how-it-works" },
      step("wallet", t("Open a team or join one, and pay")),
      step("people", t("Invite friends: {size} of you, within {hours} h", { size, hours })),
      step("truck", t("Complete: everybody's parcel is sent")),
      step("undo", t("Not complete in time: everybody gets the money back")),
    ),
    limit !== null &&
      el("p", { class: "muted small-text" }, t("{pieces} per member", { pieces: limit })),
  );
}

function actions(known) {
  const { offer, product, skus } = known;
  const isOver = new Date(offer.ends_at) <= shopClock.now();
  const isSoldOut = skus.every((each) => each.available === 0);
  const first = lowest(offer.prices);
  return [
    product &&
      el(
        "a",
        { class: "button soft grow two-lines", href: `#/products/${product.slug}` },
        el("strong", {}, yuan(first.list_price)),
        el("span", {}, t("Buy alone")),
      ),
    el(
      "button",
      {
        class: "button solid grow two-lines",
        type: "button",
        disabled: isOver || isSoldOut,
        onclick: press(() => buyInGroup(known)),
      },
      el("strong", {}, yuan(first.price)),
      el("span", {}, isOver ? t("Over") : isSoldOut ? t("Sold out") : t("Open a team")),
    ),
  ];
}
