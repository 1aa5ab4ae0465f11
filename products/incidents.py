from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.incidents import IncidentKind, register_kind
from core.models import Severity
from products.rules import PIECES_MISSING

register_kind(
    IncidentKind(
        code=PIECES_MISSING,
        label=_("Fewer pieces are on the shelf than are promised to orders"),
        severity=Severity.HIGH,
        # The page lists the orders that they are promised to.
        link=lambda subject: reverse(
            "admin:products_stockitem_change", args=[subject.partition(":")[2]]
        ),
    )
)
