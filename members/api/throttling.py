from collections.abc import Sequence

from rest_framework.request import Request

from core.api.throttling import BudgetThrottle, client_address
from core.limits import Budget
from members.rules import api_requests


class RequestThrottle(BudgetThrottle):
    """Every request to the API counts for its network address and, signed in, for its member."""

    def budgets(self, request: Request) -> Sequence[Budget]:
        return api_requests(
            member_id=request.user.pk if request.user else None,
            client_address=client_address(request),
        )
