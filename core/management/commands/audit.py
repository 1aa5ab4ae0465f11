import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.laws import verdicts


class Command(BaseCommand):
    help = "Prove every law of every app over the whole database; fail when one is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        started = time.monotonic()
        for verdict in verdicts():
            elapsed = time.monotonic() - started
            if not verdict.broken:
                self.stdout.write(f"  holds   {verdict.app:<10} {verdict.law.name}  {elapsed:.2f}s")
            else:
                broken += 1
                self.stdout.write(
                    self.style.ERROR(f"  BROKEN  {verdict.app:<10} {verdict.law.name}")
                )
                for row in verdict.broken:
                    facts = zip(verdict.columns, row, strict=True)
                    self.stdout.write("          " + ", ".join(f"{k}={v}" for k, v in facts))
            started = time.monotonic()
        if broken:
            raise CommandError(f"{broken} laws are broken; the rows above say where.")
        self.stdout.write(self.style.SUCCESS("Every law holds."))
