"""What every operation of the schema says beside its own: its errors, and how examples are told.

Errors are problem documents, for the statuses that operations of its kind may answer with.
"""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample

from core.api.versions import IF_MATCH

Direction = Literal["request", "response"]
Problem = tuple[str, str]  # what the status means, and the code of an example

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
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": "string", "description": "such as items[0].quantity"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_RETRY_AFTER = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}

_READS: dict[str, Problem] = {
    "400": ("The request is not valid", "request.invalid"),
    "401": ("No or no valid token", "auth.token_missing"),
    "404": ("Not found", "not_found"),
    "406": ("Only JSON is served", "request.not_acceptable"),
    "429": ("Too many requests; see Retry-After", "limit.exceeded"),
    "503": ("Busy, or not to be had; see Retry-After", "busy"),
}
_REFUSED: dict[str, Problem] = {
    "409": ("Refused as things stand", "order.transition_not_allowed"),
}
_WRITES: dict[str, Problem] = {
    **_READS,
    **_REFUSED,
    "403": ("Not for you: the code, the password or a permission is wrong", "auth.forbidden"),
    "413": ("The body is too large", "request.too_large"),
    "415": ("Only JSON is read", "request.unsupported_media_type"),
    "422": ("It cannot be done like that", "idempotency.key_reused"),
}
_WITH_VERSION: dict[str, Problem] = {
    "412": ("It is not the order that was seen", "order.changed"),
}


class ProblemAwareSchema(AutoSchema):
    """Each operation with its problems. A view whose GET is refused as things stand, like the
    write that it looks ahead to, says so: ``looks_ahead = True``."""

    def get_summary(self) -> str:
        """What the page's index calls the operation: ``orders_extend_receipt`` in words."""
        return str(self.get_operation_id()).replace("_", " ").capitalize()

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        problems = _READS if self.method == "GET" else _WRITES
        if getattr(self.view, "looks_ahead", False):
            problems = problems | _REFUSED
        if IF_MATCH in self.get_override_parameters():
            problems = problems | _WITH_VERSION
        for status, problem in problems.items():
            bodies.setdefault(status, _problem_body(int(status), *problem))
        return bodies


def _problem_body(status: int, meaning: str, code: str) -> dict[str, Any]:
    example = {
        "type": f"urn:dingdan:problem:{code}",
        "title": meaning,
        "status": status,
        "detail": "",
        "code": code,
        "request_id": "4f1d2c9be07a6d35",
    }
    body: dict[str, Any] = {
        "description": meaning,
        "content": {"application/problem+json": {"schema": _PROBLEM, "example": example}},
    }
    return body | {"headers": _RETRY_AFTER} if status in (429, 503) else body


def asked(value: Any) -> OpenApiExample:
    """An example of what is sent; of a list, one of its items."""
    return OpenApiExample("request", value, request_only=True)


def answered(value: Any) -> OpenApiExample:
    """An example of what comes back; of a list, one of its items."""
    return OpenApiExample("answer", value, response_only=True, status_codes=["200", "201", "202"])
