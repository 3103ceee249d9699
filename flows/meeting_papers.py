"""The papers of a meeting as they were signed off: those of the pack and of each supplement, and what is to follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from config.clock import london
from flows.agenda import due_kinds, item_number
from flows.drafting import title_of
from flows.office import Office
from governance.errors import ChangedSinceApproval
from governance.wording import plural
from plan_store import cycles, despatches, papers
from plan_store.database import Session
from plan_store.tables import Cycle, Paper, Plan


@dataclass(frozen=True, kw_only=True)
class Approved:
    """A paper as it was signed off. files: format → (file name, bytes).

    supplement: which one it goes out in, 0 for the pack. late: whether it was signed off after the papers' last day.
    marked: how many marks were made on its words after it had gone out.
    """

    kind: str
    title: str
    part: int
    version: int
    drafted_at: datetime
    facts: Mapping[str, Any]
    files: Mapping[str, tuple[str, bytes]]
    supplement: int = 0
    late: bool = False
    marked: int = 0


@dataclass(frozen=True, kw_only=True)
class MeetingPapers:
    """All papers of a cycle, of both parts. published_at: when the pack and each supplement went out, those that have.

    order: the kinds on the agenda. to_follow: kind → title of what was not signed off when the pack went out.
    """

    cycle: str
    board: str
    papers: tuple[Approved, ...]
    published_at: tuple[datetime, ...] = ()
    order: tuple[str, ...] = ()
    to_follow: Mapping[str, str] = field(default_factory=dict)

    def of_part(self, part: int, *, supplement: int = 0) -> tuple[Approved, ...]:
        """Those of the pack, or of that supplement, in the order of the agenda."""
        found = (paper for paper in self.papers if (paper.part, paper.supplement) == (part, supplement))
        return tuple(sorted(found, key=self._place))

    def _place(self, paper: Approved) -> int:
        number = self.number_of(paper)
        return int(number) if number.isdigit() else len(self.order) + 1

    def supplements(self, part: int = 1) -> tuple[int, ...]:
        """The numbers of those that have a paper of this part."""
        return tuple(sorted({paper.supplement for paper in self.papers if paper.part == part} - {0}))

    def number_of(self, paper: Approved) -> str:
        given = paper.facts["cover"].get("agenda_item")
        return str(given) if given else item_number(self.order, paper.kind)

    def as_it_is_out(self) -> "MeetingPapers":
        """Without what was signed off and has not gone out."""
        return replace(self, papers=tuple(each for each in self.papers if each.supplement < len(self.published_at)))

    def still_to_follow(self) -> dict[str, str]:
        """Kind → title of what has not come in a supplement either."""
        came = {paper.kind for paper in self.papers}
        return {kind: title for kind, title in self.to_follow.items() if kind not in came}


def papers_of(session: Session, office: Office, reference: str) -> MeetingPapers:
    """The papers of a cycle, with those signed off since the pack went out as its next supplement.

    Raises ChangedSinceApproval where one is not, byte for byte, what was signed off.
    """
    cycle = cycles.require(session, reference)
    is_out = papers.is_out(cycle)
    waiting = despatches.waiting(session, cycle, state="approved") if is_out else papers.current(session, cycle)
    out = despatches.out(session, cycle) if is_out else []
    instants = sorted({paper.published_at for paper in out if paper.published_at is not None})
    late_after = cycles.moments(cycle)["publish_by_at"][0]
    approved = [_out(session, paper, instants, late_after) for paper in out]
    approved += [_waiting(session, paper, len(instants), late_after) for paper in waiting]
    order, to_follow = agenda_of(session, office, cycle, waiting)
    # A paper that nobody was expecting comes after those that were.
    order += tuple(dict.fromkeys(paper.kind for paper in approved if paper.part == 1 and paper.kind not in order))
    return MeetingPapers(
        cycle=reference,
        board=cycles.board_of(session, cycle).key,
        papers=tuple(approved),
        published_at=tuple(instants),
        order=order,
        to_follow=to_follow,
    )


def agenda_of(
    session: Session, office: Office, cycle: Cycle, going: list[Paper]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The kinds on the agenda, and kind → title of those that are to follow, as the pack says them.

    going: the papers that go out with the pack, where it is not out yet.
    """
    if papers.is_out(cycle):
        kept = despatches.agenda(session, cycle)
        return (tuple(kept["order"]), dict(kept["to_follow"])) if kept else ((), {})
    board, plan = office.council.board(cycles.board_of(session, cycle).key), session.get_one(Plan, cycle.plan_id)
    going_kinds = [paper.kind for paper in going if paper.part == 1]
    due = due_kinds(board, office.paper_types)
    lacking = {
        kind: title_of(office.council, plan, office.paper_types[kind]) for kind in due if kind not in going_kinds
    }
    return (*due, *(kind for kind in going_kinds if kind not in due)), lacking


def _out(session: Session, paper: Paper, instants: list[datetime], late_after: datetime) -> Approved:
    assert paper.published_at is not None  # noqa: S101 - it is out
    supplement, marked = instants.index(paper.published_at), papers.marked_since(session, paper)
    return _approved(session, paper, supplement, late_after, marked=marked)


def _waiting(session: Session, paper: Paper, supplement: int, late_after: datetime) -> Approved:
    papers.approved_files(session, paper)
    return _approved(session, paper, supplement, late_after, marked=0)


def _approved(session: Session, paper: Paper, supplement: int, late_after: datetime, *, marked: int) -> Approved:
    kept, signed_at = papers.signed_files(session, paper), despatches.signed_off_at(session, paper)
    return Approved(
        kind=paper.kind,
        title=paper.title,
        part=paper.part,
        version=paper.version,
        drafted_at=paper.drafted_at,
        facts=paper.facts,
        files={format_: (file.name, file.content) for format_, file in kept.items()},
        supplement=supplement,
        late=signed_at is not None and london(signed_at) > late_after,
        marked=marked,
    )


def check_not_marked(paper: Approved) -> None:
    """Raises ChangedSinceApproval where words of a paper that is out have been marked exempt since."""
    if paper.marked:
        raise ChangedSinceApproval(
            f"“{paper.title}” holds words that have been marked exempt since it was drafted "
            f"({plural(paper.marked, 'mark')}), so it is not written out again. Draft it anew for a supplement, and "
            "take the earlier files down by hand."
        )
