from collections.abc import Collection

from marketing.errors import UnknownScope
from products import selectors as products


def require_scope(category_ids: Collection[int], sku_codes: Collection[str]) -> None:
    """Raises UnknownScope for a category or a SKU that the catalogue does not have."""
    known = {category.pk for category in products.categories()} if category_ids else set()
    missing = [str(pk) for pk in category_ids if pk not in known]
    if sku_codes:
        found = {sku.code for sku in products.skus_for_checkout(list(sku_codes))}
        missing += [code for code in sku_codes if code not in found]
    if missing:
        raise UnknownScope(names=", ".join(missing))
