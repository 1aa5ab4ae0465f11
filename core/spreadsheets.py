"""Spreadsheets as staff have them: Excel workbooks, and CSV in whatever encoding Excel wrote it."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from django.core.files import File
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 2_000_000
_MOST_UNPACKED = 50_000_000  # a small file may unpack into one that no memory holds
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 100  # Excel has so many rows
_WORKBOOK = b"PK"


_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError),
    *(KeyError, IndexError, ValueError, TypeError, EOFError),
    RuntimeError,  # a part of it asks for a password
)


class Unreadable(Exception):
    """Neither a workbook nor a CSV file, or one that is too large."""


class TooManyRows(Exception):
    """More than the ``most`` that were asked for."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def rows_of(upload: "File[bytes]", *, most: int) -> list[list[str]]:
    """The first 100 cells of every row of the first sheet as text, without empty rows.

    Raises Unreadable, TooManyRows where there are more than ``most``.
    """
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable
    rows = _of_workbook(content) if content.startswith(_WORKBOOK) else _of_csv(content)
    read = list(islice(filter(any, rows), most + 1))
    if len(read) > most:
        raise TooManyRows(most)
    return read


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
                raise Unreadable
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be anything
        for row in islice(sheet.iter_rows(values_only=True), _MOST_ROWS):
            yield [_text(value) for value in row[:_MOST_COLUMNS]]
    except _BROKEN as error:
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
