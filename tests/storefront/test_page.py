"""The page of the shop: what it lets in, and that nothing of ours reads data as HTML."""

from pathlib import Path

import storefront

SCRIPTS = Path(storefront.__file__).parent / "static/storefront"


def test_the_page_runs_and_calls_nothing_but_our_own(client):
    answer = client.get("/shop/")

    assert answer.status_code == 200
    policy = dict(
        part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    page = answer.content.decode()
    assert "<style" not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/storefront/')


def test_only_looking_is_possible(client):
    assert client.post("/shop/").status_code == 405


def test_no_script_reads_text_as_html():
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")

    found = {
        (path.name, word)
        for path in SCRIPTS.rglob("*.js")
        for word in forbidden
        if word in path.read_text()
    }

    assert found == set()


def test_no_script_loads_anything_from_elsewhere():
    found = {
        path.name
        for path in SCRIPTS.rglob("*")
        if path.suffix in (".js", ".css")
        for word in ("https://", "http://", "//cdn")
        if word in path.read_text().replace("http://www.w3.org/2000/svg", "")
    }

    assert found == set()
