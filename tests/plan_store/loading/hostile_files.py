"""Files that harm, lie or are simply something else: each is built from a small sound plan."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from drawn_sheets import a_workbook

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
BILLION = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
Change = Callable[[bytes], bytes]


def sound_plan(folder: Path) -> Path:
    return a_workbook(folder / "sound.xlsx", {"Plan": "Ref | Action | Owner | Due\nA1 | Map | Amara Osei | May 2025"})


def repacked(
    folder: Path, *, change: dict[str, Change] | None = None, add: dict[str, bytes] | None = None, drop: str = ""
) -> bytes:
    """The sound plan with parts changed, added or dropped."""
    packed = BytesIO()
    with zipfile.ZipFile(sound_plan(folder)) as sound, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sound.namelist():
            if name != drop:
                target.writestr(name, (change or {}).get(name, bytes)(sound.read(name)))
        for name, content in (add or {}).items():
            target.writestr(name, content)
    return packed.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def with_sheet_rows(rows: bytes) -> Change:
    """The sheet with more rows at its end."""
    return lambda sheet: sheet.replace(b"</sheetData>", rows + b"</sheetData>")


def after_declaration(words: bytes) -> Change:
    """Words put in front of the root element, where a document type would stand."""

    def put(part: bytes) -> bytes:
        place = part.index(b"?>") + 2 if part.startswith(b"<?xml") else 0
        return part[:place] + words + part[place:]

    return put


def with_shared_strings(types: bytes) -> bytes:
    """The content types of a workbook that keeps its strings in a part of their own, as Excel does."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    return types.replace(b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind)


def shared_strings(items: bytes) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="%s">%s</sst>' % (MAIN, items)


def compound(*streams: str) -> bytes:
    """Enough of the old container to be told by its streams."""
    return COMPOUND + b"\0" * 504 + b"".join(name.encode("utf-16-le") + b"\0" * 64 for name in streams)


def lying_about_size(content: bytes) -> bytes:
    """A zip file whose directory says every part unpacks to 10 bytes."""
    changed = bytearray(content)
    place = changed.find(b"PK\x01\x02")
    while place != -1:
        struct.pack_into("<L", changed, place + 24, 10)
        place = changed.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def with_a_changed_byte(content: bytes) -> bytes:
    """One byte in the middle of the sheet's packed words is another."""
    changed = bytearray(content)
    changed[changed.index(SHEET.encode()) + len(SHEET) + 100] ^= 0xFF
    return bytes(changed)


def marked_encrypted(content: bytes) -> bytes:
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(signature)
        while place != -1:
            changed[place + offset] |= 1
            place = changed.find(signature, place + 4)
    return bytes(changed)


# name: (how the file is built, what the sentence must say)
HOSTILE: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "plain text called a workbook": (lambda _: b"Ref,Action\n1,Map\n", "is not a workbook, whatever its name says"),
    "a PDF": (lambda _: b"%PDF-1.7\n...", "is a PDF document"),
    "a web page saved as .xls": (lambda _: b"<html><table><tr><td>Ref", "is a web page"),
    "an XML spreadsheet of 2003": (lambda _: b'<?xml version="1.0"?><Workbook/>', "is an XML file"),
    "a password": (lambda _: compound("EncryptedPackage", "StrongEncryptionDataSpace"), "protected with a password"),
    "a sensitivity label": (lambda _: compound("EncryptedPackage", "DRMEncryptedDataSpace"), "sensitivity label"),
    "an old workbook": (lambda _: compound("Workbook"), "in the old Excel format"),
    "an empty file": (lambda _: b"", "is empty"),
    "macros": (lambda at: repacked(at, add={"xl/vbaProject.bin": b"x"}), "holds macros"),
    "old macro sheets": (lambda at: repacked(at, add={"xl/macrosheets/sheet1.xml": b"<x/>"}), "holds macros"),
    "the kind for macros": (
        lambda at: repacked(
            at,
            change={
                TYPES: lambda part: part.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            },
        ),
        "of the kind that holds macros",
    ),
    "a binary workbook": (lambda _: zipped({TYPES: b"<x/>", "xl/workbook.bin": b"x"}), "binary format"),
    "a Word document": (lambda _: zipped({TYPES: b"<x/>", "word/document.xml": b"<x/>"}), "a Word document"),
    "an OpenDocument sheet": (
        lambda _: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        "OpenDocument",
    ),
    "an archive of something else": (lambda _: zipped({"plan.txt": b"x"}), "is a zip archive but not a workbook"),
    "a bomb": (lambda at: repacked(at, add={"xl/media/a.xml": b"\0" * 90_000_000}), "unpacks to more than 80 MB"),
    "a bomb that lies about its size": (
        lambda at: lying_about_size(repacked(at, change={SHEET: with_sheet_rows(b" " * 5_000_000)})),
        "damaged",
    ),
    "thousands of parts": (
        lambda at: repacked(at, add={f"x/{n}": b"" for n in range(2_001)}),
        "parts, more than any plan",
    ),
    "encrypted parts": (lambda at: marked_encrypted(repacked(at)), "protected with a password"),
    "half a file": (lambda at: repacked(at)[: len(repacked(at)) // 2], "damaged"),
    "a changed byte": (lambda at: with_a_changed_byte(repacked(at)), "damaged"),
    "one cell at the end of the world": (
        lambda at: repacked(
            at, change={SHEET: with_sheet_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')}
        ),
        "Sheet “Plan”, cell XFD1048576: there is something far outside the plan",
    ),
    "entities": (lambda at: repacked(at, change={SHEET: after_declaration(BILLION)}), "document type declaration"),
    "entities in two bytes": (
        lambda at: repacked(
            at,
            change={
                SHEET: lambda part: (
                    after_declaration(BILLION)(part).decode().replace("UTF-8", "UTF-16").encode("utf-16")
                )
            },
        ),
        "document type declaration",
    ),
    "an outside entity": (
        lambda at: repacked(
            at,
            change={"xl/workbook.xml": after_declaration(b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>')},
        ),
        "document type declaration",
    ),
    "a sheet that is not XML": (lambda at: repacked(at, change={SHEET: lambda _: b"<worksheet><sheet"}), "damaged"),
    "a sheet nested ten thousand deep": (
        lambda at: repacked(at, change={SHEET: with_sheet_rows(b"<a>" * 10_000 + b"</a>" * 10_000)}),
        "damaged",
    ),
    "a sheet that is missing": (lambda at: repacked(at, drop=SHEET), "damaged"),
    "a place that is no place": (
        lambda at: repacked(at, change={SHEET: with_sheet_rows(b'<row r="9"><c r="!9"><v>1</v></c></row>')}),
        "damaged",
    ),
    "a row number that is no number": (
        lambda at: repacked(at, change={SHEET: with_sheet_rows(b'<row r="x"><c r="A9"><v>1</v></c></row>')}),
        "cannot be read",
    ),
    "a string that does not exist": (
        lambda at: repacked(at, change={SHEET: with_sheet_rows(b'<row r="9"><c r="A9" t="s"><v>99</v></c></row>')}),
        "cannot be read",
    ),
    "a style that does not exist": (
        lambda at: repacked(at, change={SHEET: with_sheet_rows(b'<row r="9"><c r="A9" s="999"><v>9</v></c></row>')}),
        "cannot be read",
    ),
    "styles that are nonsense": (
        lambda at: repacked(at, change={"xl/styles.xml": lambda _: b"<styleSheet><fonts><font><b><c/></b>"}),
        "cannot be read",
    ),
    "a cell longer than Excel allows": (
        lambda at: repacked(
            at,
            change={
                SHEET: with_sheet_rows(
                    b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"x" * 40_000 + b"</t></is></c></row>"
                )
            },
        ),
        "Sheet “Plan”, cell A9: there are more than 32,767 letters",
    ),
    "a long string used ten thousand times": (
        lambda at: repacked(
            at,
            change={
                TYPES: with_shared_strings,
                SHEET: with_sheet_rows(
                    b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(3, 10_000))
                ),
            },
            add={"xl/sharedStrings.xml": shared_strings(b"<si><t>" + b"x" * 30_000 + b"</t></si>")},
        ),
        "letters; load a copy",
    ),
    "half a million cells": (
        lambda at: repacked(
            at,
            change={
                SHEET: with_sheet_rows(
                    b"".join(
                        b'<row r="%d">' % n
                        + b"".join(b'<c r="%c%d"><v>1</v></c>' % (65 + c, n) for c in range(20))
                        + b"</row>"
                        for n in range(3, 25_003)
                    )
                )
            },
        ),
        "filled cells; load a copy",
    ),
    "strict Open XML": (
        lambda at: repacked(
            at,
            change={
                "xl/workbook.xml": lambda part: part.replace(
                    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
                )
            },
        ),
        "Strict Open XML",
    ),
}
