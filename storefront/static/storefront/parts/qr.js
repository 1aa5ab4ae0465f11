/* A QR code on the page. */

import { svg } from "../dom.js";
import { modules } from "../qr_code.js";

const QUIET = 4; // modules of white around it

export function qrCode(text, label) {
  const grid = modules(text);
  const size = grid.length + 2 * QUIET;
  const dark = grid.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")),
  );
  return svg(
    "svg",
    {
      class: "qr",
      viewBox: `0 0 ${size} ${size}`,
      role: "img",
      "aria-label": label,
      "shape-rendering": "crispEdges",
    },
    svg("path", { d: dark.join("") }),
  );
}
