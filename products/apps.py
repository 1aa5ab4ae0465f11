from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = _("Products")

    def ready(self) -> None:
        from core.laws import register_repair
        from products.services import repair_stock

        register_repair("stock", repair_stock)
