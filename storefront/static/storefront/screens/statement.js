import { api } from "../api.js";
import { el } from "../dom.js";
import { t } from "../i18n.js";
import { frame } from "../parts/frame.js";
import { load } from "../parts/load.js";
import { movements } from "../parts/movements.js";
import { segments } from "../parts/segments.js";
import { replace } from "../router.js";

const TABS = [
  { of: "balance", path: "/me/wallet/statement", label: () => t("Balance") },
  { of: "points", path: "/me/points/statement", label: () => t("Points") },
  { of: "stored-value", path: "/me/stored-value/statement", label: () => t("Stored value") },
  { of: "growth", path: "/me/growth", label: () => t("Growth") },
];

/** What came in and went out, of one of what the member has. */
export function showStatement(screen, { query }) {
  const shown = TABS.find((tab) => tab.of === query.get("of")) ?? TABS[0];
  const content = frame(screen, { title: t("Statement") });
  const list = el("div", {});
  const choose = ({ of }) => replace(`/wallet/statement?of=${of}`);
  content.append(segments(TABS, shown, choose), list);
  load(list, { ask: () => api.get(shown.path), render: movements });
}
