from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class NewestFirst(CursorPagination):
    """Keyset pages: as fast on the thousandth page as on the first, and no totals."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "limit"
    ordering = "-pk"

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size}
        return [
            {
                "name": self.cursor_query_param,
                "in": "query",
                "description": "Of another page; best taken from `next` or `previous`.",
                "schema": {"type": "string"},
            },
            {
                "name": self.page_size_query_param,
                "in": "query",
                "description": "The size of a page.",
                "schema": size | {"default": self.page_size},
            },
        ]

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Also refuses a position that is no id: the database would choke on it."""
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None and not str(cursor.position).isdecimal():
            raise NotFound(self.invalid_cursor_message)
        return cursor
