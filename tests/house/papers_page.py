"""docs/papers-and-forms.md, followed as it is written in an empty council's folder; and the pictures that it shows.

`PYTHONPATH=.:tests:tests/papers python tests/house/papers_page.py` draws the pictures anew; it needs LibreOffice for
the one of the Word form.
"""

import io
import os
import re
import subprocess
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import pypdfium2
from checkout import CHECKOUT
from paper_samples import HOUSE, TEMPLATES, paper_facts
from PIL import Image

from papers.catalogue import paper_types
from papers.rendering import render_paper

PAGE = CHECKOUT / "docs" / "papers-and-forms.md"
PICTURES = CHECKOUT / "docs" / "pictures"
BLOCK = re.compile(r"^ *```(?P<kind>\w+)(?: (?P<file>\S+))?(?: (?P<how>[^\n]+))?\n(?P<words>.*?)^ *```$", re.M | re.S)
DATED = date(2026, 3, 10)
A4_AT_96, MOST_COLOURS = 96 / 72, 48


@dataclass(frozen=True)
class Block:
    """One fenced block. kind: sh is typed in, others are files. how: look for, put instead, or empty."""

    kind: str
    file: str
    how: str
    words: str


def blocks() -> list[Block]:
    page = PAGE.read_text(encoding="utf-8")
    return [
        Block(found["kind"], found["file"] or "", found["how"] or "", textwrap.dedent(found["words"]))
        for found in BLOCK.finditer(page)
    ]


def follow(council: Path) -> None:
    """Do in the council's folder what the page says, from top to bottom."""
    sought = ""
    for block in blocks():
        path = council / block.file
        if block.kind == "sh" and "export" not in block.words:
            subprocess.run(
                ["sh", "-e", "-c", block.words], cwd=council, env={**os.environ, "PROJECT": str(CHECKOUT)}, check=True
            )
        elif block.how == "look for":
            sought = block.words.rstrip("\n")
        elif block.how == "put instead":
            written = path.read_text(encoding="utf-8")
            assert written.count(sought) == 1, f"“{sought}” is not just once in {block.file}"
            path.write_text(written.replace(sought, block.words.rstrip("\n")), encoding="utf-8")
        elif path.suffix == ".docx":
            path.write_bytes(a_form(block.words.splitlines()))
        elif block.file:
            path.parent.mkdir(parents=True, exist_ok=True)
            written = path.read_text(encoding="utf-8") if path.exists() else ""
            path.write_text(written + block.words, encoding="utf-8")


def a_form(lines: list[str]) -> bytes:
    """A Word form of these paragraphs, as one would type them."""
    form = docx.Document()
    form.sections[0].header.paragraphs[0].text = "Ashcombe City Council: committee report"
    for line in lines:
        form.add_paragraph(line)
    file = io.BytesIO()
    form.save(file)
    return file.getvalue()


def made(council: Path, kind: str) -> Mapping[str, bytes]:
    """The files of a paper as this council has it."""
    paper_type = paper_types(TEMPLATES, council / "papers")[kind]
    facts: dict[str, Any] = paper_facts()
    return render_paper(paper_type, facts, house=HOUSE, dated=DATED, formats=("html", "pdf", "docx")).files


def page_with(pdf: bytes, words: str) -> Image.Image:
    """The page on which the words stand, and of it the part around them."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            if found := text.search(words).get_next():
                top = (page.get_height() - text.get_charbox(found[0])[3]) * A4_AT_96
                whole = page.render(scale=A4_AT_96).to_pil()
                first = max(0, min(int(top) - 60, whole.height - 420))
                return whole.crop((0, first, whole.width, first + 420))
    raise LookupError(f"“{words}” stands on no page")


def draw(folder: Path) -> None:
    """The pictures of the page, each less than 80 kilobytes."""
    with TemporaryDirectory() as council:
        follow(Path(council))
        report = made(Path(council), "progress_report")
        filled = Path(council) / "filled.docx"
        filled.write_bytes(report["docx"])
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", filled.name], cwd=council, check=True)
        shown = {
            "new-words": page_with(report["pdf"], "What could go wrong"),
            "new-section": page_with(report["pdf"], "What is past its date"),
            "own-form": page_with(filled.with_suffix(".pdf").read_bytes(), "Report to"),
            "new-type": page_with(made(Path(council), "late_note")["pdf"], "late actions"),
        }
    for name, picture in shown.items():
        picture.convert("RGB").quantize(MOST_COLOURS).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    draw(PICTURES)
