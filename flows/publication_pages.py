"""The page and the manifest of a meeting's published files, and the page of a board over its meetings.

They list what lies in the folder and nothing else.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from config.clock import london
from flows.agenda import item_number
from flows.meeting_papers import MeetingPapers
from flows.office import Office
from flows.packs import INDEX, MANIFEST, MeetingPack, facts_of_front, front_type
from governance.calendar import clear_days_between, published_on
from governance.wording import plural
from papers.rendering import render_paper

CALLED = {"html": "View as HTML", "pdf": "PDF", "docx": "Word", "pptx": "Slides"}


def pages_of(
    office: Office,
    meeting: MeetingPapers,
    packs: Mapping[int, MeetingPack],
    *,
    there: Collection[str],
    at: datetime,
) -> dict[str, bytes]:
    """The page that lists what is published for the public, and the manifest of it.

    there: the files in the folder. at: when what is not out yet goes out.
    """
    despatches = [
        _despatch(office, meeting, number, packs.get(number), there, at=_out_at(meeting, number, at))
        for number in (0, *meeting.supplements())
    ]
    facts = facts_of_front(office.council, meeting)
    facts |= {
        "exempt": any(paper.part == 2 for paper in meeting.papers),
        "pack": despatches[0],
        "supplements": despatches[1:],
        "to_follow": _to_follow(meeting),
        "board_page": f"../{board_file(meeting.board)}",
    }
    page = render_paper(
        front_type(office, "meeting_page"), facts, house=office.house, dated=london(at).date(), formats=("html",)
    )
    return {INDEX: page.files["html"], MANIFEST: _manifest(meeting, despatches)}


def _out_at(meeting: MeetingPapers, supplement: int, at: datetime) -> datetime:
    return meeting.published_at[supplement] if supplement < len(meeting.published_at) else at


def _despatch(
    office: Office,
    meeting: MeetingPapers,
    number: int,
    pack: MeetingPack | None,
    there: Collection[str],
    *,
    at: datetime,
) -> dict[str, Any]:
    """The pack or a supplement as the page and the manifest describe it."""
    rule, calendar = office.council.board(meeting.board).clear_days, office.council.calendar
    wall_time = london(at)
    of_part = meeting.of_part(1, supplement=number)
    before = {paper.kind for paper in meeting.papers if paper.supplement < number}
    held_on = datetime.fromisoformat(of_part[0].facts["cover"]["meeting_at"]).date()
    places = pack.contents if pack else [None] * len(of_part)
    return {
        "number": number,
        "published_at": at.isoformat(),
        "published_on": published_on(wall_time, rule).isoformat(),
        "clear_days": plural(max(0, clear_days_between(wall_time, held_on, rule, calendar)), "clear day"),
        "pack": _described("pdf", pack.name, pack.pdf) | {"pages": [pack.first_page, pack.last_page]} if pack else None,
        "papers": [
            {
                "item": meeting.number_of(paper),
                "title": paper.title,
                "kind": paper.kind,
                "part": paper.part,
                "replaces": paper.kind in before,
                "version": paper.version,
                "late_item": paper.facts.get("late_item_reason", ""),
                "pages": [place.first_page, place.last_page] if place else None,
                "formats": [
                    _described(format_, name, content)
                    for format_, (name, content) in paper.files.items()
                    if format_ in CALLED and name in there
                ],
            }
            for paper, place in zip(of_part, places, strict=True)
        ],
    }


def _described(format_: str, name: str, content: bytes) -> dict[str, Any]:
    return {
        "format": format_,
        "called": CALLED[format_],
        "file": name,
        "size": size_in_words(len(content)),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def size_in_words(length: int) -> str:
    return f"{max(1, round(length / 1024)):,} KB"


def _to_follow(meeting: MeetingPapers) -> list[dict[str, str]]:
    """What has not come yet, as the page and the manifest list it."""
    return [
        {"item": item_number(meeting.order, kind), "title": title} for kind, title in meeting.still_to_follow().items()
    ]


def _manifest(meeting: MeetingPapers, despatches: list[dict[str, Any]]) -> bytes:
    """What a committee system needs to load the folder, in JSON; pages are the numbers printed in the pack."""
    cover = meeting.of_part(1)[0].facts["cover"]
    first, *supplements = ({key: _for_machines(each[key]) for key in _TOLD} for each in despatches)
    said = {
        "meeting": {
            "board": cover["report_to"],
            "board_key": meeting.board,
            "at": cover["meeting_at"],
            "place": cover["place"],
        },
        "cycle": meeting.cycle,
        "published_at": first["published_at"],
        "pack": first["pack"],
        "papers": first["papers"],
        "supplements": supplements,
        "to_follow": _to_follow(meeting),
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


_TOLD = ("number", "published_at", "pack", "papers")
_FOR_PEOPLE = frozenset({"called", "size"})


def _for_machines(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _for_machines(each) for key, each in value.items() if key not in _FOR_PEOPLE}
    return [_for_machines(each) for each in value] if isinstance(value, list) else value


def board_file(board: str) -> str:
    """The name of a board's page, beside the folders of its meetings."""
    return f"{board.replace('_', '-')}.html"


def board_page(office: Office, board: str, folder: Path) -> dict[str, bytes]:
    """The page of a board over its meetings, the newest first, made of the manifests that lie in the folder."""
    meetings = sorted(_meetings(folder, board), key=lambda meeting: str(meeting["at"]), reverse=True)
    dated = max((date.fromisoformat(meeting["at"][:10]) for meeting in meetings), default=date.min)
    page = render_paper(
        front_type(office, "board_page"),
        {"board": office.council.board(board).name, "council": office.council.name, "meetings": meetings},
        house=office.house,
        dated=dated,
        formats=("html",),
    )
    return {board_file(board): page.files["html"]}


def _meetings(folder: Path, board: str) -> Iterator[dict[str, Any]]:
    for manifest in sorted(folder.glob(f"*/{MANIFEST}")):
        # A manifest that somebody has changed must not keep the others off the page.
        with suppress(ValueError, LookupError, TypeError, AttributeError):
            said = json.loads(manifest.read_text(encoding="utf-8"))
            if said["meeting"]["board_key"] == board:
                yield _meeting(manifest.parent, said)


def _meeting(folder: Path, said: Mapping[str, Any]) -> dict[str, Any]:
    files = [_file(folder, "Pack of all papers", said["pack"])] if said["pack"] else []
    supplements = [each for each in said["supplements"] if each["pack"]]
    files += [_file(folder, f"Supplement {each['number']}", each["pack"]) for each in supplements]
    every = [*said["papers"], *(paper for each in said["supplements"] for paper in each["papers"])]
    datetime.fromisoformat(said["meeting"]["at"])
    return {
        "at": said["meeting"]["at"],
        "place": said["meeting"]["place"],
        "page": f"{folder.name}/{INDEX}",
        "files": [file for file in files if file["there"]],
        "papers": [
            {
                "title": paper["title"],
                "replaces": paper["replaces"],
                "files": [each for each in _formats(folder, paper) if each["there"]],
            }
            for paper in every
        ],
        "to_follow": [each["title"] for each in said["to_follow"]],
    }


def _formats(folder: Path, paper: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for each in paper["formats"]:
        yield _file(folder, CALLED[each["format"]], each)


def _file(folder: Path, called: str, said: Mapping[str, Any]) -> dict[str, Any]:
    name = Path(said["file"]).name
    there = (folder / name).is_file()
    return {"address": f"{folder.name}/{name}", "called": called, "size": size_in_words(said["bytes"]), "there": there}
