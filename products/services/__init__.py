from products.services.adjust import adjust_stock
from products.services.count import count_stock
from products.services.issue import issue_stock
from products.services.quota import (
    Returned,
    reduce_quota,
    reserve_quota,
    return_to_quotas,
    take_from_quota,
)
from products.services.receive import receive_stock
from products.services.release import release_lines, release_stock
from products.services.repair import repair_stock
from products.services.reserve import SourcingResult, reserve_stock
from products.services.safety import set_safety_stock

__all__ = [
    "Returned",
    "SourcingResult",
    "adjust_stock",
    "count_stock",
    "issue_stock",
    "receive_stock",
    "reduce_quota",
    "release_lines",
    "release_stock",
    "repair_stock",
    "reserve_quota",
    "reserve_stock",
    "return_to_quotas",
    "set_safety_stock",
    "take_from_quota",
]
