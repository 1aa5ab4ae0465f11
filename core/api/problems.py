"""Every error answer is a problem document (RFC 9457), never HTML, never a stack trace."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
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
    *, code: str, status: int, title: str | Promise, detail: str | Promise = "", **members: Any
) -> dict[str, Any]:
    """A problem document. ``code`` is stable and dotted; ``members`` are the facts of the case."""
    return {
        "type": f"urn:dingdan:problem:{code}",
        "title": str(title),
        "status": status,
        "detail": str(detail),
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
        title=error.title,
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
    code, title = _KINDS[type(error)]
    return problem(code=code, status=error.status_code, title=title, detail=str(error.detail))


_KINDS: dict[type[exceptions.APIException], tuple[str, Promise]] = {
    exceptions.ParseError: ("request.malformed", _("The request cannot be read")),
    exceptions.NotAuthenticated: ("auth.token_missing", _("Sign in first")),
    exceptions.AuthenticationFailed: ("auth.token_invalid", _("Sign in again")),
    exceptions.PermissionDenied: ("auth.forbidden", _("Not allowed")),
    exceptions.NotFound: ("not_found", _("Not found")),
    exceptions.MethodNotAllowed: ("request.method_not_allowed", _("No such method here")),
    exceptions.NotAcceptable: ("request.not_acceptable", _("Only JSON is served")),
    exceptions.UnsupportedMediaType: (
        "request.unsupported_media_type",
        _("Only JSON is read"),
    ),
    exceptions.Throttled: ("limit.exceeded", _("Too many requests")),
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
        # A message may quote what was sent, and half a character cannot be sent back.
        text = str(detail).encode(errors="replace").decode()
        yield {"field": path, "code": getattr(detail, "code", "invalid"), "detail": text}


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
