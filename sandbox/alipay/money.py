"""Amounts: yuan in text on the wire, fen inside. No fraction is ever computed."""

import re

YUAN = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?")


def to_fen(text: str) -> int:
    """Raises ValueError for what is no amount of yuan with at most two decimals."""
    match = YUAN.fullmatch(text)
    if match is None or not text.isascii():
        raise ValueError(f"{text!r} is no amount")
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def to_yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
