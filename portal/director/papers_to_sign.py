"""What a director's page shows: the papers of a cycle with their headline facts, and what has been decided of them.

It knows nothing of forms or HTML; it reads the facts that were kept with each paper and computes none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from config.clock import london
from governance.cycle import STAGES
from governance.terms import Stage
from plan_store import cycles, despatches, papers, people
from plan_store.database import Session
from plan_store.tables import AuditEntry, Cycle, Paper
from portal.findings_shown import Checked, checked_of
from portal.paper_files import MEDIA

COMMENTS_SENT = "comments sent"
# The verb that the audit trail keeps of a decision, and the stage it led to.
OUTCOMES = {STAGES[stage].recorded: stage for stage in (Stage.APPROVED, Stage.SENT_BACK)} | {
    "supplement signed off": Stage.APPROVED,
    "supplement sent back": Stage.SENT_BACK,
}
TOLD_OF = (COMMENTS_SENT, *OUTCOMES)
# The groups of governance.movement.Movement, in the order in which a director wants to know them.
MOVED = (
    ("newly_red", "Turned red"),
    ("recovered", "No longer red"),
    ("completed", "Completed"),
    ("dates_moved", "Date moved"),
    ("new", "New in the plan"),
    ("owner_changed", "Changed owner"),
    ("vanished", "No longer in the plan"),
)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What differs from the last published paper. since: its day, None where this is the first; to: its board.

    groups: pairs (heading, changes), each change with reference, title and because; none of them empty.
    """

    since: date | None
    to: str
    groups: tuple[tuple[str, tuple[Mapping[str, Any], ...]], ...]


@dataclass(frozen=True, kw_only=True)
class PaperToSign:
    """facts: the Brief kept with the paper, as plain values. sizes: format → bytes. drafted_at: London wall time.

    remark: of how it was made. checked: what the checker found in it.
    """

    kind: str
    version: int
    title: str
    part: int
    drafted_at: datetime
    facts: Mapping[str, Any]
    sizes: Mapping[str, int]
    changes: Changes | None
    remark: str
    checked: Checked


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The last word of a director on the papers of the cycle. outcome: the stage it led to. at: London wall time.

    version: of the paper as it stands; after a sign-off it is the one that was signed off.
    """

    outcome: Stage
    by: str
    by_reference: str
    at: datetime
    comment: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """waits: for the director's word. supplement: the papers go out after the pack, as a supplement to it.

    sent_up_to: the number of the last comment the officer has been told of.
    """

    papers: tuple[PaperToSign, ...]
    waits: bool
    supplement: bool
    decision: Decision | None
    sent_up_to: int = 0

    @property
    def musts(self) -> int:
        """How many open findings should not be published so."""
        return sum(len(paper.checked.musts) for paper in self.papers)

    @property
    def versions(self) -> str:
        """What the form carries, so that nobody signs off what they have not read: “progress_report:2”."""
        return ",".join(f"{paper.kind}:{paper.version}" for paper in self.papers)


def standing_of(session: Session, cycle: Cycle) -> Standing:
    current = despatches.before_director(session, cycle)
    trail = papers.trail(session, TOLD_OF, cycle=cycle.reference)
    kept = papers.formats(session, [paper.id or 0 for paper in current])
    return Standing(
        papers=tuple(_to_sign(session, cycle, paper, kept[paper.id or 0]) for paper in current),
        waits=bool(despatches.unsigned(session, cycle)),
        supplement=is_supplement(cycle, current),
        decision=_last_decision(session, cycle, current, trail),
        sent_up_to=max((int(row.detail["last"]) for row in trail if row.verb == COMMENTS_SENT), default=0),
    )


def is_supplement(cycle: Cycle, shown: Iterable[Paper]) -> bool:
    """Whether these papers were drafted once the others were out, and are not out themselves."""
    return cycle.stage is Stage.PUBLISHED and any(paper.state != "published" for paper in shown)


def _to_sign(session: Session, cycle: Cycle, paper: Paper, kept: Mapping[str, int]) -> PaperToSign:
    before = papers.last_published(session, paper.kind, cycle)
    facts = papers.facts(session, paper.id or 0)
    return PaperToSign(
        kind=paper.kind,
        version=paper.version,
        title=paper.title,
        part=paper.part,
        drafted_at=london(paper.drafted_at),
        facts=facts,
        sizes={format_: kept[format_] for format_ in MEDIA if format_ in kept},
        changes=changes_in(facts, papers.facts(session, before.id or 0) if before else None),
        remark=paper.remark,
        checked=checked_of(session, cycle, paper.kind, paper.checked),
    )


def changes_in(facts: Mapping[str, Any], before: Mapping[str, Any] | None) -> Changes | None:
    """What a paper says has moved, with what has become overdue or silent since the one before.

    None where the paper keeps no such facts.
    """
    movement = facts.get("movement")
    if movement is None:
        return None
    groups = [(heading, tuple(movement[key])) for key, heading in MOVED]
    if before is not None:
        groups[1:1] = [
            ("Past its due date since then", _newly(_overdue(facts), _overdue(before))),
            ("Silent since the last paper", _newly(_silent(facts), _silent(before))),
        ]
    since = movement["since"]
    return Changes(
        since=date.fromisoformat(since) if since else None,
        to=movement["to"],
        groups=tuple((heading, group) for heading, group in groups if group),
    )


def _newly(now: Iterable[Mapping[str, Any]], then: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    known = {change["reference"] for change in then}
    return tuple(change for change in now if change["reference"] not in known)


def _overdue(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        {"reference": flag["subject"], "title": flag["title"], "because": flag["because"]}
        for flag in facts.get("flags", ())
        if flag["rule"] == "overdue"
    ]


def _silent(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    because = "It was asked about and no update came."
    return [
        {"reference": action["reference"], "title": action["title"], "because": because}
        for action in facts.get("actions", ())
        if action["silent"]
    ]


def _last_decision(
    session: Session, cycle: Cycle, current: Sequence[Paper], trail: Sequence[AuditEntry]
) -> Decision | None:
    """From the audit trail, where the move that a decision makes stands with who made it and when."""
    moves = [entry for entry in trail if entry.verb in OUTCOMES and entry.cycle == cycle.reference]
    if papers.is_out(cycle) and not is_supplement(cycle, current):
        # What is out was signed off, whatever became of a supplement since.
        moves = [entry for entry in moves if OUTCOMES[entry.verb] is Stage.APPROVED]
    if not moves or not current:
        return None
    person, outcome = people.find(session, moves[-1].by), OUTCOMES[moves[-1].verb]
    return Decision(
        outcome=outcome,
        by=person.name if person else "the director",
        by_reference=moves[-1].by,
        at=london(moves[-1].at),
        comment=papers.last_comment(session, cycle) if outcome is Stage.SENT_BACK else "",
        version=max(paper.version for paper in current),
    )


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """One cycle as the director's list shows it. The instants are London's.

    waits, supplement: as of the papers (Standing).
    """

    reference: str
    board: str
    stage: Stage
    meeting_at: datetime
    decide_by: datetime
    publish_at: datetime
    waits: bool
    supplement: bool
    decision: Decision | None


def sittings(session: Session) -> tuple[Sitting, ...]:
    """Every cycle that has a paper, the newest meeting first."""
    shown = []
    trail = papers.trail(session, tuple(OUTCOMES))
    for cycle in reversed(cycles.every(session)):
        shown_there = despatches.before_director(session, cycle)
        if not shown_there:
            continue
        moments = cycles.moments(cycle)
        shown.append(
            Sitting(
                reference=cycle.reference,
                board=cycles.board_of(session, cycle).name,
                stage=cycle.stage,
                meeting_at=moments["meeting_at"][0],
                decide_by=moments.get("sign_off_due_at", moments["meeting_at"])[0],
                publish_at=moments["publish_at"][0],
                waits=bool(despatches.unsigned(session, cycle)),
                supplement=is_supplement(cycle, shown_there),
                decision=_last_decision(session, cycle, shown_there, trail),
            )
        )
    return tuple(shown)
