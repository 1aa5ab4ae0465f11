from core.db import atomic
from products.models import StockItem


@atomic
def set_safety_stock(*, stock_item_id: int, safety: int) -> None:
    """Keep so many pieces back from shoppers. What is promised already stays promised."""
    StockItem.objects.filter(pk=stock_item_id).update(safety=safety)
