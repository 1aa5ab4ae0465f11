from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class UnknownDeal(DomainError):
    code = "deal.unknown"
    status = 422
    title = _("There is no such offer")
    message = _("This offer does not exist or is over. Look at the offers that are open.")
