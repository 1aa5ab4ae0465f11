from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LogisticsConfig(AppConfig):
    name = "logistics"
    verbose_name = _("Logistics")

    def ready(self) -> None:
        post_migrate.connect(_add_known_couriers, sender=self)


def _add_known_couriers(*, apps: Any = installed, **migrated: Any) -> None:
    """A shop knows its couriers from the first; ``apps`` are those that are migrated by now."""
    from logistics.services import add_known_couriers

    if "courier" in apps.all_models["logistics"]:
        add_known_couriers()
