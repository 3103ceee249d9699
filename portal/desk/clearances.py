"""The clearances of a cycle's paper as pages show them: every section that needs one, asked for or not.

Nobody's silence is counted as consent. It knows nothing of HTML.
"""

from dataclasses import dataclass
from datetime import datetime

from config.clock import london
from plan_store import clearances
from plan_store.database import Session
from plan_store.tables import Cycle

# Which sections a paper is cleared for, and what they are called.
SECTIONS = {"finance": "Finance", "legal": "Legal", "equality": "Equality", "risk": "Risk"}
OUTCOMES = {
    "": "Nobody has been asked",
    "asked": "Asked; no answer yet",
    "cleared": "Cleared",
    "not_cleared": "Refused",
}


@dataclass(frozen=True, kw_only=True)
class ClearanceShown:
    """One section. outcome: empty where nobody was asked. The instants are London's wall time."""

    section: str
    name: str
    outcome: str
    asked_of: str = ""
    asked_at: datetime | None = None
    words: str = ""
    said_by: str = ""
    said_at: datetime | None = None

    @property
    def says(self) -> str:
        return OUTCOMES[self.outcome]

    @property
    def is_open(self) -> bool:
        return self.outcome != "cleared"


def clearances_of(session: Session, cycle: Cycle) -> tuple[ClearanceShown, ...]:
    kept = {row.section: row for row in clearances.of_cycle(session, cycle)}
    return tuple(
        ClearanceShown(
            section=section,
            name=name,
            outcome=row.outcome,
            asked_of=row.asked_of,
            asked_at=london(row.asked_at),
            words=row.words,
            said_by=row.said_by,
            said_at=london(row.said_at) if row.said_at else None,
        )
        if (row := kept.get(section))
        else ClearanceShown(section=section, name=name, outcome="")
        for section, name in SECTIONS.items()
    )
