"""What a director's page shows: the papers of a cycle with their headline facts, and what has been decided of them.

It knows nothing of forms or HTML; it reads the facts that were kept with each paper and computes none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.clock import london
from governance.cycle import STAGES
from governance.terms import Stage
from plan_store import audit, papers, people
from plan_store.database import Session
from plan_store.tables import Cycle, Paper
from portal.paper_files import sizes


@dataclass(frozen=True, kw_only=True)
class PaperToSign:
    """facts: the Brief kept with the paper, as plain values. sizes: format → bytes. drafted_at: London wall time."""

    kind: str
    version: int
    title: str
    drafted_at: datetime
    facts: Mapping[str, Any]
    sizes: Mapping[str, int]


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
    papers: tuple[PaperToSign, ...]
    decision: Decision | None

    @property
    def versions(self) -> str:
        """What the form carries, so that nobody signs off what they have not read: “progress_report:2”."""
        return ",".join(f"{paper.kind}:{paper.version}" for paper in self.papers)


def standing_of(session: Session, cycle: Cycle) -> Standing:
    current = papers.current(session, cycle)
    return Standing(
        papers=tuple(_to_sign(session, paper) for paper in current),
        decision=_last_decision(session, cycle, current),
    )


def _to_sign(session: Session, paper: Paper) -> PaperToSign:
    return PaperToSign(
        kind=paper.kind,
        version=paper.version,
        title=paper.title,
        drafted_at=london(paper.drafted_at),
        facts=paper.facts,
        sizes=sizes(session, paper),
    )


def _last_decision(session: Session, cycle: Cycle, current: Sequence[Paper]) -> Decision | None:
    """From the audit trail, where the move that a decision makes stands with who made it and when."""
    outcomes = {STAGES[stage].recorded: stage for stage in (Stage.APPROVED, Stage.SENT_BACK)}
    moves = [entry for entry in audit.story(session, cycle=cycle.reference) if entry.verb in outcomes]
    if not moves or not current:
        return None
    person, outcome = people.find(session, moves[-1].by), outcomes[moves[-1].verb]
    return Decision(
        outcome=outcome,
        by=person.name if person else "the director",
        by_reference=moves[-1].by,
        at=london(moves[-1].at),
        comment=papers.last_comment(session, cycle) if outcome is Stage.SENT_BACK else "",
        version=max(paper.version for paper in current),
    )
