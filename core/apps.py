from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("System")

    def ready(self) -> None:
        from constance.signals import config_updated

        from core import checks, outbox, rules  # noqa: F401  (they register themselves)

        post_migrate.connect(rules.store_defaults, sender=self)
        config_updated.connect(lambda **_change: rules.forget_known(), weak=False)
        autodiscover_modules("subscribers", "incidents", "laws")
