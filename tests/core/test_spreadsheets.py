"""Uploads of staff: whatever Excel makes of a list, the same rows."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from core.spreadsheets import MOST_BYTES, TooManyRows, Unreadable, rows_of
from tests.core.spreadsheets import workbook

ROWS = [["姓名", "手机"], ["李", "13900000003"], ["", "13900000004"]]


def read(content, most=100):
    return rows_of(ContentFile(content), most=most)


def zipped(unpacked_bytes):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * unpacked_bytes)
    return file.getvalue()


def rewritten(book, before, after):
    """Its sheet with something else in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(before, after))
    return file.getvalue()


def locked(book):
    """Every part marked as encrypted, as its directory says it."""
    parts = bytearray(book)
    start = 0
    while (start := parts.find(b"PK\x01\x02", start)) >= 0:
        parts[start + 8] |= 1
        start += 4
    start = 0
    while (start := parts.find(b"PK\x03\x04", start)) >= 0:
        parts[start + 6] |= 1
        start += 4
    return bytes(parts)


@pytest.mark.parametrize(
    "content",
    [
        workbook(["姓名", "手机"], ["李", 13900000003], [None, 13900000004.0]),
        "姓名,手机\r\n李,13900000003\r\n,13900000004".encode("gb18030"),
        "姓名,手机\n李,13900000003\n,13900000004\n".encode("utf-8-sig"),
    ],
    ids=["workbook", "as Excel writes it in China", "UTF-8 with a mark"],
)
def test_a_list_is_read_the_same_however_it_was_saved(content):
    assert read(content) == ROWS
    with pytest.raises(TooManyRows):
        read(content, most=2)


def test_what_a_workbook_says_of_its_size_counts_for_nothing():
    lying = rewritten(workbook(["手机"], [13900000003]), b'ref="A1:A2"', b'ref="A1:A1"')

    assert read(lying) == [["手机"], ["13900000003"]]


def test_wide_rows_are_cut_and_empty_ones_left_out():
    assert read(workbook(["1"] * 101, [None], [None], ["2"]), most=2) == [["1"] * 100, ["2"]]


@pytest.mark.parametrize(
    "content",
    [
        b"PK but no workbook",
        zipped(10),
        zipped(60_000_000),  # small as a file, and more than a server wants to unpack
        rewritten(workbook(["手机"]), b"</sheetData>", b""),
        locked(workbook(["手机"])),
        b"1" * (MOST_BYTES + 1),
        b"\xff\xfe\xff\xff",
    ],
    ids=[
        "broken",
        "no workbook",
        "unpacks too large",
        "no XML",
        "password",
        "too large",
        "no text",
    ],
)
def test_what_is_no_spreadsheet_is_refused(content):
    with pytest.raises(Unreadable):
        read(content)
