"""The document as PDF/UA-1 by Typst: the house style is one .typ file, and the words enter only as data."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import typst

from governance.errors import PaperError
from papers.coverage import families, forget_fonts, plain_signs, show_in_picture, show_plain, show_uncovered
from papers.document import Node, every
from papers.house import House
from papers.typst_calls import Calls

Showing = Callable[[str, Path, str], str]
Made = TypeVar("Made")
# words → the words with nothing in them that cannot be drawn.
Show = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Source:
    """What Typst compiles. style: the house style with the calls of a document beneath it; values: what both name."""

    style: bytes
    values: Mapping[str, Any]


def write_pdf(document: Node, house: House, *, dated: date) -> bytes:
    """The paper as PDF/UA-1, the same bytes for the same input. Raises PaperError where Typst refuses it."""

    def source(show: Show) -> Source:
        calls = calls_in(house, show)
        body = calls.body(document)
        return Source(
            style=house.style_of_pdfs + f"\n#{{\n{body}\n}}\n".encode(),
            values=values_of(house, show, title=title_of(document), dated=dated) | {"words": calls.words},
        )

    return with_signs_that_can_be_drawn(house, lambda show: compiled(source(show), house, dated))


def calls_in(house: House, show: Show) -> Calls:
    """What writes a document's calls in this house."""
    fonts = house.fonts
    return Calls(
        show,
        plain_signs(fonts, house.font).issuperset,
        lambda drawing: show_in_picture(show(drawing), fonts, house.font),
    )


def title_of(document: Node) -> str:
    return next(node.words() for node in every(document) if node.tag == "h1")


def with_signs_that_can_be_drawn(house: House, make: Callable[[Show], Made]) -> Made:
    """What make gives for a way of showing words. Raises PaperError where Typst refuses it either way."""

    fonts = house.fonts
    is_plain = plain_signs(fonts, house.font).issuperset

    def shown_by(showing: Showing) -> Show:
        # Nearly all words are plain, and either way of showing leaves those as they are.
        return lambda words: words if is_plain(words) else showing(words, fonts, house.font)

    try:
        return make(shown_by(show_uncovered))
    except typst.TypstError as fault:
        # A style may name fewer fonts than there are. Whatever the words are, they must not stop the paper.
        try:
            return make(shown_by(show_plain))
        except typst.TypstError:
            raise PaperError(
                f"The PDF could not be made: {fault.message}. The template may use what a PDF cannot show."
            ) from fault


def values_of(house: House, show: Show, *, title: str, dated: date) -> dict[str, Any]:
    """What the house style asks for, whatever the document."""
    first, *_ = tried = families(house.fonts, house.font)
    return {
        "title": show(title),
        "council": show(house.council),
        "colour": house.colour,
        "header": show(house.header or house.council),
        "marking": show(house.marking),
        "own-header": bool(house.header),
        "footer": show(house.footer),
        "logo": f"logo.{house.logo_type}" if house.logo and house.logo_type else None,
        "lang": house.lang[:2],
        "region": house.lang[3:],
        "date": [dated.year, dated.month, dated.day],
        "families": [{"name": family.name, "covers": family.pattern()} for family in tried],
        "first-family": first.name,
        "first-page": 1,
        "pack": False,
    }


def compiled(source: Source, house: House, dated: date) -> bytes:
    """The PDF. Raises TypstError."""
    midnight = datetime(dated.year, dated.month, dated.day, tzinfo=UTC)
    with _folder_of_pictures(house) as root:
        made = typst.compile(
            source.style,  # type: ignore[type-var]  # its stub forgets bytes
            root=root,
            font_paths=_fonts(house.fonts),
            sys_inputs={"paper": json.dumps(source.values, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(midnight.timestamp()),
        )
    assert isinstance(made, bytes)  # noqa: S101 - one PDF, not a list of pages
    return made


def told_by(source: Source, house: House, label: str) -> Any:
    """The value of the metadata with this label, as the set pages have it. Raises TypstError."""
    with _folder_of_pictures(house) as root:
        told = typst.query(
            source.style,  # type: ignore[type-var]  # its stub forgets bytes
            f"<{label}>",
            field="value",
            one=True,
            root=root,
            font_paths=_fonts(house.fonts),
            sys_inputs={"paper": json.dumps(source.values, ensure_ascii=False)},
        )
    return json.loads(told)


def read_fonts(folder: Path) -> None:
    """Read the fonts of a folder now, so that no paper has to wait for it."""
    _stamps[folder] = _stamp(folder)
    _fonts(folder)
    plain_signs(folder)
    for family in families(folder):
        family.pattern()


def fonts_in(folder: Path) -> None:
    """Read the fonts of a folder again if its files are others than when they were read."""
    if _stamps.get(folder) != _stamp(folder):
        forget_fonts()
        _fonts.cache_clear()
        _stamps[folder] = _stamp(folder)


_stamps: dict[Path, tuple[tuple[str, int, int], ...]] = {}


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    files = [(path.name, path.stat()) for path in sorted(folder.glob("*.ttf"))]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in files)


@cache
def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


@contextmanager
def _folder_of_pictures(house: House) -> Iterator[str]:
    """All that a style may read: a folder with the logo in it and nothing else."""
    with TemporaryDirectory() as folder:
        if house.logo and house.logo_type:
            (Path(folder) / f"logo.{house.logo_type}").write_bytes(house.picture)
        yield folder
