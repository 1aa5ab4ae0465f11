from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    name = "backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        from constance.admin import Config

        from backoffice import people  # noqa: F401  (names the actors of logs)

        # constance titles its page with its own name, which says nothing to people of a shop.
        apps.get_app_config("constance").verbose_name = _("Rules")
        Config._meta.verbose_name_plural = _("Rules")
