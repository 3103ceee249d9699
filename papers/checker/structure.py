"""Rules about how a paper is built: its sections, their numbers and levels, and its length.

They know nothing of what the sections say.
"""

import re
from collections.abc import Iterator

from governance.wording import plural
from papers.checker.findings import Severity
from papers.checker.reading import LEVELS, NUMBERED, Passage, Reading, Section, is_lone_number
from papers.checker.rulebook import Remark, rule

MINUTE_NUMBER = re.compile(r"(?P<number>\d{1,3}\.\d{1,3})(?:\s|$)")


@rule(Severity.MUST)
def empty_section(reading: Reading) -> Iterator[Remark]:
    """A heading has nothing beneath it before the next heading of its level or above."""
    for n, section in enumerate(reading.sections):
        after = reading.sections[n + 1] if n + 1 < len(reading.sections) else None
        is_title = n == 0 and section.level == 1 and after is not None
        if section.passages or is_title or (after is not None and after.level > section.level):
            continue
        if section.untitled:
            continue
        then = f"The next thing is “{after.title.words}”" if after else "The paper ends there"
        yield Remark(
            passage=section.title,
            because=f"Nothing stands under “{section.title.words}”. {then}.",
            suggestion="Write what belongs there, say in a sentence that there is nothing to report, or take it out.",
        )


@rule(Severity.SHOULD)
def empty_field(reading: Reading) -> Iterator[Remark]:
    """A field of the cover has a name and no content."""
    filled: dict[Passage, bool] = {}
    for passage in reading.passages:
        if passage.tag == "dt":
            filled[passage] = False
        elif passage.tag == "dd" and filled:
            name = next(reversed(filled))
            filled[name] = filled[name] or bool(passage.words) or any(passage.node.nodes())
    for name, is_filled in filled.items():
        if not is_filled:
            yield Remark(
                passage=name,
                because=f"The field “{name.words}” is empty.",
                suggestion="Fill it in, or write “None” so that the reader knows it was not forgotten.",
            )


@rule(Severity.MUST)
def orphan_number(reading: Reading) -> Iterator[Remark]:
    """A number stands alone, without the title it belongs to."""
    for passage in reading.passages:
        if is_lone_number(passage):
            yield Remark(
                passage=passage,
                because=f"“{passage.words}” has no title; what follows seems to belong to “{passage.heading}”.",
                suggestion="Give the number its title, or take it out and number the sections after it anew.",
            )


@rule(Severity.SHOULD)
def broken_numbering(reading: Reading) -> Iterator[Remark]:
    """The numbers of headings or paragraphs skip one, go back, or come twice."""
    yield from _of_headings([section for section in reading.sections if section.number])
    seen: dict[str, Passage] = {}
    for passage in reading.passages:
        match = MINUTE_NUMBER.match(passage.words) if passage.tag in ("p", "li") else None
        if match and (first := seen.setdefault(match["number"], passage)) is not passage:
            yield _twice(match["number"], first, passage)


def _of_headings(sections: list[Section]) -> Iterator[Remark]:
    """Each number is compared with the one before it under the same parent number; a new “1” may begin again."""
    last: dict[str, tuple[int, Section]] = {}
    for section in sections:
        parent, _, own = section.number.rpartition(".")
        number = int(own)
        before = last.get(parent)
        last[parent] = (number, section)
        if before is None and number > 1:
            yield _gap(section, f"The first number here is {section.number}; there is none before it.")
        elif before is not None and number == before[0]:
            yield _twice(section.number, before[1].title, section.title)
        elif before is not None and number != before[0] + 1 and (number != 1 or section.level >= before[1].level):
            yield _gap(section, f"{section.number} comes after {before[1].number} (“{before[1].title.words}”).")


def _gap(section: Section, because: str) -> Remark:
    suggestion = "Number the sections one after the other, or give back the section that was taken out."
    return Remark(passage=section.title, because=because, suggestion=suggestion)


def _twice(number: str, first: Passage, again: Passage) -> Remark:
    return Remark(
        passage=again,
        quote=again.words,
        because=f"{number} comes twice: first at paragraph {first.position}, and again here.",
        suggestion="Give each its own number, so that a reference to it finds one place only.",
    )


@rule(Severity.SHOULD)
def heading_jump(reading: Reading) -> Iterator[Remark]:
    """A heading is more than one level below the heading before it."""
    level = 0
    for passage in reading.passages:
        if not passage.is_heading:
            continue
        now = LEVELS[passage.tag]
        if now > level + 1:
            over = f"the level before it is {level}" if level else "no heading stands above it"
            yield Remark(
                passage=passage,
                because=f"“{passage.words}” is a heading of level {now}, and {over}.",
                suggestion=f"Make it a heading of level {level + 1}: screen readers and contents go by the levels.",
            )
        level = now


@rule(Severity.SHOULD)
def heading_twice(reading: Reading) -> Iterator[Remark]:
    """The same heading, or a field and a heading of the same name, stands twice under one section."""
    seen: dict[tuple[str, ...], Passage] = {}
    above: list[tuple[int, str]] = []
    for passage in reading.passages:
        if not (passage.is_heading or passage.tag == "dt"):
            continue
        title = _bare(passage.words)
        level = LEVELS.get(passage.tag, 1)
        above = [(number, words) for number, words in above if number < level]
        path = (title,) if level <= 2 else (*(words for _, words in above[-1:]), title)
        if passage.is_heading:
            above.append((level, title))
        first = seen.setdefault(path, passage)
        if title and first is not passage and not _is_title_field(first, passage):
            kind = "the field" if first.tag == "dt" else "the heading"
            yield Remark(
                passage=passage,
                because=f"“{passage.words}” comes twice: {kind} at paragraph {first.position}, and again here.",
                suggestion="Keep one of them and put all of its words there.",
            )


def _bare(words: str) -> str:
    """Without its number, its colon and capitals."""
    return NUMBERED.sub("", words, count=1).strip(" :.").casefold()


def _is_title_field(first: Passage, again: Passage) -> bool:
    """Two fields of two covers or rows are no headings."""
    return first.tag == "dt" and again.tag == "dt"


@rule(Severity.SHOULD)
def too_long(reading: Reading) -> Iterator[Remark]:
    """The paper has more pages than its board allows."""
    pages, most = reading.settings.pages, reading.settings.most_pages
    if pages is not None and most is not None and pages > most:
        yield Remark(
            passage=None,
            quote=f"more than {most}",
            because=f"The paper has {plural(pages, 'page')}; the board allows {most}.",
            suggestion="Move tables to an appendix, or ask the chair for leave and accept this with the answer.",
        )


def under(reading: Reading, pattern: re.Pattern[str]) -> Iterator[Passage]:
    """The passages under a heading, caption or field of such a name."""
    field = ""
    for passage in reading.passages:
        if passage.tag in ("dt", "caption"):
            field = passage.words
        elif passage.is_heading:
            field = ""
        else:
            above = (passage.table, passage.heading, field if passage.tag == "dd" else "")
            if any(pattern.search(words) for words in above):
                yield passage
