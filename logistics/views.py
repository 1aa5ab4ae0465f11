"""Where a tracking provider calls us, and where the ship form asks which courier a number is of."""

import logging

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.errors import DomainError
from logistics import services
from logistics.couriers.base import PushRejected

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def kuaidi100_push(request: HttpRequest) -> HttpResponse:
    """Acknowledged once its effect is committed; for any other answer it is sent again."""
    try:
        services.receive_push(form=request.POST.dict(), at=clock.now())
    except PushRejected as rejected:
        logger.warning("push rejected: %s", rejected.why)
        return _refused(rejected.status, rejected.why)
    except DomainError as refused:
        return _refused(refused.status, str(refused.title))
    except Exception:
        logger.exception("push failed")
        return _refused(500, "failed")
    return JsonResponse(
        {"result": True, "returnCode": "200", "message": "成功"},
        json_dumps_params={"ensure_ascii": False},
    )


def _refused(status: int, why: str) -> JsonResponse:
    answer = {"result": False, "returnCode": "500", "message": why}
    return JsonResponse(answer, status=status)


@require_GET
@permission_required("logistics.ship_shipment", raise_exception=True)
def courier_suggestion(request: HttpRequest) -> HttpResponse:
    """``{"couriers": ["shunfeng"]}`` for ``?number=…``: the likeliest first, none where unknown."""
    found = services.suggest_couriers(typed=request.GET.get("number", "")[:64])
    return JsonResponse({"couriers": [courier.code for courier in found]})
