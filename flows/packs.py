"""A meeting's pack and its supplements: made of the kept facts, checked against what was signed off, carried on.

Where a pack is out, what the manifest beside it says of its pages is taken; it is not made a second time.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.clock import london
from config.council import Council
from flows.agenda import item_number, pack_name
from flows.drafting import house_for
from flows.meeting_papers import Approved, MeetingPapers, check_not_marked
from flows.office import Office
from flows.stand_ins import stand_ins
from governance.errors import ChangedSinceApproval, PaperError
from papers.catalogue import PaperType, read_type
from papers.pack_file import Contents, PackItem
from papers.rendering import render_pack, render_paper

MANIFEST = "manifest.json"
INDEX = "index.html"


@dataclass(frozen=True, kw_only=True)
class MeetingPack:
    """supplement: which one it is, 0 for the pack. contents: where each of its items stands."""

    name: str
    pdf: bytes
    contents: tuple[Contents, ...]
    supplement: int = 0
    first_page: int = 1

    @property
    def last_page(self) -> int:
        return max(line.last_page for line in self.contents)


def packs_of(
    office: Office, meeting: MeetingPapers, *, part: int = 1, kept: Mapping[int, MeetingPack] | None = None
) -> Iterator[MeetingPack]:
    """The pack and each supplement in turn, each carrying on the page numbers of the one before.

    kept: those that are out already. Raises as make_pack does where one cannot be made, after those that could.
    """
    first_page = 1
    for supplement in sorted({paper.supplement for paper in meeting.papers if paper.part == part}) or [0]:
        pack = (kept or {}).get(supplement)
        if pack is None or pack.first_page != first_page:
            pack = make_pack(office, meeting, part=part, supplement=supplement, first_page=first_page)
        yield pack
        first_page = pack.last_page + 1


def make_pack(
    office: Office, meeting: MeetingPapers, *, part: int = 1, supplement: int = 0, first_page: int = 1
) -> MeetingPack:
    """The papers of one part in one PDF, the same bytes for the same papers.

    first_page: the number that its first page bears. Raises ChangedSinceApproval, naming the paper, where its template
    no longer makes what was signed off; PaperError where there is no paper of that part. Takes seconds; hold no
    transaction open meanwhile.
    """
    wanted = meeting.of_part(part, supplement=supplement)
    if not wanted:
        called = "exempt paper" if part > 1 else "paper for the public"
        what = f"supplement {supplement} of {meeting.cycle}" if supplement else meeting.cycle
        raise PaperError(
            f"{what[0].upper()}{what[1:]} has no {called}, so there is no pack of them. See “cleardays story”."
        )
    for paper in wanted:
        check_not_marked(paper)
    items = [(_item(meeting, paper), type_that_made(office, paper), paper.facts) for paper in wanted]
    # Not the day of publication: a second try on another day has to give the same bytes.
    dated = max(london(paper.drafted_at).date() for paper in wanted)
    pack = render_pack(
        (front_type(office, "front_sheet"), facts_of_front(office.council, meeting, part, supplement, first_page)),
        items,
        house=house_for(office, items[0][1]),
        dated=dated,
        to_follow=_to_follow(meeting) if (part, supplement) == (1, 0) else (),
        first_page=first_page,
        supplement=supplement,
    )
    return MeetingPack(
        name=pack_name(office.council, meeting.cycle, wanted[0].facts["cover"], part=part, supplement=supplement),
        pdf=pack.pdf,
        contents=pack.contents,
        supplement=supplement,
        first_page=first_page,
    )


def _item(meeting: MeetingPapers, paper: Approved) -> PackItem:
    report_of = paper.facts["cover"].get("report_of", "")
    return PackItem(number=meeting.number_of(paper), title=paper.title, report_of=report_of, part=paper.part)


def _to_follow(meeting: MeetingPapers) -> list[PackItem]:
    return [PackItem(number=item_number(meeting.order, kind), title=title) for kind, title in meeting.to_follow.items()]


def type_that_made(office: Office, paper: Approved) -> PaperType:
    """The template that makes of the kept facts, byte for byte, the page that was signed off."""
    paper_type = office.paper_types.get(paper.kind)
    if paper_type is not None and "html" in paper.files:
        for tried in (paper_type, *(stand_in for stand_in, _ in stand_ins(office, paper_type))):
            if _page_by(office, tried, paper) == paper.files["html"][1]:
                return tried
    raise ChangedSinceApproval(
        f"“{paper.title}” cannot go into the pack: its template or the house style has changed since version "
        f"{paper.version} was signed off, and would print something else. Put the template back, or draft the "
        f"paper again with “cleardays {'supplement' if paper.supplement else 'mend'}” and ask for a new sign-off."
    )


def _page_by(office: Office, paper_type: PaperType, paper: Approved) -> bytes:
    dated = london(paper.drafted_at).date()
    try:
        made = render_paper(
            paper_type, paper.facts, house=house_for(office, paper_type), dated=dated, formats=("html",)
        )
    except PaperError:
        return b""
    return made.files["html"]


def front_type(office: Office, name: str) -> PaperType:
    """A template for what is not a paper itself: the front sheet, the pages that list papers."""
    papers_folder = office.templates / "papers"
    return read_type(papers_folder / "_front" / name, (papers_folder / "_parts",))


def facts_of_front(
    council: Council, meeting: MeetingPapers, part: int = 1, supplement: int = 0, first_page: int = 1
) -> dict[str, Any]:
    """From the kept facts of the papers of that part alone: nothing of an exempt one reaches a public sheet."""
    of_part = meeting.of_part(part, supplement=supplement)
    return {
        "cover": of_part[0].facts["cover"],
        "late": _late(meeting, of_part),
        "late_items_under": council.board(meeting.board).clear_days.late_items_under,
        "part": part,
        "exempt": bool(meeting.of_part(2, supplement=supplement)),
        "supplement": supplement,
        "first_page": first_page,
    }


def _late(meeting: MeetingPapers, of_part: tuple[Approved, ...]) -> list[dict[str, str]]:
    """The papers that missed their clear days, each with the paragraph that says why, once where all have the same."""
    said = [
        {"item": meeting.number_of(paper), "title": paper.title, "words": paper.facts.get("late_item_reason", "")}
        for paper in of_part
        if paper.facts.get("late_item_reason") or (paper.late and paper.supplement)
    ]
    return list({each["words"] or each["title"]: each for each in said}.values())


def kept_packs(folder: Path) -> dict[int, MeetingPack]:
    """The packs that are out, as the manifest beside them describes them: number of the supplement → pack."""
    found = {}
    # A manifest that cannot be read, or speaks of another file, is written anew.
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found[0] = _kept(folder, said["pack"], said["papers"])
        for each in said["supplements"]:
            found[each["number"]] = _kept(folder, each["pack"], each["papers"], supplement=each["number"])
    return found


def _kept(folder: Path, pack: Mapping[str, Any], papers: list[dict[str, Any]], supplement: int = 0) -> MeetingPack:
    content = (folder / Path(pack["file"]).name).read_bytes()
    if hashlib.sha256(content).hexdigest() != pack["sha256"]:
        raise ValueError
    lines = [
        Contents(number=p["item"], title=p["title"], first_page=p["pages"][0], last_page=p["pages"][1]) for p in papers
    ]
    return MeetingPack(
        name=pack["file"], pdf=content, contents=tuple(lines), supplement=supplement, first_page=pack["pages"][0]
    )
