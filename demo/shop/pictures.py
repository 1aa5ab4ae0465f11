"""Product pictures, drawn when they are asked for: a motif on the ground of its category."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from demo.shop.motifs import MOTIFS


@dataclass(frozen=True, slots=True)
class Palette:
    """Ground, disc behind the motif, and the motif's main, shade and light colours."""

    ground: str
    disc: str
    main: str
    shade: str
    light: str


_FONTS = "'PingFang SC','Noto Sans CJK SC','WenQuanYi Micro Hei','Microsoft YaHei',sans-serif"

_PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" role="img">
<title>{name}</title>
<style>
.m{{fill:{palette.main}}}.d{{fill:{palette.shade}}}.l{{fill:{palette.light}}}.w{{fill:#fff}}
.s,.t{{fill:none;stroke:{palette.shade};stroke-width:9;stroke-linecap:round;stroke-linejoin:round}}
.t{{stroke:#fff;stroke-opacity:.75}}
text{{font-family:{fonts};text-anchor:middle;fill:{palette.shade}}}
</style>
<rect width="600" height="600" fill="{palette.ground}"/>
<circle cx="300" cy="262" r="206" fill="{palette.disc}"/>
<ellipse cx="300" cy="412" rx="150" ry="14" fill="{palette.shade}" opacity=".14"/>
<g transform="translate(300 266)">{motif}
</g>
<text x="300" y="524" font-size="36" font-weight="600">{name}</text>
<text x="300" y="562" font-size="20" opacity=".7">{name_en}</text>
</svg>
"""


def draw(*, motif: str, palette: Palette, name: str, name_en: str) -> str:
    """A square SVG. The same input always gives the same bytes."""
    return _PICTURE.format(
        palette=palette,
        fonts=_FONTS,
        motif=MOTIFS[motif],
        name=escape(name),
        name_en=escape(name_en),
    )
