"""What a file is, judged by its first bytes and never by its name alone.

It does not open workbooks: a zip file goes unopened to the reader in its own sealed child.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from governance.errors import PlanFileError
from plan_store.loading.limits import LIMITS, Limits

ZIP_SIGNATURE = b"PK\x03\x04"
COMPOUND_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CSV_ENDINGS = frozenset({".csv", ".txt", ".tsv", ".tab"})

# First bytes of what people send by mistake, and its name in the sentence they get.
OTHER_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
)


@dataclass(frozen=True)
class Container:
    """A plan file's bytes with their SHA-256 digest, and whether they are to be read as workbook or CSV."""

    name: str
    content: bytes
    digest: str
    is_workbook: bool


def open_container(path: Path, limits: Limits = LIMITS) -> Container:
    """The bytes of a plan file, once, so that what is digested is what is read.

    PlanFileError when the file is absent, empty, too large or plainly neither a workbook nor a CSV.
    """
    content = _read_bytes(path, limits)
    is_workbook = content.startswith(ZIP_SIGNATURE)
    if not is_workbook:
        _refuse_other_formats(path, content)
    return Container(path.name, content, hashlib.sha256(content).hexdigest(), is_workbook)


def _read_bytes(path: Path, limits: Limits) -> bytes:
    if not path.is_file():
        raise PlanFileError(f"There is no file {path.name} to load; check the name and the folder.")
    try:
        with path.open("rb") as file:
            content = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise PlanFileError(
            f"{path.name} cannot be opened ({error.strerror}); close it elsewhere, or ask for the right to read it."
        ) from error
    if not content:
        raise PlanFileError(f"{path.name} is empty; save the plan again and load the new file.")
    if len(content) > limits.file_bytes:
        raise PlanFileError(
            f"{path.name} is larger than {limits.file_bytes // 1_000_000} MB; "
            "save a copy without pictures and old sheets and load that."
        )
    return content


def _refuse_other_formats(path: Path, content: bytes) -> None:
    if content.startswith(COMPOUND_SIGNATURE):
        raise PlanFileError(f"{path.name} {_explain_compound_file(content)}")
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signature, name in OTHER_SIGNATURES:
        if start.startswith(signature.lower()):
            raise PlanFileError(
                f"{path.name} is {name}, not a workbook; save the plan as “Excel Workbook (.xlsx)” and load that."
            )
    if path.suffix.lower() not in CSV_ENDINGS:
        raise PlanFileError(
            f"{path.name} is not a workbook, whatever its name says; open it in the program that made it "
            "and save it as “Excel Workbook (.xlsx)” or “CSV UTF-8 (.csv)”."
        )


def _explain_compound_file(content: bytes) -> str:
    """The old container holds three different things; each has its own way out."""
    if "DRMEncrypted".encode("utf-16-le") in content or "DRMContent".encode("utf-16-le") in content:
        return (
            "is protected by a sensitivity label or rights management; "
            "save a copy with a label that does not encrypt it and load that."
        )
    if "EncryptedPackage".encode("utf-16-le") in content:
        return (
            "is protected with a password; in Excel choose File, Info, Protect Workbook, "
            "Encrypt with Password, clear the password, save, and load it again."
        )
    return "is in the old Excel format (.xls); open it in Excel, save it as “Excel Workbook (.xlsx)” and load that."
