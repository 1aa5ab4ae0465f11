from backoffice.admin.incident import IncidentAdmin
from backoffice.admin.order import OrderAdmin
from backoffice.admin.rules import RulesAdmin

__all__ = ["IncidentAdmin", "OrderAdmin", "RulesAdmin"]
