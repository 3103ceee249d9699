"""What goes out for a meeting beside its papers: the pack, the page that lists the files, and a manifest.

The pack is made again from the kept facts, so it is checked against what was signed off.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from config.clock import london
from delivery.publishing import publish, renew
from flows.drafting import house_for
from flows.office import Office
from flows.stand_ins import stand_ins
from governance.calendar import clear_days_between, published_on
from governance.errors import ChangedSinceApproval, PaperError
from governance.wording import plural
from papers.catalogue import PaperType, read_type
from papers.pack_file import Contents, PackItem
from papers.rendering import render_pack, render_paper
from plan_store import cycles, papers
from plan_store.database import Session
from plan_store.tables import Paper

CALLED = {"html": "View as HTML", "pdf": "PDF", "docx": "Word", "pptx": "Slides"}


@dataclass(frozen=True, kw_only=True)
class Approved:
    """A paper as it was signed off. files: format → (file name, bytes)."""

    kind: str
    title: str
    part: int
    version: int
    drafted_at: datetime
    facts: Mapping[str, Any]
    files: Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True, kw_only=True)
class MeetingPapers:
    """All papers of a cycle, of both parts. published_at: none while they wait for it."""

    cycle: str
    board: str
    papers: tuple[Approved, ...]
    published_at: datetime | None

    def of_part(self, part: int) -> tuple[Approved, ...]:
        return tuple(paper for paper in self.papers if paper.part == part)


@dataclass(frozen=True, kw_only=True)
class MeetingPack:
    name: str
    pdf: bytes
    contents: tuple[Contents, ...]


def put_out(office: Office, meeting: MeetingPapers, folder: Path, *, at: datetime) -> str:
    """Write what the public may read of a meeting into its folder: papers, pack, the page that lists them, manifest.

    Returns why there is no pack, empty where there is one: papers that are due are not held back by it.
    """
    # A paper as a mail is for sending, not for a folder that the public reads.
    files = dict(file for paper in meeting.of_part(1) for kind, file in paper.files.items() if kind in CALLED)
    if not files:
        return ""
    publish(files, folder)
    pack, lacking = None, ""
    if "pdf" in office.formats:
        try:
            pack = make_pack(office, meeting)
            publish({pack.name: pack.pdf}, folder)
        except PaperError as fault:
            pack, lacking = None, f" There is no pack: {fault}"
    renew(pages_of(office, meeting, pack, at=at), folder)
    return lacking


def papers_of(session: Session, reference: str) -> MeetingPapers:
    """The papers of a cycle. Raises ChangedSinceApproval where one is not, byte for byte, what was signed off."""
    cycle = cycles.require(session, reference)
    current = papers.current(session, cycle)
    out = [paper.published_at for paper in current if paper.published_at is not None]
    return MeetingPapers(
        cycle=reference,
        board=cycles.board_of(session, cycle).key,
        papers=tuple(_approved(session, paper) for paper in current),
        published_at=max(out) if out else None,
    )


def _approved(session: Session, paper: Paper) -> Approved:
    papers.approved_files(session, paper)
    kept = papers.files(session, paper)
    return Approved(
        kind=paper.kind,
        title=paper.title,
        part=paper.part,
        version=paper.version,
        drafted_at=paper.drafted_at,
        facts=paper.facts,
        files={format_: (file.name, file.content) for format_, file in kept.items()},
    )


def make_pack(office: Office, meeting: MeetingPapers, *, part: int = 1) -> MeetingPack:
    """The papers of one part in one PDF, the same bytes for the same papers.

    Raises ChangedSinceApproval, naming the paper, where its template no longer makes what was signed off; PaperError
    where there is no paper of that part. Takes seconds; hold no transaction open meanwhile.
    """
    wanted = meeting.of_part(part)
    if not wanted:
        called = "exempt paper" if part > 1 else "paper for the public"
        raise PaperError(f"{meeting.cycle} has no {called}, so there is no pack of them. See “cleardays story”.")
    items = [(_item(n, paper), _type_that_made(office, paper), paper.facts) for n, paper in enumerate(wanted, start=1)]
    # Not the day of publication: a second try on another day has to give the same bytes.
    dated = max(london(paper.drafted_at).date() for paper in wanted)
    front = (_front(office, "front_sheet"), _facts_of_front(meeting, part))
    pack = render_pack(front, items, house=house_for(office, items[0][1]), dated=dated)
    name = f"{'EXEMPT-' if part > 1 else ''}{meeting.cycle}-pack.pdf"
    return MeetingPack(name=name, pdf=pack.pdf, contents=pack.contents)


def _item(n: int, paper: Approved) -> PackItem:
    cover = paper.facts["cover"]
    number = cover.get("agenda_item") or str(n)
    return PackItem(number=number, title=paper.title, report_of=cover.get("report_of", ""), part=paper.part)


def _type_that_made(office: Office, paper: Approved) -> PaperType:
    """The template that makes of the kept facts, byte for byte, the page that was signed off."""
    paper_type = office.paper_types.get(paper.kind)
    if paper_type is not None and "html" in paper.files:
        for tried in (paper_type, *(stand_in for stand_in, _ in stand_ins(office, paper_type))):
            if _page_by(office, tried, paper) == paper.files["html"][1]:
                return tried
    raise ChangedSinceApproval(
        f"“{paper.title}” cannot go into the pack: its template or the house style has changed since version "
        f"{paper.version} was signed off, and would print something else. Put the template back, or draft the paper "
        "again with “cleardays mend” and ask for a new sign-off."
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


def _front(office: Office, name: str) -> PaperType:
    papers_folder = office.templates / "papers"
    return read_type(papers_folder / "_front" / name, (papers_folder / "_parts",))


def _facts_of_front(meeting: MeetingPapers, part: int) -> dict[str, Any]:
    """From the kept facts of the papers of that part alone: nothing of an exempt one reaches a public sheet."""
    first = meeting.of_part(part)[0].facts
    return {
        "cover": first["cover"],
        "late_item_reason": first.get("late_item_reason", ""),
        "part": part,
        "exempt": bool(meeting.of_part(2)),
    }


def pages_of(office: Office, meeting: MeetingPapers, pack: MeetingPack | None, *, at: datetime) -> dict[str, bytes]:
    """The page that lists what is published for the public, and the manifest of it. at: when it was published."""
    facts = _facts_of_front(meeting, 1)
    facts |= {
        "published_on": _counts_from(office, meeting, at).isoformat(),
        "clear_days": plural(_clear_days(office, meeting, at), "clear day"),
        "papers": [_listed(paper) for paper in meeting.of_part(1)],
        "pack": {"name": pack.name, "size": _size(pack.pdf)} if pack else None,
    }
    page_type = _front(office, "meeting_page")
    page = render_paper(page_type, facts, house=office.house, dated=london(at).date(), formats=("html",))
    return {"index.html": page.files["html"], "manifest.json": _manifest(meeting, pack, at)}


def _counts_from(office: Office, meeting: MeetingPapers, at: datetime) -> date:
    return published_on(_wall_time(at), office.council.board(meeting.board).clear_days)


def _clear_days(office: Office, meeting: MeetingPapers, at: datetime) -> int:
    rule, calendar = office.council.board(meeting.board).clear_days, office.council.calendar
    held_on = datetime.fromisoformat(meeting.of_part(1)[0].facts["cover"]["meeting_at"]).date()
    return max(0, clear_days_between(_wall_time(at), held_on, rule, calendar))


def _wall_time(at: datetime) -> datetime:
    return london(at).replace(tzinfo=None)


def _listed(paper: Approved) -> dict[str, Any]:
    """As the page lists it; the mail is no format that anybody reads on the web."""
    files = [
        {"name": name, "called": CALLED[format_], "size": _size(content)}
        for format_, (name, content) in paper.files.items()
        if format_ in CALLED
    ]
    return {"title": paper.title, "files": files}


def _size(content: bytes) -> str:
    return f"{max(1, round(len(content) / 1024)):,} KB"


def _manifest(meeting: MeetingPapers, pack: MeetingPack | None, at: datetime) -> bytes:
    """What a committee system needs to load the folder, in JSON; pages are the numbers printed in the pack."""
    public = meeting.of_part(1)
    cover = public[0].facts["cover"]
    places: Sequence[Contents | None] = pack.contents if pack else [None] * len(public)
    said = {
        "meeting": {"board": cover["report_to"], "at": cover["meeting_at"], "place": cover["place"]},
        "cycle": meeting.cycle,
        "published_at": at.isoformat(),
        "pack": _described("pdf", pack.name, pack.pdf) if pack else None,
        "papers": [
            {
                "item": _item(n, paper).number,
                "title": paper.title,
                "part": paper.part,
                "version": paper.version,
                "pages": [place.first_page, place.last_page] if place else None,
                "formats": [_described(kind, *file) for kind, file in paper.files.items() if kind in CALLED],
            }
            for n, (paper, place) in enumerate(zip(public, places, strict=True), start=1)
        ],
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def _described(format_: str, name: str, content: bytes) -> dict[str, Any]:
    return {"format": format_, "file": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
