from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    """A demo client of the public API: a page and its static files, no models, no rules."""

    name = "storefront"
