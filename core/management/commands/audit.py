import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock, laws
from core.actor import Actor
from core.laws import Verdict, repairs
from core.money import format_amount


class Command(BaseCommand):
    help = "Prove every law of every app over the whole database; fail when one is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair",
            choices=sorted(repairs),
            help="first put right figures that have drifted from what explains them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if name := options["repair"]:
            self._repair(name)
        broken = self._check_laws()
        self._show_figures()
        if broken:
            raise CommandError(f"{broken} laws are broken; the rows above say where.")
        self.stdout.write(self.style.SUCCESS("Every law holds."))

    def _check_laws(self) -> int:
        """How many are broken. Each is named before it is checked: a big one takes its time."""
        known, broken = list(laws.all_laws()), 0
        for number, (app, law) in enumerate(known, start=1):
            self.stdout.write(f"  {number:>3}/{len(known)} {app:<10} {law.name} ", ending="")
            self.stdout.flush()
            started = time.monotonic()
            verdict = laws.verdict_on(app, law)
            said = self.style.ERROR("BROKEN") if verdict.broken else "holds"
            self.stdout.write(f" {said}  {time.monotonic() - started:.2f}s")
            self._show_rows(verdict)
            broken += bool(verdict.broken)
        return broken

    def _show_figures(self) -> None:
        for app, figure in laws.all_figures():
            number = laws.figure_of(figure)
            shown = format_amount(number) if figure.is_money else f"{number:,}"
            self.stdout.write(f"          {app:<10} {figure.name:<44} {shown:>20}")

    def _repair(self, name: str) -> None:
        found = repairs[name](actor=Actor.rule("audit"), at=clock.now())
        for line in found or ["nothing had drifted"]:
            self.stdout.write(f"  repair  {name:<10} {line}")

    def _show_rows(self, verdict: Verdict) -> None:
        for row in verdict.broken:
            facts = zip(verdict.columns, row, strict=True)
            self.stdout.write("          " + ", ".join(f"{k}={v}" for k, v in facts))
