from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from members import checks  # noqa: F401  (registers itself)

        post_migrate.connect(_sync_roles_once_all_apps_have_migrated)


def _sync_roles_once_all_apps_have_migrated(sender: AppConfig, **kwargs: Any) -> None:
    """Permissions come into being app by app, each after its own migrations."""
    from members.services import sync_roles

    with_models = [config for config in apps.get_app_configs() if config.models_module]
    if sender is with_models[-1]:
        sync_roles()
