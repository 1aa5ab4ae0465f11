"""What clients build on, as a list that can be compared. CONTRIBUTING says how it is published.

``docs/api.txt`` holds the version of the API and, one a line, what each operation gives (``->``)
and what it demands (``<-``). While the version stays, nothing that is given may go and nothing
more may be demanded.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PUBLISHED = Path(__file__).parent.parent / "docs" / "api.txt"
JSON = "application/json"


def surface(document: dict[str, Any]) -> set[str]:
    """``GET /api/v1/orders -> 200 results[].number: string``, for all of an OpenAPI document."""
    return {
        f"{method.upper()} {path} {line}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for line in (*_given(document, operation), *_demanded(document, operation))
    }


def breaks(published: set[str], now: set[str]) -> list[str]:
    """What was given and is not any more; what is demanded of those who knew the operation."""
    known = {line.rpartition(" <- ")[0] or line.partition(" -> ")[0] for line in published}
    gone = {line for line in published - now if " -> " in line}
    more = {line for line in now - published if line.rpartition(" <- ")[0] in known}
    return sorted(gone | more)


def _given(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            yield f"-> {status}"
            schema = answer.get("content", {}).get(JSON, {}).get("schema", {})
            for name, kind, _required in _fields(document, schema):
                yield f"-> {status} {name}: {kind}"


def _demanded(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    for parameter in operation.get("parameters", []):
        if parameter.get("required"):
            yield f"<- {parameter['name']}"
    schema = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
    for name, _kind, required in _fields(document, schema):
        if required:
            yield f"<- {name}"


def _fields(
    document: dict[str, Any], schema: dict[str, Any], path: str = "", required: bool = True
) -> Iterator[tuple[str, str, bool]]:
    """Each field below a schema: its path, its type, and whether it has to be there."""
    schema = _resolved(document, schema)
    if "properties" in schema:
        for name, inner in schema["properties"].items():
            demanded = required and name in schema.get("required", [])
            yield from _fields(document, inner, f"{path}.{name}".lstrip("."), demanded)
    elif schema.get("type") == "array":
        yield from _fields(document, schema["items"], f"{path}[]", required)
    elif path:
        kinds = schema.get("type", "any")
        yield path, kinds if isinstance(kinds, str) else " or ".join(sorted(kinds)), required


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema behind references, one after the other."""
    (behind,) = schema.get("allOf", [schema])
    if "$ref" not in behind:
        return behind
    return _resolved(document, document["components"]["schemas"][behind["$ref"].split("/")[-1]])


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from drf_spectacular.generators import SchemaGenerator

    document = SchemaGenerator().get_schema(request=None, public=True)
    lines = [document["info"]["version"], *sorted(surface(document))]
    PUBLISHED.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
