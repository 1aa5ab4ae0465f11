from backoffice.admin.incident import IncidentAdmin
from backoffice.admin.order import OrderAdmin
from backoffice.admin.rules import RulesAdmin
from backoffice.admin.top_up import TopUpAdmin

__all__ = ["IncidentAdmin", "OrderAdmin", "RulesAdmin", "TopUpAdmin"]
