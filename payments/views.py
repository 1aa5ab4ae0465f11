"""Where providers call us. No session, no CSRF token: the signature is the whole proof."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import clock
from core.errors import DomainError
from payments import services
from payments.channels.base import NotificationRejected

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def wechat_notification(request: HttpRequest) -> HttpResponse:
    """204 once its effect is committed; until then a failure, and WeChat Pay sends it again."""
    if failure := _receive("wechat", request):
        status, why = failure
        return JsonResponse({"code": "FAIL", "message": why}, status=status)
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def alipay_notification(request: HttpRequest) -> HttpResponse:
    """The word "success" once its effect is committed; for any other Alipay sends it again."""
    if failure := _receive("alipay", request):
        status, _why = failure
        return HttpResponse("failure", status=status, content_type="text/plain")
    return HttpResponse("success", content_type="text/plain")


def _receive(channel: str, request: HttpRequest) -> tuple[int, str] | None:
    """The status and reason of a failure; None once its effect is committed."""
    try:
        services.receive_notification(
            channel=channel, headers=request.headers, body=request.body, at=clock.now()
        )
    except NotificationRejected as rejected:
        logger.warning("notification rejected: %s", rejected.why)
        return rejected.status, rejected.why
    except DomainError as refused:
        return refused.status, str(refused.title)
    except Exception:
        logger.exception("notification failed")
        return 500, "failed"
    return None
