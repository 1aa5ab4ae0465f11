import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.db import atomic
from demo.shop.catalogue import load_catalogue
from demo.shop.channels import load_channels
from demo.shop.flash_sales import load_flash_sales
from demo.shop.group_offers import load_group_offers
from demo.shop.membership import load_membership
from demo.shop.people import load_people
from demo.shop.places import load_places
from demo.shop.points_mall import load_points_mall
from demo.shop.presales import load_presales
from demo.shop.promotions import load_promotions
from demo.shop.stock import load_stock
from products.models import Product


class Command(BaseCommand):
    help = "Fill an empty shop with the demo's goods, stock, staff and shoppers. Needs DEMO."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="quietly do nothing in a shop that has goods"
        )
        parser.add_argument(
            "--add-missing", action="store_true", help="add to a shop that has goods what it lacks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Refused: DEMO is off, and the demo's passwords are public.")
        if Product.objects.exists() and not options["add_missing"]:
            if options["if_empty"]:
                self.stdout.write("The shop has goods already; nothing was loaded.")
                return
            raise CommandError("The shop has goods already; --add-missing adds what it lacks.")
        with atomic():
            self._load()

    def _load(self) -> None:
        at = clock.now()
        self._step("warehouses, stores, freight", load_places)
        self._step("catalogue", load_catalogue)
        self._step("stock", lambda: load_stock(at))
        self._step("staff and shoppers", lambda: load_people(at))
        self._step("tiers and cards", load_membership)
        self._step("group offers", lambda: load_group_offers(at))
        self._step("flash sales", lambda: load_flash_sales(at))
        self._step("promotions", lambda: load_promotions(at))
        self._step("presales", lambda: load_presales(at))
        self._step("points mall", lambda: load_points_mall(at))
        self._step("ways to be paid", load_channels)

    def _step(self, what: str, load: Callable[[], None]) -> None:
        started = time.monotonic()
        load()
        self.stdout.write(f"  {what}  {time.monotonic() - started:.1f} s")
