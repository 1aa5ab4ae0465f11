import re
from collections.abc import Callable
from datetime import UTC
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.log import log_response
from rest_framework.response import Response

from core import clock, tracing
from core.api import problems

_PLAIN = re.compile(r"[0-9A-Za-z._-]{8,64}")


class RequestIdMiddleware:
    """Take or make the request id, carry it through all that the request causes, answer it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        with tracing.caused_by("request", given if _PLAIN.fullmatch(given) else "") as cause:
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.BAD_REQUEST:
                # Django would log it only after this block, without the cause; told once is enough.
                log_response(
                    "%s: %s",
                    response.reason_phrase,
                    request.path,
                    response=response,
                    request=request,
                )
        response["X-Request-ID"] = cause.partition(":")[2]
        return response


class ReadableAddressMiddleware:
    """Refuse addresses with a NUL, which no text of the database can hold."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return problems.bad_request(request, BadRequest("a NUL in the address"))
        return self.get_response(request)


class BodyLimitMiddleware:
    """Refuse large bodies of machines before anything reads them; forms have Django's own limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if problems.is_for_machines(request) and (not length.isdigit() or int(length) > limit):
            return problems.too_large(limit)
        return self.get_response(request)


class ForMachines:
    """What the API does otherwise than pages.

    It tells times in UTC (RFC 3339, ``Z``), not on the shop's clock, and speaks the language of
    Accept-Language, not the one that somebody chose for the pages in the same browser. What
    succeeds is answered with the shop's present: a client's own clock may be wrong.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not problems.is_for_machines(request):
            return self.get_response(request)
        request.COOKIES.pop(settings.LANGUAGE_COOKIE_NAME, None)
        with timezone.override(UTC):
            response = self.get_response(request)
        if isinstance(response, Response) and response.status_code < HTTPStatus.BAD_REQUEST:
            response["X-Shop-Time"] = clock.now().isoformat(timespec="milliseconds")
        return response
