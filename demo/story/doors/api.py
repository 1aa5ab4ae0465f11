from collections.abc import Iterator, Sequence
from typing import Any

import requests

from demo.story.script import Unexpected

_TIMEOUT = (5, 60)  # seconds: to connect, to be answered


class Refused(Unexpected):
    """A call was answered with a problem; ``code`` is its stable name."""

    def __init__(self, call: str, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code") or problem.get("reason") or status)
        self.detail = str(problem.get("detail") or problem.get("error") or problem)
        super().__init__(f"{call}: {status} {self.code}: {self.detail}")


class Api:
    """A JSON API. ``token`` signs the caller in."""

    def __init__(self, base_url: str, token: str = "", language: str = "en") -> None:
        self._base_url = base_url.rstrip("/")
        self._http = requests.Session()
        self._http.headers["Accept-Language"] = language
        if token:
            self._http.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: str | int | Sequence[str]) -> Any:
        return self._answer("GET", path, params=query)

    def pages(self, path: str) -> Iterator[Any]:
        """Every row of a list, page by page."""
        while path:
            page = self.get(path)
            yield from page["results"]
            path = (page["next"] or "").partition("/api/v1")[2]

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        """``key`` is the Idempotency-Key of calls that need one."""
        headers = {"Idempotency-Key": key} if key else {}
        return self._answer("POST", path, json=body, headers=headers)

    def delete(self, path: str) -> None:
        self._answer("DELETE", path)

    def _answer(self, method: str, path: str, **request: Any) -> Any:
        answer = self._http.request(method, self._base_url + path, timeout=_TIMEOUT, **request)
        content = answer.json() if answer.content else None
        if answer.status_code >= 400:
            raise Refused(f"{method} {path}", answer.status_code, content or {})
        return content
