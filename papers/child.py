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
from papers.document import Node
from papers.house import House
from papers.html_page import write_page
from papers.pdf_file import write_pdf
from papers.word_file import write_word
from papers.words import semantic_document


def render(order: dict[str, Any]) -> dict[str, bytes]:
    """format → bytes."""
    paper_type = PaperType(**{**order["type"], "folder": Path(order["type"]["folder"])})
    house = House(**{**order["house"], "folder": Path(order["house"]["folder"])})
    document = semantic_document(paper_type, order["facts"])
    dated = date.fromisoformat(order["dated"])
    return {format_: _write(format_, document, house, dated) for format_ in order["formats"]}


def _write(format_: str, document: Node, house: House, dated: date) -> bytes:
    if format_ == "html":
        return write_page(document, house)
    if format_ == "pdf":
        return write_pdf(document, house, dated=dated)
    if format_ == "docx":
        return write_word(document, house, dated=dated)
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
