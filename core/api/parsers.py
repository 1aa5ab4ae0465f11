from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.utils import json


class JsonParser(BaseParser):
    """JSON in UTF-8, whatever charset is named; NaN and Infinity are none.

    What nests deeper than it can be read is malformed like any other nonsense.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return json.loads(stream.read().decode())
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not JSON: %(why)s") % {"why": error}) from error
