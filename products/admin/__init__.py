"""Back-office pages of the catalogue, of freight and of stock."""

from products.admin import catalogue, shipping, stock

__all__ = ["catalogue", "shipping", "stock"]
