"""Fields of Word, which hold links as words of an instruction: where such a field leads.

It knows nothing of paragraphs; what stands inside a field is read by whoever walks through them.
"""

import re

from docx.oxml.ns import qn

PART = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
# Switches of HYPERLINK that are followed by words of their own.
WITH_WORDS = ("\\o", "\\t", "\\l")
MARK, KIND, SAYS = qn("w:fldChar"), qn("w:fldCharType"), qn("w:instrText")


class Field:
    """A field that has begun. address: where its result leads, once that has begun; None where it is no link."""

    def __init__(self) -> None:
        self.instruction = ""
        self.address: str | None = None


def address_in(instruction: str) -> str | None:
    """Where a HYPERLINK leads, a bookmark as “#name”; None for any other field."""
    parts = [quoted.replace("\\\\", "\\") if quoted else plain for quoted, plain in PART.findall(instruction)]
    if not parts or parts[0].upper() != "HYPERLINK":
        return None
    address, anchor, waiting = "", "", iter(parts[1:])
    for part in waiting:
        switch = part.lower()
        if switch in WITH_WORDS:
            words = next(waiting, "")
            anchor = words if switch == "\\l" else anchor
        elif not part.startswith("\\") or part.startswith("\\\\"):
            address = address or part
    return f"{address}#{anchor}" if anchor else address
