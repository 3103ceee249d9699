"""`cleardays check-paper`: reads a paper made here or elsewhere by the checker's rules, and prints what it finds.

It needs neither store nor council.toml: a file and a day are enough. Where there is a council.toml, its dials, its
abbreviations and its list of names are used.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from config.clock import london, now
from config.council import load_council
from config.settings import load_settings
from flows.checking import names_of
from flows.commands.entrance import screen
from governance.errors import PaperError
from governance.meetings import read_date
from governance.wording import plural
from papers.checker import CheckSettings, Finding, Severity, check
from papers.checker.page_reader import read_page
from papers.word_reader import read_word

TITLES = {
    Severity.MUST: "Must be put right before it is published",
    Severity.SHOULD: "Should be put right, or accepted with a reason",
    Severity.CONSIDER: "To be considered",
}


def check_paper(
    file: Annotated[Path, typer.Argument(help="The paper, as .docx or .html.")],
    as_of: Annotated[str, typer.Option(help="The day to read it on: 2027-03-24; today if left out.")] = "",
) -> None:
    """Read a paper by the rules of docs/checks.md. Ends with 1 where something must be put right."""
    found = findings_of(file, as_of=read_date(as_of) if as_of else london(now()).date())
    for severity, title in TITLES.items():
        if group := [finding for finding in found if finding.severity is severity]:
            screen().print(_table(f"{title}: {len(group)}", group))
    must = sum(finding.severity is Severity.MUST for finding in found)
    screen().print(f"{file.name}: {plural(len(found), 'finding')}, {must or 'none'} of which must be put right.")
    if must:
        raise typer.Exit(1)


def findings_of(file: Path, *, as_of: date) -> tuple[Finding, ...]:
    """What the checker finds in a file. Raises PaperError for one that cannot be read."""
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise PaperError(f"{file} cannot be opened ({fault.strerror}); check the name and the folder.") from fault
    settings, unread = _settings(as_of)
    if file.suffix.lower() in (".html", ".htm"):
        return (*unread, *check(read_page(content, named=file.name), None, settings))
    if file.suffix.lower() == ".docx":
        read = read_word(content, named=file.name)
        return (*unread, *check(read.document, None, settings, word=read.word))
    raise PaperError(f"{file.name} is neither .docx nor .html; give the paper as one of these.")


def _settings(as_of: date) -> tuple[CheckSettings, list[Finding]]:
    """As this machine's council wants papers read; what says that its list of names could not be."""
    path = load_settings().council
    if not path.exists():
        return CheckSettings(as_of=as_of), []
    council = load_council(path)
    names, unread = names_of(council, path.parent)
    return (
        CheckSettings(
            as_of=as_of,
            dials=council.checks,
            known_abbreviations=council.abbreviations,
            names=names,
            threshold=council.paper.small_numbers,
        ),
        unread,
    )


def _table(title: str, findings: list[Finding]) -> Table:
    """Plain text only: words of a paper are never read as marks for colours."""
    table = Table(title=title, title_justify="left", expand=True, show_lines=True)
    for heading, share in (("Where", 3), ("What", 4), ("What now", 3), ("Rule", 2)):
        table.add_column(heading, ratio=share, overflow="fold")
    for finding in findings:
        table.add_row(*(Text(words) for words in (finding.place, finding.because, finding.suggestion, finding.rule)))
    return table
