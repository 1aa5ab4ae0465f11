"""Uploads of staff: whatever Excel makes of a list, the same rows."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from core.spreadsheets import MOST_BYTES, Unreadable, rows_of
from tests.core.spreadsheets import workbook

ROWS = [["姓名", "手机"], ["李", "13900000003"], ["", "13900000004"]]


def read(content, most=100):
    return rows_of(ContentFile(content), most=most)


def zipped(unpacked_bytes):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * unpacked_bytes)
    return file.getvalue()


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
    assert read(content, most=1) == ROWS[:1]


@pytest.mark.parametrize(
    "content",
    [
        b"PK but no workbook",
        zipped(10),
        zipped(60_000_000),  # small as a file, and more than a server wants to unpack
        b"1" * (MOST_BYTES + 1),
        b"\xff\xfe\xff\xff",
    ],
    ids=["broken", "no workbook", "unpacks too large", "too large", "no text"],
)
def test_what_is_no_spreadsheet_is_refused(content):
    with pytest.raises(Unreadable):
        read(content)
