"""The package of a workbook: what is in the zip file, and what must not be.

It does not read cells; a part is handed on only after the package as a whole has been judged.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO

from governance.errors import PlanFileError
from plan_store.loading.limits import Limits

CONTENT_TYPES = "[Content_Types].xml"
SAVE_AS_WORKBOOK = "save it as “Excel Workbook (.xlsx)” and load that."
WORKBOOK_PART = re.compile(r"xl/workbook[0-9]*\.xml")
DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
DAMAGED = "The workbook is damaged and cannot be opened; open it in Excel, let Excel repair it, and " + SAVE_AS_WORKBOOK


def open_archive(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """The zip file, if it is a workbook we may read; PlanFileError otherwise."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        raise PlanFileError(DAMAGED) from error
    entries = archive.infolist()
    if len(entries) > limits.package_parts:
        raise PlanFileError(
            f"The file holds {len(entries):,} parts, more than any plan needs; copy the plan’s sheets "
            "into a new workbook and load that."
        )
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise PlanFileError(
            f"The file unpacks to more than {limits.unpacked_bytes // 1_000_000} MB; copy the plan’s sheets "
            "into a new workbook and load that."
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise PlanFileError("The file is protected with a password; save it without one and load it again.")
    _refuse_other_packages(frozenset(entry.filename for entry in entries), archive)
    return archive


def find_workbook_part(names: frozenset[str]) -> str:
    """The name of the part that lists the sheets, or nothing if there is none."""
    return min(filter(WORKBOOK_PART.fullmatch, names), default="")


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part's bytes; PlanFileError if it is damaged or carries a document type (entity attacks start there)."""
    try:
        content = archive.read(name)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise PlanFileError(DAMAGED) from error
    # The declaration may hide in a two-byte encoding; dropping the zero bytes lays it open in either order.
    if DOCUMENT_TYPE.search(content) or (b"\x00" in content and DOCUMENT_TYPE.search(content.replace(b"\x00", b""))):
        raise PlanFileError(
            "The workbook carries a document type declaration, which Excel never writes; "
            "open it in Excel and " + SAVE_AS_WORKBOOK
        )
    return content


def rebuild_archive(parts: Iterable[tuple[str, bytes]]) -> BytesIO:
    """A package of just these parts, in memory."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def _refuse_other_packages(names: frozenset[str], archive: zipfile.ZipFile) -> None:
    if any("vbaproject" in name.lower() or "macrosheets" in name.lower() for name in names):
        raise PlanFileError("The workbook holds macros, which are not opened here; in Excel " + SAVE_AS_WORKBOOK)
    if "xl/workbook.bin" in names:
        raise PlanFileError("The workbook is in the binary format (.xlsb); open it in Excel, " + SAVE_AS_WORKBOOK)
    if CONTENT_TYPES in names and find_workbook_part(names):
        if b"macroEnabled" in read_part(archive, CONTENT_TYPES):
            raise PlanFileError("The workbook is of the kind that holds macros (.xlsm); in Excel " + SAVE_AS_WORKBOOK)
        return
    if "word/document.xml" in names:
        raise PlanFileError("The file is a Word document; copy its table into Excel, " + SAVE_AS_WORKBOOK)
    if "mimetype" in names and b"opendocument" in read_part(archive, "mimetype"):
        raise PlanFileError("The file is an OpenDocument file; open it and " + SAVE_AS_WORKBOOK)
    raise PlanFileError("The file is a zip archive but not a workbook; unpack it and load the .xlsx inside.")
