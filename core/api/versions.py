"""Resources that carry a version: an ETag to poll with, and If-Match to act on what was seen."""

import re

from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

_TAG = re.compile(r'(?:W/)?"?(?P<version>[0-9]{1,9})(?:-[a-z-]+)?"?')
_NONE_OF_OURS = 0


def etag(version: int) -> str:
    """``"7-en"``: two languages are two representations."""
    return f'"{version}-{get_language()}"'


def expected_version(request: Request) -> int | None:
    """The version that If-Match names, as an ETag or alone; None where any will do."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    tag = _TAG.fullmatch(given)
    return int(tag["version"]) if tag else _NONE_OF_OURS


IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    description="The ETag or the version of the order as it was seen. With another one the answer "
    "is 412 `order.changed`, and nothing happens.",
)
