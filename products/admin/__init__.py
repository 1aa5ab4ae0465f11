"""Back-office pages of the catalogue, of freight and of stock."""

from products.admin import catalogue, movements, shipping, stock

__all__ = ["catalogue", "movements", "shipping", "stock"]
