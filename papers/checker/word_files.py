"""Rules about a Word file itself: what is still inside that nobody sees, and what a screen reader misses.

They say nothing where the paper is no Word file.
"""

from collections.abc import Iterator

from governance.wording import listed, plural
from papers.checker.findings import Severity, WordFacts, shorten
from papers.checker.reading import Reading
from papers.checker.rulebook import Remark, rule

IN_FILE = "The Word file itself"


def _of_file(because: str, suggestion: str, severity: Severity | None = None) -> Remark:
    return Remark(passage=None, place=IN_FILE, because=because, suggestion=suggestion, severity=severity)


def _facts(reading: Reading) -> WordFacts:
    """Of a paper that is no Word file: nothing to complain of."""
    return reading.word or WordFacts(title="none", language="none")


@rule(Severity.MUST, of_substance=True)
def history_inside(reading: Reading) -> Iterator[Remark]:
    """Tracked changes, comments or hidden words are still in the file, for whoever looks."""
    facts = _facts(reading)
    if facts.tracked_changes:
        yield _of_file(
            f"{plural(facts.tracked_changes, 'tracked change')} can still be read in it, deleted words included.",
            "In Word: Review, Accept all changes and stop tracking; then save.",
        )
    if facts.comments:
        yield _of_file(
            f"{plural(facts.comments, 'comment')} can still be read in it.",
            "In Word: Review, Delete all comments in document; then save.",
        )
    for words in facts.hidden:
        yield _of_file(
            f"“{shorten(words)}” is hidden, not gone.", "In Word: File, Inspect document, Remove hidden text."
        )


@rule(Severity.SHOULD, of_substance=True)
def fetches_from_outside(reading: Reading) -> Iterator[Remark]:
    """The file fetches a picture or template from another address when it is opened."""
    for address in _facts(reading).external:
        yield _of_file(
            f"It fetches “{shorten(address)}” when it is opened; whoever runs that address sees who reads the paper.",
            "Put the picture into the file itself, and attach no template from elsewhere.",
        )


@rule(Severity.CONSIDER)
def author_in_properties(reading: Reading) -> Iterator[Remark]:
    """The properties of the file name the people who wrote it."""
    if authors := _facts(reading).authors:
        yield _of_file(
            f"Its properties name {listed(list(authors))}.",
            "Accept this if they are to be named; otherwise: File, Inspect document, Remove personal information.",
        )


@rule(Severity.SHOULD)
def title_or_language_missing(reading: Reading) -> Iterator[Remark]:
    """The file has no title or no language, by which screen readers know what they read and how to say it."""
    facts = _facts(reading)
    if not facts.title:
        yield _of_file(
            "It has no title in its properties.", "In Word: File, Info, Title: write the title of the paper."
        )
    if not facts.language:
        yield _of_file(
            "It does not say its language.", "In Word: Review, Language, set the proofing language for all of it."
        )


@rule(Severity.SHOULD)
def heading_only_bold(reading: Reading) -> Iterator[Remark]:
    """A line is made to look like a heading by bold letters and is none."""
    for words in _facts(reading).fake_headings:
        passage = next((p for p in reading.passages if p.words == words), None)
        yield Remark(
            passage=passage,
            quote=words,
            because=f"“{shorten(words)}” is bold like a heading, but has no heading style; screen readers miss it.",
            suggestion="Give it the style Heading 2 or 3, whichever comes next.",
        )


@rule(Severity.SHOULD)
def table_without_header(reading: Reading) -> Iterator[Remark]:
    """A table has no header row, so that nobody who hears it knows which column a cell is in."""
    for number in _facts(reading).tables_without_header:
        table = reading.tables[number] if number < len(reading.tables) else None
        passage = next((reading.at[p] for p in (table.positions if table else ()) if p in reading.at), None)
        yield Remark(
            passage=passage,
            quote=f"table {table.name if table else number}",
            because="No row of this table is marked as its header.",
            suggestion="In Word: select the first row, Layout, Repeat header rows.",
        )
