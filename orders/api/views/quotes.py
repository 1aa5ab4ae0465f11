from collections.abc import Iterator
from contextlib import contextmanager

from orders.api.serializers import QuoteSerializer
from orders.errors import QuoteChanged


@contextmanager
def new_quote_shown() -> Iterator[None]:
    """Lets the problem document of a changed quote carry the new one, as the preview shows it."""
    try:
        yield
    except QuoteChanged as error:
        raise QuoteChanged(quote=QuoteSerializer(error.facts["quote"]).data) from error
