"""``Idempotency-Key`` at the edge: for POSTs that create or move money."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.clock import real_now
from core.db import atomic
from core.idempotency import Answer, Claim, KeyMissing, look_up, remember

View = Callable[..., Response]


def claim_of(request: Request, operation: str) -> Claim:
    """The claim that this request makes. Raises KeyMissing without a usable header."""
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= 255 or not key.isprintable():
        raise KeyMissing
    return Claim.of(
        caller=f"member:{request.user.pk}",
        operation=operation,
        key=key,
        body=request._request.body,
    )


def idempotent(operation: str) -> Callable[[View], View]:
    """For views whose whole work is one transaction: a repeat gets the stored answer."""

    def decorate(view: View) -> View:
        @wraps(view)
        def once(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
            claim = claim_of(request, f"{operation} {request.path}")
            at = real_now()
            with atomic():
                if stored := look_up(claim, at=at):
                    return Response(stored.content, status=stored.status)
                response = view(self, request, *args, **kwargs)
                # As it goes over the wire, so that a repeat reads the same to the last digit.
                content = json.loads(JSONRenderer().render(response.data) or "null")
                remember(claim, Answer(response.status_code, content), at=at)
            return response

        return once

    return decorate


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    required=True,
    description="1 to 255 characters, new for each intent. A repeat gets the first answer.",
)
