"""Finding an exchange code by what its holder types."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from marketing.errors import ExchangeCodeUsed, UnknownExchangeCode
from marketing.models import ExchangeCode


def hash_of(code: str) -> str:
    """Keyed, over the code as it was printed: case and separators do not count."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return salted_hmac("marketing.exchange_code", plain, algorithm="sha256").hexdigest()


def code_for(code: str, *, member_id: int, at: datetime) -> ExchangeCode:
    """The code with its batch, where it may be used now.

    Raises ExchangeCodeUsed to who used it, UnknownExchangeCode in every other case: what is not
    there, used by another, or outside its time looks the same to who guesses.
    """
    known = (
        ExchangeCode.objects.filter(code_hash=hash_of(code))
        .select_related("batch__sku", "batch__template")
        .first()
    )
    if known is not None and known.used_for and known.member_id == member_id:
        raise ExchangeCodeUsed(reference=known.used_for)
    if known is None or known.used_for or not known.batch.is_valid(at):
        raise UnknownExchangeCode
    return known
