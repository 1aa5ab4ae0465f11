"""``make bench``: every benchmark, or the one named, each against its floor in the same run."""

import argparse
import os
import sys

import django
from django.core.management import call_command

# The floors of placing write rows that no service would: what is checked by all laws is first.
BENCHMARKS = ("sweep", "capture", "flash", "audit", "preview", "place_with_coupon", "place_order")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=BENCHMARKS, help="run only this one")
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds of each side")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of a round under load")
    parser.add_argument("--clients", type=int, default=8, help="connections that ask at once")
    parser.add_argument("--size", type=int, default=10_000, help="orders in the sweep")
    parser.add_argument(
        "--notifications", type=int, default=400, help="payments told of in a round"
    )
    parser.add_argument("--audited", type=int, default=100_000, help="orders that are audited")
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)

    from bench import audit, capture, flash, place_order, place_with_coupon, preview, sweep

    runs = {
        "audit": audit.run,
        "capture": capture.run,
        "flash": flash.run,
        "place_order": place_order.run,
        "place_with_coupon": place_with_coupon.run,
        "preview": preview.run,
        "sweep": sweep.run,
    }
    reports = [runs[name](options) for name in BENCHMARKS if options.name in (None, name)]
    return 1 if any(report.violations for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
