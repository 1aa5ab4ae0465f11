"""The OpenAPI document is whole: each operation with its answers, its problems and examples."""

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema_rs import Draft202012Validator

from tests.surface import PUBLISHED, breaks, surface

JSON, PROBLEM = "application/json", "application/problem+json"
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema):
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def test_the_document_is_generated_without_warnings_and_valid():
    GENERATOR_STATS.reset()

    document = SchemaGenerator().get_schema(request=None, public=True)

    assert not GENERATOR_STATS
    validate_schema(document)
    assert len(operations(document)) > 30


@pytest.mark.parametrize("part", ["operationId", "description", "tags"])
def test_every_operation_is_described(schema, part):
    assert [name for name, operation in operations(schema) if not operation.get(part)] == []


def test_every_operation_has_an_id_of_its_own(schema):
    ids = [operation["operationId"] for _name, operation in operations(schema)]

    assert len(ids) == len(set(ids))


def test_every_operation_documents_its_problems(schema):
    for name, operation in operations(schema):
        problems = {
            status
            for status, answer in operation["responses"].items()
            if PROBLEM in answer.get("content", {})
        }
        expected = {"400", "401", "404", "406", "429"}
        if not name.startswith("GET"):
            expected |= {"403", "409", "413", "415", "422", "503"}
        assert expected <= problems, name


def test_every_operation_documents_its_success(schema):
    for name, operation in operations(schema):
        assert any(status.startswith("2") for status in operation["responses"]), name


def contents(operation):
    """What an operation takes and gives as JSON, problems apart."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    return [body["content"][JSON] for body in bodies if JSON in body.get("content", {})]


def test_every_body_has_an_example_that_is_one(schema):
    for name, operation in operations(schema):
        for content in contents(operation):
            document = {"components": schema["components"], **content["schema"]}
            assert content.get("examples"), name
            for example in content["examples"].values():
                validator = Draft202012Validator(document)
                wrong = [error.message for error in validator.iter_errors(example["value"])]
                assert wrong == [], name


def test_every_tag_has_its_place_on_the_page(schema):
    used = {tag for _name, operation in operations(schema) for tag in operation["tags"]}

    assert {tag["name"] for tag in schema["tags"]} == used


def test_nothing_breaks_for_clients_while_the_version_stays(schema):
    version, *published = PUBLISHED.read_text().splitlines()
    if schema["info"]["version"] != version:
        pytest.fail("a new version: publish what it holds, see CONTRIBUTING")

    assert breaks(set(published), surface(schema)) == []


def test_what_breaks_clients_is_seen():
    given, demanded = "GET /tea -> 200 colour: string", "POST /tea <- cups"

    assert breaks({given, demanded}, {given, demanded}) == []
    assert breaks({given}, set()) == [given]
    assert breaks({given}, {"GET /tea -> 200 colour: integer"}) == [given]
    assert breaks({demanded}, {demanded, "POST /tea <- size"}) == ["POST /tea <- size"]
    assert breaks({demanded}, set()) == []  # less is demanded
    assert breaks({given}, {given, "GET /cup -> 200", "POST /cup <- size"}) == []  # only new
