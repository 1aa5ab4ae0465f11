"""Every operation of the schema says its errors: problem documents for the usual statuses."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema

Direction = Literal["request", "response"]

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "stable and dotted: build on this"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

_READS = {"401": "No or no valid token", "404": "Not found", "406": "Only JSON is served"}
_WRITES = {
    **_READS,
    "400": "The request is not valid",
    "403": "Not for you: the code, the password or a permission is missing or wrong",
    "409": "Refused as things stand",
    "413": "The body is too large",
    "415": "Only JSON is read",
    "422": "The key belongs to another request",
    "429": "Too many requests; see Retry-After",
    "503": "Busy; see Retry-After",
}


class ProblemAwareSchema(AutoSchema):
    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        errors = _READS | {"429": _WRITES["429"]} if self.method == "GET" else _WRITES
        if self.method == "GET":
            errors = errors | {"400": _WRITES["400"]}
        for status, description in errors.items():
            bodies.setdefault(
                status,
                {
                    "description": description,
                    "content": {"application/problem+json": {"schema": _PROBLEM}},
                },
            )
        return bodies
