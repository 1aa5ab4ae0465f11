from logistics import couriers, rules, selectors
from logistics.models import Courier


def suggest_couriers(*, typed: str) -> list[Courier]:
    """The couriers in use that a typed or scanned number may belong to, the likeliest first.

    What the number looks like decides; the provider is asked only where that says nothing.
    """
    number = rules.tracking_number(typed)
    if number is None:
        return []
    codes = selectors.couriers_numbering_like(number)
    if not codes and (provider := couriers.provider()):
        codes = list(provider.recognise(number))
    known = {courier.code: courier for courier in selectors.couriers().filter(code__in=codes)}
    return [known[code] for code in codes if code in known]
