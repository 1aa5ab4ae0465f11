"""Every error answer is a problem document (RFC 9457), never HTML, never a stack trace."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.defaults import bad_request as bad_request_page
from django.views.defaults import page_not_found
from django.views.defaults import server_error as server_error_page
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core import tracing
from core.errors import DomainError

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"


def problem(
    *, code: str, status: int, title: str, detail: str = "", **members: Any
) -> dict[str, Any]:
    """A problem document. ``code`` is stable and dotted; ``members`` are the facts of the case."""
    return {
        "type": f"urn:dingdan:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": tracing.cause().partition(":")[2],
        **members,
    }


def render_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER. What it does not know becomes a 500 of ``server_error``."""
    if isinstance(error, DomainError):
        return _respond(_of_domain_error(error), error.retry_after)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.APIException):
        set_rollback()
        return _respond(_of_api_exception(error), getattr(error, "wait", None), error)
    return None


def _respond(
    document: dict[str, Any], wait: float | None, error: exceptions.APIException | None = None
) -> Response:
    response = Response(document, status=document["status"], content_type=CONTENT_TYPE)
    if wait is not None:
        response["Retry-After"] = str(max(1, round(wait)))
    if challenge := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = challenge
    return response


def _of_domain_error(error: DomainError) -> dict[str, Any]:
    return problem(
        code=error.code,
        status=error.status,
        title=str(error.title),
        detail=error.detail,
        **{name: value for name, value in error.facts.items() if name not in _RESERVED},
    )


_RESERVED = {"type", "title", "status", "detail", "code", "request_id"}


def _of_api_exception(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        return problem(
            code="request.invalid",
            status=400,
            title=_("The request is not valid"),
            detail=_("Correct the fields named in errors and send it again."),
            errors=list(_field_errors(error.detail)),
        )
    code = _CODES.get(type(error), "request.refused")
    return problem(
        code=code,
        status=error.status_code,
        title=str(error.default_detail),
        detail=str(error.detail),
    )


_CODES: dict[type[exceptions.APIException], str] = {
    exceptions.ParseError: "request.malformed",
    exceptions.NotAuthenticated: "auth.token_missing",
    exceptions.AuthenticationFailed: "auth.token_invalid",
    exceptions.PermissionDenied: "auth.forbidden",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "request.method_not_allowed",
    exceptions.NotAcceptable: "request.not_acceptable",
    exceptions.UnsupportedMediaType: "request.unsupported_media_type",
    exceptions.Throttled: "limit.exceeded",
}


def _field_errors(detail: Any, path: str = "") -> Any:
    """Flatten DRF's nested errors to ``{"field": "items[0].quantity", "code", "detail"}``."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            if isinstance(name, int):
                yield from _field_errors(inner, f"{path}[{name}]")
            else:
                yield from _field_errors(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, (dict, list))
            yield from _field_errors(inner, f"{path}[{index}]" if nested else path)
    else:
        yield {"field": path, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler404``: a problem document under /api/ and /notify/, the usual page elsewhere."""
    if not is_for_machines(request):
        return page_not_found(request, exception)
    document = problem(
        code="not_found",
        status=404,
        title=_("Not found"),
        detail=_("No resource has this address; see /api/docs/."),
    )
    return JsonResponse(document, status=404, content_type=CONTENT_TYPE)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler400``: what Django refuses before any view, such as a foreign Host header."""
    if not is_for_machines(request):
        return bad_request_page(request, exception)
    document = problem(
        code="request.malformed",
        status=400,
        title=_("The request is not valid"),
        detail=_("The request cannot be read or is not meant for this host."),
    )
    return JsonResponse(document, status=400, content_type=CONTENT_TYPE)


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``: says nothing but the request id, under which the log has the rest."""
    if not is_for_machines(request):
        return server_error_page(request)
    document = problem(
        code="server_error",
        status=500,
        title=_("Something went wrong on our side"),
        detail=_("Nothing was half done. Quote the request id when you report this."),
    )
    return JsonResponse(document, status=500, content_type=CONTENT_TYPE)


def too_large(limit: int) -> HttpResponse:
    document = problem(
        code="request.too_large",
        status=413,
        title=_("The body is too large"),
        detail=_("A body may have up to %(limit)d bytes.") % {"limit": limit},
    )
    return JsonResponse(document, status=413, content_type=CONTENT_TYPE)


def is_for_machines(request: HttpRequest) -> bool:
    """Whether whoever asks reads problem documents rather than pages."""
    return request.path.startswith(("/api/", "/notify/"))
