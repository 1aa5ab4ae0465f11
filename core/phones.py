"""Mobile numbers of mainland China, kept as their 11 digits."""

import re

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_WRITTEN_WITH = re.compile(r"^(\+|00)86|[\s-]+")
_IN_TEXT = re.compile(
    r"(?<![0-9])(?:(?:\+|00)86[ -]?)?(1[3-9][0-9])[ -]?([0-9]{4})[ -]?([0-9]{4})(?![0-9])"
)


def mobile(written: str) -> str | None:
    """A number as people write it, ``+86 138 1234 5678`` or ``138-1234-5678``; None: not one."""
    digits = _WRITTEN_WITH.sub("", written)
    return digits if _MOBILE.fullmatch(digits) else None


def mobiles_in(text: str) -> list[str]:
    """Those that stand in a text, whatever is between them, each once and in their order."""
    return list(dict.fromkeys("".join(found) for found in _IN_TEXT.findall(text)))
