"""`python -m papers.child`: one paper, rendered and handed back; its time and memory end with it.

It reads an order as JSON on standard input and answers in JSON on standard output. Only papers.rendering calls it.
"""

import base64
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from governance.errors import PaperError
from papers.catalogue import PaperType
from papers.document import Node, parse
from papers.html_page import PageStyle, write_page
from papers.pdf_file import PdfStyle, write_pdf
from papers.word_file import WordStyle, write_word
from papers.words import write_document


def render(order: dict[str, Any]) -> dict[str, bytes]:
    """format → bytes."""
    paper_type = PaperType(**{**order["type"], "folder": Path(order["type"]["folder"])})
    document = parse(write_document(paper_type, order["facts"]), template=f"{paper_type.kind}/body.html")
    dated = date.fromisoformat(order["dated"])
    return {
        format_: _write(format_, document, order["house"], paper_type.templates / "house", dated)
        for format_ in order["formats"]
    }


def _write(format_: str, document: Node, house: dict[str, Any], style: Path, dated: date) -> bytes:
    whose = {name: house[name] for name in ("council", "colour", "footer", "lang")}
    if format_ == "html":
        return write_page(document, PageStyle(css=(style / "house.css").read_text(encoding="utf-8"), **whose))
    if format_ == "pdf":
        return write_pdf(document, PdfStyle(style=style / "house.typ", fonts=style / "fonts", **whose), dated=dated)
    if format_ == "docx":
        return write_word(document, WordStyle(**whose), dated=dated)
    raise PaperError(f"“{format_}” is no format of a paper; use html, pdf or docx.")


def main() -> None:
    try:
        files = render(json.load(sys.stdin.buffer))
        answer: dict[str, Any] = {"files": {name: base64.b64encode(made).decode() for name, made in files.items()}}
    except PaperError as error:
        answer = {"error": type(error).__name__, "sentence": str(error)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
