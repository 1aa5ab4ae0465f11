"""The Chinese catalogue against the code: every message that people may see, and its Chinese.

``make messages`` brings locale/ up to date: new messages come in untranslated,
those that no code asks for any more go out. ``pytest tests/test_translations.py`` names what
is still to be translated.
"""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import unfold
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

PROJECT = Path(__file__).parents[1]
CATALOGUE = PROJECT / "locale/zh_Hans/LC_MESSAGES/django.po"
COMPILED = CATALOGUE.with_suffix(".mo")

OURS = (
    *(
        PROJECT / app
        for app in (
            "backoffice",
            "config",
            "core",
            "demo",
            "ledger",
            "logistics",
            "marketing",
            "members",
            "orders",
            "payments",
            "products",
            "storefront",
        )
    ),
    PROJECT / "templates",
)
# Ships without any translation; we carry those of its strings that are seen.
UNFOLD = (Path(unfold.__file__).parent,)

_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_now": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}

Key = tuple[str | None, str | tuple[str, ...]]


@cache
def messages_in(folders: tuple[Path, ...]) -> dict[Key, str]:
    """(context, msgid or its singular and plural) of all that is marked, and where it stands."""
    return {
        key: f"{path.relative_to(folder.parent)}:{line}"
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".py", ".html")
        for line, key in _messages_of(path)
    }


def _messages_of(path: Path) -> Iterator[tuple[int, Key]]:
    source = path.read_text()
    if path.suffix == ".html":
        # Its blanked-out text still has the template's indentation, which Python would refuse.
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    for line, message, _comments, context in extract(
        "python", io.BytesIO(source.encode()), keywords=_KEYWORDS
    ):
        if message:
            yield line, (context, message)


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def key_of(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def updated(old: Catalog) -> Catalog:
    """The catalogue of what the code asks for now, with the Chinese that is known."""
    known = {key_of(message): message.string for message in old if message.id}
    seen_of_unfold = messages_in(UNFOLD).keys() & known.keys()
    new = Catalog(locale="zh_Hans")
    for context, message in sorted(messages_in(OURS).keys() | seen_of_unfold, key=_in_order):
        new.add(message, known.get((context, message), ""), context=context)
    return new


def _in_order(key: Key) -> tuple[str, str, str]:
    context, message = key
    singular = message if isinstance(message, str) else message[0]
    return singular.casefold(), singular, context or ""


# Without dates and names of tools, so that it changes only with what it says.
_HEADER = """\
# The Chinese of every message that people may see. `make messages` brings it in step with the code.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def rendered(messages: Catalog) -> str:
    """The text of the catalogue's file."""
    body = io.BytesIO()
    write_po(body, messages, width=100, omit_header=True, no_location=True)
    return _HEADER + body.getvalue().decode()


def compile_catalogue() -> None:
    """Make of the catalogue what Django reads, where that is not done yet."""
    if not COMPILED.exists() or COMPILED.stat().st_mtime < CATALOGUE.stat().st_mtime:
        with COMPILED.open("wb") as file:
            write_mo(file, catalogue())
        translation_file_changed(None, COMPILED)  # whoever has read the old one forgets it


if __name__ == "__main__":
    CATALOGUE.write_text(rendered(updated(catalogue())))
