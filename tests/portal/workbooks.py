"""Workbooks as officers keep them, for the tests that bring them to the desk."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

HEADINGS = ("Ref", "Action", "Owner", "Due", "Status")
A_001 = ("A-001", "Every contact with the front door is decided within one working day")
A_002 = ("A-002", "Managers audit twelve case files each month and act on what they find")
A_003 = ("A-003", "Return-home interviews are offered within 72 hours")
B_04 = ("B/04 (ii)", "The housing and leaving-care teams agree one pathway")
AS_IT_STANDS = (
    (*A_001, "Amara Khan", "31/01/2026", "On track"),
    (*A_002, "Amara Khan", "30/06/2026", "On track"),
    (*A_003, "Amara Khan", "30/09/2026", "On track"),
    (*B_04, "Bryn Morgan", "30/04/2026", "On track"),
)


def a_workbook(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    """One sheet of actions."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Actions"
    for row in (headings, *rows):
        sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
