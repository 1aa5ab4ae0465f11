import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.urls")]


@pytest.fixture
def api(client):
    client.raise_request_exception = False
    return client


def problem(answer):
    """The document, after what all of them have in common was checked."""
    assert answer["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    assert document["type"] == f"urn:dingdan:problem:{document['code']}"
    assert document["request_id"] == answer["X-Request-ID"]
    assert document["title"]
    return document


def test_a_domain_error_is_told_with_its_facts(api):
    document = problem(api.get("/api/fail/domain"))
    assert (document["status"], document["code"]) == (409, "kettle.too_hot")
    assert document["title"] == "The kettle is too hot"
    assert document["detail"] == "It has 99 degrees. Wait."
    assert document["degrees"] == 99


def test_who_meets_a_lock_is_told_when_to_come_back(api):
    answer = api.get("/api/fail/busy")
    assert (problem(answer)["code"], answer.status_code) == ("busy", 503)
    assert answer["Retry-After"] == "1"


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("not-found", 404, "not_found"),
        ("http404", 404, "not_found"),
        ("denied", 403, "auth.forbidden"),
        ("forbidden", 403, "auth.forbidden"),
        ("throttled", 429, "limit.exceeded"),
        ("crash", 500, "server_error"),
    ],
)
def test_every_failure_has_its_code(api, name, status, code):
    document = problem(api.get(f"/api/fail/{name}"))
    assert (document["status"], document["code"]) == (status, code)


def test_a_throttled_request_is_told_when_to_come_back(api):
    assert api.get("/api/fail/throttled")["Retry-After"] == "8"


def test_a_crash_says_nothing_of_what_went_wrong(api, caplog):
    answer = api.get("/api/fail/crash")
    assert "ZeroDivisionError" not in answer.content.decode()
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v1/nothing", "/notify/nothing"])
def test_an_address_that_is_none_is_a_problem_document_for_machines(api, path):
    document = problem(api.get(path))
    assert (document["status"], document["code"]) == (404, "not_found")


def test_a_foreign_host_is_a_problem_document_for_machines(api):
    document = problem(api.get("/api/v1/nothing", headers={"host": "evil.example"}))
    assert (document["status"], document["code"]) == (400, "request.malformed")


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/page/crash", 500)])
def test_people_get_pages(api, path, status):
    answer = api.get(path)
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")


DEEP = 100_000


@pytest.mark.parametrize(
    "body",
    ["{", "[1,", "\x00", '{"cups": NaN}', "[" * DEEP, '{"cups":' * DEEP, "1" * 5000],
    ids=lambda body: body[:8],
)
def test_bad_json_is_malformed(api, body):
    answer = api.post("/api/tea", body, content_type="application/json")
    assert (problem(answer)["code"], answer.status_code) == ("request.malformed", 400)


def test_no_body_is_an_empty_one(api):
    document = problem(api.post("/api/tea", "", content_type="application/json"))
    assert (document["code"], document["errors"][0]["code"]) == ("request.invalid", "required")


@pytest.mark.parametrize("charset", ["utf-16", "zip", "rot13", "nonsense"])
def test_json_is_read_as_json_is_whatever_charset_is_named(api, charset):
    answer = api.generic(
        "POST", "/api/tea", b'{"cups": []}', content_type=f"application/json; charset={charset}"
    )
    assert answer.status_code == 200


def test_half_a_character_is_quoted_in_a_form_that_can_be_sent(api):
    body = r'{"cups": [{"colour": "\ud800", "size": 1}]}'
    document = problem(api.post("/api/tea", body, content_type="application/json"))
    assert [(error["field"], error["code"]) for error in document["errors"]] == [
        ("cups[0].colour", "invalid_choice")
    ]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({}, "仅读取 JSON"),
        ({"accept-language": "zh-Hans"}, "仅读取 JSON"),
        ({"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"}, "仅读取 JSON"),
        ({"accept-language": "fr"}, "仅读取 JSON"),
        ({"accept-language": "en"}, "Only JSON is read"),
        ({"accept-language": "en", "cookie": "django_language=zh-hans"}, "Only JSON is read"),
    ],
)
def test_a_problem_is_told_in_the_language_that_the_request_asks_for(api, asked, title):
    answer = api.post("/api/tea", "<tea/>", content_type="application/xml", headers=asked)
    assert problem(answer)["title"] == title


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_no_title_has_a_gap_in_it(api, language):
    for answer in (
        api.delete("/api/tea", headers={"accept-language": language}),
        api.post("/api/tea", "", content_type="text/plain", headers={"accept-language": language}),
    ):
        assert "{" not in problem(answer)["title"]


def test_bytes_that_are_no_text_are_malformed(api):
    answer = api.post("/api/tea", b"\xff\xfe", content_type="application/json")
    assert problem(answer)["code"] == "request.malformed"


def test_only_json_is_read_and_served(api):
    answer = api.post("/api/tea", "<tea/>", content_type="application/xml")
    assert (problem(answer)["code"], answer.status_code) == (
        "request.unsupported_media_type",
        415,
    )
    answer = api.post(
        "/api/tea", "{}", content_type="application/json", headers={"accept": "text/html"}
    )
    assert (problem(answer)["code"], answer.status_code) == ("request.not_acceptable", 406)


def test_a_method_that_is_not_offered_is_refused(api):
    answer = api.delete("/api/tea")
    assert (problem(answer)["code"], answer.status_code) == ("request.method_not_allowed", 405)


def test_each_wrong_field_is_named_by_its_path(api):
    body = {"cups": [{"colour": "blue", "size": 1}, {"colour": "red", "size": 0}, {}]}
    answer = api.post("/api/tea", body, content_type="application/json")
    document = problem(answer)
    assert (document["status"], document["code"]) == (400, "request.invalid")
    assert [(error["field"], error["code"]) for error in document["errors"]] == [
        ("cups[1].colour", "invalid_choice"),
        ("cups[1].size", "min_value"),
        ("cups[2].colour", "required"),
        ("cups[2].size", "required"),
    ]


@pytest.mark.parametrize(
    ("language", "title"), [("en", "The body is too large"), ("zh", "请求体过大")]
)
def test_what_is_refused_before_any_view_is_told_in_the_language_too(
    api, settings, language, title
):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1
    answer = api.post("/api/tea", "{}", "application/json", headers={"accept-language": language})
    assert problem(answer)["title"] == title


@pytest.mark.parametrize("path", ["/%00", "/static/%00", "/api/%00"])
def test_a_nul_is_refused_wherever_it_stands(api, path):
    assert api.get(path).status_code in (400, 404)


def test_too_large_a_body_is_refused_before_it_is_read(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = api.post("/api/tea", {"cups": "x" * 200}, content_type="application/json")
    assert (problem(answer)["code"], answer.status_code) == ("request.too_large", 413)
