"""What is asked of a Word file that a council gives, before it is used: nothing in it acts or reaches out.

It opens the zip and reads the parts' XML, in which no entity is resolved; it knows nothing of styles or of forms.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from governance.errors import TemplateFault

MOST_FILES, MOST_BYTES = 2_000, 60 * 1024**2
MAIN_PART = "word/document.xml"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# A link that a reader may follow is the one thing of the outside that a Word file may name.
ALLOWED_OUTSIDE = "hyperlink"
# What is in a name → what an officer knows it as
ACTING = {
    "vbaproject": "macros",
    "vbadata": "macros",
    "activex": "ActiveX controls",
    "embeddings/": "files embedded in it",
    "oleobject": "files embedded in it",
    "afchunk": "other files to be read in",
}
# Fields that fetch or run something, by their first word.
REACHING = frozenset(
    ("INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "DDEAUTO", "DDE", "IMPORT", "LINK", "DATABASE", "MACROBUTTON")
)
RELATIONSHIP, MARK, INSTRUCTION, SIMPLE = "{*}Relationship", "{*}fldChar", "{*}instrText", "{*}fldSimple"


def refuse_what_acts(content: bytes, called: str) -> None:
    """Raise TemplateFault for a file that is no Word document, or that holds what runs, embeds or fetches something.

    called: its name, for messages. Nothing of it is unpacked beyond 60 megabytes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _measure(packed, called)
            parts = _unpacked(packed, called)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise TemplateFault(
            f"{called} cannot be read as a Word file. Save it in Word as “Word document (.docx)”, without a password."
        ) from fault
    if MAIN_PART not in parts or MAIN_TYPE not in parts.get("[Content_Types].xml", ""):
        raise TemplateFault(
            f"{called} is no plain Word document; it may be a template or hold macros. "
            "Save it in Word as “Word document (.docx)” and give that."
        )
    for name, words in parts.items():
        _look_at(name, words, called)


def _measure(packed: zipfile.ZipFile, called: str) -> None:
    entries = packed.infolist()
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise TemplateFault(
            f"{called} unpacks to more than {MOST_FILES:,} parts or {MOST_BYTES // 1024**2} megabytes, which "
            "no form does. Copy its content into a new Word document and give that."
        )


def _unpacked(packed: zipfile.ZipFile, called: str) -> dict[str, str]:
    """name → its text, for XML; empty for what is none. What an entry says of its size is not relied on."""
    parts, left = {}, MOST_BYTES
    for entry in packed.infolist():
        with packed.open(entry) as file:
            words = file.read(left + 1)
        left -= len(words)
        if left < 0:
            raise TemplateFault(
                f"{called} unpacks to far more than it says, as files made to do harm do; it is not used."
            )
        readable = entry.filename.endswith((".xml", ".rels"))
        parts[entry.filename] = words.decode("utf-8", errors="replace") if readable else ""
        if readable and words[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise TemplateFault(f"{called}: its part {entry.filename} is not in UTF-8. Save it once more in Word.")
    return parts


def _look_at(name: str, words: str, called: str) -> None:
    for sign, what in ACTING.items():
        if sign in name.lower():
            raise TemplateFault(f"{called} holds {what} ({name}). Take them out in Word, save it and give it again.")
    if "<!DOCTYPE" in words or "<!ENTITY" in words:
        raise TemplateFault(f"{called}: its part {name} declares a document type, as no file written by Word does.")
    if not words.strip():
        return
    try:
        tree = etree.fromstring(words.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as fault:
        raise TemplateFault(f"{called}: its part {name} is damaged. Save it once more in Word.") from fault
    for link in tree.iter(RELATIONSHIP):
        _look_at_link({str(key): str(value) for key, value in link.items()}, called)
    for instruction in _instructions(tree):
        field = next(iter(instruction.split()), "").upper()
        if field in REACHING:
            raise TemplateFault(
                f"{called} holds the field {field} (in {name}), which fetches or runs something from outside. "
                "Replace it by its words and give the form again."
            )


def _instructions(tree: etree._Element) -> Iterator[str]:
    """What each field of a part is told to do; Word cuts an instruction into pieces, and so may anybody else."""
    told = ""
    for part in tree.iter(MARK, INSTRUCTION):
        if etree.QName(part).localname == "instrText":
            told += part.text or ""
        elif "begin" in part.attrib.values():
            yield told
            told = ""
    yield told
    for field in tree.iter(SIMPLE):
        yield from map(str, field.attrib.values())


def _look_at_link(said: Mapping[str, str], called: str) -> None:
    kind = said.get("Type", "").rpartition("/")[2]
    if said.get("TargetMode") == "External" and kind != ALLOWED_OUTSIDE:
        raise TemplateFault(
            f"{called} fetches something from outside: {said.get('Target', '')} ({kind}). A paper must "
            "not depend on it, nor tell anybody that it was opened. Take the link out, or put the thing itself in."
        )
    if sign := next((sign for sign in ACTING if sign in kind.lower()), ""):
        raise TemplateFault(f"{called} holds {ACTING[sign]} ({said.get('Target', '')}). Take them out.")
