"""The words of a tagged PDF as its structure has them: what a screen reader says, cell by cell and over page ends.

Heads and feet of pages are no part of it, nor are pictures, whose words are their alternative text.
"""

import ctypes
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader

# What is drawn in it is said by its alternative text.
DRAWN = "/Figure"


def tagged_words(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    with pypdfium2.PdfDocument(content) as document:
        pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages) if page.indirect_reference}
        words = [_by_mark(page) for page in document]
    return "".join(_said(reader.trailer["/Root"]["/StructTreeRoot"], None, pages, words))


def _by_mark(page: pypdfium2.PdfPage) -> Mapping[int, str]:
    """Number of marked content → its words on this page."""
    found: dict[int, list[str]] = defaultdict(list)
    text = page.get_textpage()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        mark = pdfium.FPDFPageObj_GetMarkedContentID(item.raw)
        if mark >= 0:
            found[mark].append(_words_of(item.raw, text.raw))
    return {mark: "".join(parts) for mark, parts in found.items()}


def _words_of(item: Any, text: Any) -> str:
    size = pdfium.FPDFTextObj_GetText(item, text, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFTextObj_GetText(item, text, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _said(element: Any, page: int | None, pages: Mapping[int, int], words: list[Mapping[int, str]]) -> Iterator[str]:
    element = element.get_object()
    mark = element if isinstance(element, int) else element.get("/MCID")
    if not isinstance(element, int):
        if element.get("/S") == DRAWN:
            return
        page = pages[element.raw_get("/Pg").idnum] if "/Pg" in element else page
    if mark is not None and page is not None:
        yield words[page].get(int(mark), "")
        return
    inside = element.get("/K", [])
    for child in inside if isinstance(inside, list) else [inside]:
        yield from _said(child, page, pages, words)
