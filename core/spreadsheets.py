"""Spreadsheets as staff have them: Excel workbooks, and CSV in whatever encoding Excel wrote it."""

import csv
import io
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any

import openpyxl
from django.core.files import File
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 2_000_000
_MOST_UNPACKED = 50_000_000  # a small file may unpack into one that no memory holds
_WORKBOOK = b"PK"


class Unreadable(Exception):
    """Neither a workbook nor a CSV file, or one that is too large."""


def rows_of(upload: "File[bytes]", *, most: int) -> list[list[str]]:
    """The cells of the first sheet as text, row by row, up to ``most`` rows. Raises Unreadable."""
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable
    rows = _of_workbook(content) if content.startswith(_WORKBOOK) else _of_csv(content)
    return list(islice(rows, most))


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
                raise Unreadable
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_text(value) for value in row]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise Unreadable from error


def _text(value: Any) -> str:
    """Numbers without the point that Excel keeps behind them: a phone is typed as one."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _of_csv(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            yield from csv.reader(io.StringIO(text, newline=""))
        except csv.Error as error:
            raise Unreadable from error
        return
    raise Unreadable
