"""What a benchmark found: printed, kept as JSON, and drawn."""

import json
import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from core.laws import verdicts

RESULTS = Path(__file__).resolve().parent.parent / "var" / "bench"


@dataclass
class Report:
    """Figures of one benchmark. ``ratio`` compares medians of interleaved rounds of one run."""

    name: str
    unit: str
    runs: list[float]
    floor_runs: list[float]
    sql_floor: float | None = None
    latencies_ms: list[float] = field(default_factory=list)
    statements: int | None = None
    violations: int = 0

    def publish(self) -> "Report":
        RESULTS.mkdir(parents=True, exist_ok=True)
        facts = self.facts()
        path = RESULTS / f"{self.name}.json"
        path.write_text(json.dumps(facts, indent=2) + "\n")
        path.with_suffix(".svg").write_text(self._plot())
        print(f"\n{self.name}")
        for name, value in facts.items():
            if name not in ("name", "machine", "at"):
                print(f"  {name:<12} {value}")
        print(f"  kept in      {path.relative_to(RESULTS.parent.parent)}")
        return self

    def facts(self) -> dict[str, object]:
        known = {
            "name": self.name,
            "unit": self.unit,
            "runs": [round(run, 1) for run in self.runs],
            "median": round(median(self.runs), 1),
            **self._percentiles(),
            "floor": round(median(self.floor_runs), 1),
            "ratio": round(median(self.runs) / median(self.floor_runs), 2),
            "sql_floor": self.sql_floor and round(self.sql_floor, 1),
            "statements": self.statements,
            "violations": self.violations,
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        return {name: value for name, value in known.items() if value is not None}

    def _percentiles(self) -> dict[str, float]:
        if len(self.latencies_ms) < 100:
            return {}
        cuts = quantiles(self.latencies_ms, n=100)
        return {f"p{p}_ms": round(cuts[p - 1], 1) for p in (50, 95, 99)}

    def _plot(self) -> str:
        """Ours and the floor, round by round: bars in one scale."""
        tallest = max(*self.runs, *self.floor_runs)
        bars = []
        for index, pair in enumerate(zip(self.runs, self.floor_runs, strict=True)):
            for side, (value, colour) in enumerate(zip(pair, ("#4f46e5", "#cbd5e1"), strict=True)):
                height = 160 * value / tallest
                x = 40 + index * 70 + side * 28
                bars.append(
                    f'<rect x="{x}" y="{190 - height:.0f}" width="26" height="{height:.0f}" '
                    f'fill="{colour}"/><text x="{x}" y="{184 - height:.0f}" font-size="10">'
                    f"{value:.0f}</text>"
                )
        caption = f"{self.name}: {self.unit}; ours (blue) beside the floor, round by round"
        width = max(60 + 70 * len(self.runs), 20 + 6 * len(caption))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="230" '
            f'font-family="sans-serif">{"".join(bars)}'
            f'<text x="10" y="215" font-size="11">{caption}</text></svg>\n'
        )


def broken_laws(*, besides: str = "") -> int:
    """How many rows break a law; each broken law is printed. ``besides`` names an app to skip."""
    broken = [verdict for verdict in verdicts() if verdict.broken and verdict.app != besides]
    for verdict in broken:
        print(f"  BROKEN {verdict.app}: {verdict.law.name}: {verdict.broken[0]}")
    return sum(len(verdict.broken) for verdict in broken)
