"""Whether an uploaded file is what it says: by its own content, not its name. It keeps nothing and opens nothing.

Nothing is unpacked but the list of a document's parts, so a small file cannot become a large one here.
"""

import io
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

LARGEST_FILE = 10_000_000
LONGEST_NAME = 100
MOST_PARTS = 5_000
LARGEST_LIST = 1_000_000
KINDS = "PDF, Word (docx), Excel (xlsx), PowerPoint (pptx), picture (png, jpg) or plain text (txt, csv)"
OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{OFFICE}.presentationml.presentation",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
MAIN_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
SIGNATURES = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
TYPE_LIST = "[Content_Types].xml"


class FileRefused(Exception):
    """The sentence says which file, what is wrong and what to do."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """name: safe to put into a header and onto a disk."""

    name: str
    media_type: str
    content: bytes


def check_file(name: str, content: bytes) -> Checked:
    """The file, if it may be kept. Raises FileRefused with a sentence."""
    safe = safe_name(name)
    ending = PurePosixPath(safe).suffix.lower()
    if ending not in MEDIA_TYPES:
        raise FileRefused(f"“{safe}” is of a kind that is not taken. Save it as {KINDS}.")
    if not content:
        raise FileRefused(f"“{safe}” is empty. Choose the file again.")
    if len(content) > LARGEST_FILE:
        raise FileRefused(f"“{safe}” is larger than 10 MB. Make it smaller, or give a link to it.")
    if ending in MAIN_PARTS:
        _check_document(safe, ending, content)
    elif ending in SIGNATURES:
        if not content.startswith(SIGNATURES[ending]):
            raise FileRefused(f"“{safe}” is not what its name says. Save it again as {KINDS}.")
    else:
        _check_text(safe, content)
    return Checked(name=safe, media_type=MEDIA_TYPES[ending], content=content)


def safe_name(name: str) -> str:
    """Without a path, control characters or signs that turn the reading direction; the ending stays."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in '"<>:|?*;')
    kept = " ".join(kept.split()).strip(". ") or "file"
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" if dot and stem else kept[:LONGEST_NAME]


def _check_document(safe: str, ending: str, content: bytes) -> None:
    wrong = (
        f"“{safe}” cannot be read as a {ending[1:]} file, or it is locked with a password. Save it again, or as PDF."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            names = {part.filename for part in listed}
            locked = any(part.flag_bits & 1 for part in listed)
            if len(listed) > MOST_PARTS or locked or not {TYPE_LIST, MAIN_PARTS[ending]} <= names:
                raise FileRefused(wrong)
            with parts.open(TYPE_LIST) as part:
                types = part.read(LARGEST_LIST + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError) as fault:
        raise FileRefused(wrong) from fault
    if len(types) > LARGEST_LIST:
        raise FileRefused(wrong)
    programs = ("vbaproject", "vbadata", "macrosheets", "activex")
    has_program = any(word in name.lower() for name in names for word in programs)
    if has_program or b"macroenabled" in types.lower() or b"vbaproject" in types.lower():
        raise FileRefused(f"“{safe}” has macros in it, which are not taken. Save it without macros, or as PDF.")


def _check_text(safe: str, content: bytes) -> None:
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = content.decode("cp1252", errors="replace")
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\n\r\f\v" for sign in words) or "\ufffd" in words:
        raise FileRefused(f"“{safe}” is not plain text. Save it again as {KINDS}.")
