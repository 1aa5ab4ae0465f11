"""Who follows parcels for us. A new provider is one file here and one line below."""

from functools import lru_cache

from django.conf import settings

from logistics.couriers.base import Provider
from logistics.couriers.kuaidi100 import Credentials, Kuaidi100


def provider() -> Provider | None:
    """The provider that the installation has an account with; None where it has none.

    Without one, parcels are shipped and received all the same: nobody follows them.
    """
    credentials = Credentials(
        settings.KUAIDI100_CUSTOMER, settings.KUAIDI100_KEY, settings.KUAIDI100_SALT
    )
    if not credentials.are_complete:
        return None
    return _kuaidi100(
        credentials,
        settings.KUAIDI100_BASE_URL,
        f"{settings.PUBLIC_BASE_URL}/notify/{Kuaidi100.code}",
    )


@lru_cache(maxsize=8)
def _kuaidi100(credentials: Credentials, base_url: str, push_url: str) -> Kuaidi100:
    return Kuaidi100(credentials, base_url=base_url, push_url=push_url)
