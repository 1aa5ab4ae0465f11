from backoffice.admin.incident import IncidentAdmin
from backoffice.admin.order import OrderAdmin

__all__ = ["IncidentAdmin", "OrderAdmin"]
