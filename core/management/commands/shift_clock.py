import re
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock

_SPAN = re.compile(r"(\d+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Command(BaseCommand):
    help = "Move the demo clock ahead: `shift_clock 7d`. Refused unless DEMO is on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("by", help="a span such as 90s, 31m, 48h or 7d")

    def handle(self, *args: Any, **options: Any) -> None:
        span = _SPAN.fullmatch(options["by"])
        if not span:
            raise CommandError(f"{options['by']!r} is not a span such as 90s, 31m, 48h or 7d.")
        try:
            whole = clock.shift(timedelta(**{_UNITS[span[2]]: int(span[1])}))
        except RuntimeError as error:
            raise CommandError(f"Refused: {error}.") from error
        self.stdout.write(
            f"The shop's clock now runs {whole} ahead: {clock.shop_time(clock.now())}"
        )
