"""Requests, answers and routes: the little of a web framework that the sandbox needs."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Request:
    """One HTTP request; ``target`` and ``body`` are the exact bytes of the wire.

    ``target`` is path + ``?`` + query as sent, which is what providers sign.
    ``base_url`` is how the caller reached us, without a trailing slash.
    """

    method: str
    target: str
    headers: Message
    body: bytes
    base_url: str

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True)
class Response:
    """An answer; ``hang_up`` closes the connection without sending one byte of it."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_up: bool = False


def json_response(status: int, value: object) -> Response:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, body, {"Content-Type": "application/json; charset=utf-8"})


def html_response(page: str, status: int = 200) -> Response:
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
    return Response(status, page.encode(), headers)


def redirect(location: str) -> Response:
    return Response(303, headers={"Location": location})


Handler = Callable[..., Response]
"""Takes the request, then the path's parts by name; returns the answer."""


class Router:
    """Finds the handler of a path such as ``/v3/refunds/{number}`` (a part never holds a slash)."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []

    def add(self, method: str, path: str, handler: Handler) -> None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        self._routes.append((method, re.compile(pattern), handler))

    def __call__(self, request: Request) -> Response:
        allowed = []
        for method, pattern, handler in self._routes:
            if match := pattern.fullmatch(request.path):
                if method == request.method:
                    return handler(request, **{k: unquote(v) for k, v in match.groupdict().items()})
                allowed.append(method)
        if allowed:
            return Response(405, headers={"Allow": ", ".join(allowed)})
        return json_response(404, {"error": f"nothing at {request.path}"})
