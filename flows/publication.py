"""What goes out for a meeting: its papers, the pack and the supplements, and the pages that lead to them.

Files come first and the pages that list them last, so that a stop in between leaves no page that leads nowhere.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from delivery.publishing import publish, renew
from flows.meeting_papers import Approved, MeetingPapers
from flows.office import Office
from flows.packs import INDEX, MeetingPack, kept_packs, packs_of
from flows.publication_pages import CALLED, board_file, board_page, pages_of
from governance.errors import PaperError


def put_out(office: Office, meeting: MeetingPapers, folder: Path, *, at: datetime) -> str:
    """Write what the public may read of a meeting into its folder, and the pages that list it there and for its board.

    at: when what is not out yet goes out. Returns why a pack or supplement is lacking, empty where none is: papers that
    are due are not held back by it. The same again changes nothing.
    """
    public = [paper for paper in meeting.papers if paper.part == 1]
    if not public:
        return ""
    _publish_papers(public, folder)
    packs, lacking = dict[int, MeetingPack](), ""
    if "pdf" in office.formats:
        try:
            for pack in packs_of(office, meeting, kept=kept_packs(folder)):
                publish({pack.name: pack.pdf}, folder)
                packs[pack.supplement] = pack
        except PaperError as fault:
            lacking = f" There is no {_called(meeting, packs)}: {fault}"
    board = folder.parent / board_file(meeting.board)
    if not board.exists():
        # The page of the meeting leads to it.
        renew(board_page(office, meeting.board, folder.parent), folder.parent)
    there = {file.name for file in folder.iterdir()}
    renew(pages_of(office, meeting, packs, there=there, at=at), folder)
    renew(board_page(office, meeting.board, folder.parent), folder.parent)
    return lacking


def folder_of(office: Office, board: str, published: Path) -> Path:
    """Where a board's papers go out to: its own folder in council.toml, or published/ in var."""
    own = office.council.board(board).publishes
    return office.settings.var / own if own else published


def lacks(office: Office, meeting: MeetingPapers, folder: Path) -> bool:
    """Whether a pack, a supplement or a page of a meeting whose papers are out is not there: it was refused before."""
    if "pdf" not in office.formats or not meeting.of_part(1):
        return False
    supplements = {0, *meeting.supplements()}
    return not supplements <= set(kept_packs(folder)) or not (folder / INDEX).is_file()


def _publish_papers(public: list[Approved], folder: Path) -> None:
    """The files of each paper, but none whose words have been marked exempt since it went out: it may be taken down.

    Raises PaperError where two papers would have one name.
    """
    files: dict[str, bytes] = {}
    for paper in public:
        for name, content in _files_of(paper):
            if any(name.lower() == other.lower() for other in files):
                raise PaperError(
                    f"Two papers would be published as “{name}”. Put {{paper}} into “publication.file_name” in "
                    "council.toml, draft the papers again with “cleardays mend” and ask for a new sign-off."
                )
            files[name] = content
    publish(files, folder)


def _files_of(paper: Approved) -> Iterator[tuple[str, bytes]]:
    """A paper as a mail is for sending, not for a folder that the public reads."""
    if not paper.marked:
        yield from (file for format_, file in paper.files.items() if format_ in CALLED)


def _called(meeting: MeetingPapers, made: dict[int, MeetingPack]) -> str:
    lacking = next(number for number in (0, *meeting.supplements()) if number not in made)
    return f"supplement {lacking}" if lacking else "pack"
