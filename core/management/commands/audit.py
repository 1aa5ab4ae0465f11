import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.actor import Actor
from core.laws import Verdict, repairs, verdicts


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
        broken = 0
        started = time.monotonic()
        for verdict in verdicts():
            elapsed = time.monotonic() - started
            if verdict.broken:
                broken += 1
                self._show_rows(verdict)
            else:
                self.stdout.write(f"  holds   {verdict.app:<10} {verdict.law.name}  {elapsed:.2f}s")
            started = time.monotonic()
        if broken:
            raise CommandError(f"{broken} laws are broken; the rows above say where.")
        self.stdout.write(self.style.SUCCESS("Every law holds."))

    def _repair(self, name: str) -> None:
        found = repairs[name](actor=Actor.rule("audit"), at=clock.now())
        for line in found or ["nothing had drifted"]:
            self.stdout.write(f"  repair  {name:<10} {line}")

    def _show_rows(self, verdict: Verdict) -> None:
        self.stdout.write(self.style.ERROR(f"  BROKEN  {verdict.app:<10} {verdict.law.name}"))
        for row in verdict.broken:
            facts = zip(verdict.columns, row, strict=True)
            self.stdout.write("          " + ", ".join(f"{k}={v}" for k, v in facts))
