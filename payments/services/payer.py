"""Who pays, as far as a product has to tell its provider."""

from members.selectors import openid_of
from payments import channels
from payments.channels.base import Payer
from payments.errors import ClientAddressNeeded, OpenidNeeded
from payments.services.gateway import gateway_of


def payer_of(member_id: int, *, method: str, product: str, client_ip: str) -> Payer:
    """No more than the product wants. Raises OpenidNeeded, ClientAddressNeeded."""
    if channels.is_internal(method):
        return Payer()
    wants = gateway_of(method).wants(product)
    openid = openid_of(member_id=member_id, app_id=wants.openid_of) if wants.openid_of else ""
    if openid is None:
        raise OpenidNeeded(method=method, product=product)
    if wants.ip and not client_ip:
        raise ClientAddressNeeded(method=method, product=product)
    return Payer(openid=openid, ip=client_ip if wants.ip else "")
