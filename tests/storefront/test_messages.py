"""The shop speaks both its languages: every message in its scripts has its Chinese."""

import json
import re
from pathlib import Path

import storefront

SCRIPTS = Path(storefront.__file__).parent / "static/storefront"
CATALOGUE = SCRIPTS / "messages.zh.js"

_MESSAGE = re.compile(r'\bt\(\s*("(?:[^"\\]|\\.)*")')
_CALL = re.compile(r"\bt\(")
_BLANK = re.compile(r"\{\w+\}")


def scripts() -> dict[str, str]:
    return {
        str(path.relative_to(SCRIPTS)): path.read_text()
        for path in SCRIPTS.rglob("*.js")
        if path.name not in ("i18n.js", CATALOGUE.name)
    }


def asked_for() -> dict[str, str]:
    """Each message and the script that says it."""
    return {
        json.loads(found): name
        for name, script in scripts().items()
        for found in _MESSAGE.findall(script)
    }


def chinese() -> dict[str, str]:
    text = CATALOGUE.read_text().removeprefix("export default ").rstrip().removesuffix(";")
    known: dict[str, str] = json.loads(text)
    return known


def test_every_message_has_its_chinese():
    missing = {message: where for message, where in asked_for().items() if message not in chinese()}

    assert missing == {}
    assert [message for message, text in chinese().items() if not text] == []


def test_no_chinese_is_kept_that_nobody_asks_for():
    assert sorted(chinese().keys() - asked_for().keys()) == []


def test_each_translation_fills_in_the_same_blanks():
    differing = {
        message: text
        for message, text in chinese().items()
        if set(_BLANK.findall(message)) != set(_BLANK.findall(text))
    }

    assert differing == {}


def test_a_message_stands_whole_where_it_is_said():
    """One that is put together from parts would be found by nobody who looks for it."""
    counts = {name: len(_CALL.findall(script)) for name, script in scripts().items()}
    found = {name: len(_MESSAGE.findall(script)) for name, script in scripts().items()}

    assert found == counts
