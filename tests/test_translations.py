"""Everything that people may read has its Chinese, with the same blanks to fill in."""

import re

from tests.catalogue import (
    CATALOGUE,
    OURS,
    UNFOLD,
    catalogue,
    key_of,
    messages_in,
    rendered,
    updated,
)

_BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def test_every_message_has_its_chinese():
    translated = {
        key_of(message) for message in catalogue() if message.id and all(strings(message.string))
    }

    untranslated = {
        message: where
        for (context, message), where in messages_in(OURS).items()
        if (context, message) not in translated
    }

    assert untranslated == {}


def test_no_message_is_doubtful_or_asked_for_by_nobody():
    known = [message for message in catalogue() if message.id]
    asked_for = messages_in(OURS).keys() | messages_in(UNFOLD).keys()

    assert [message.id for message in known if message.fuzzy] == []
    assert [message.id for message in known if key_of(message) not in asked_for] == []
    assert list(catalogue().obsolete) == []


def test_each_translation_fills_in_the_same_blanks():
    differing = {
        message.id: message.string
        for message in catalogue()
        if message.id and not same_blanks(strings(message.id), strings(message.string))
    }

    assert differing == {}


def test_the_file_is_as_its_tool_writes_it():
    assert CATALOGUE.read_text() == rendered(updated(catalogue()))


def strings(message: str | tuple[str, ...]) -> tuple[str, ...]:
    """Singular and plurals, or the one that there is."""
    return (message,) if isinstance(message, str) else tuple(message)


def same_blanks(originals: tuple[str, ...], translations: tuple[str, ...]) -> bool:
    expected = set(_BLANK.findall(originals[-1]))
    return all(set(_BLANK.findall(text)) == expected for text in translations)
