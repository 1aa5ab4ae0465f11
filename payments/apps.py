from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        post_migrate.connect(_list_channels, sender=self)


def _list_channels(**_sent: Any) -> None:
    from payments.services import list_channels

    list_channels()
