"""The checker's findings on a draft as pages show them: open ones by weight, and those the officer lets stand.

It knows nothing of how a paper is read, and nothing of HTML.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plan_store import findings_accepted
from plan_store.database import Session
from plan_store.tables import Cycle

# severity → heading, heaviest first.
WEIGHTS = {"must": "Must be mended", "should": "Should be mended, or say why not", "consider": "To consider"}


@dataclass(frozen=True, kw_only=True)
class FindingShown:
    """One finding as the checker gave it. reason: why it may stand, empty where it is open."""

    rule: str
    severity: str
    place: str
    because: str
    suggestion: str
    key: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What was found in one version of a paper. every: in the order of reading."""

    every: tuple[FindingShown, ...]

    @property
    def open(self) -> tuple[FindingShown, ...]:
        return tuple(found for found in self.every if not found.reason)

    @property
    def accepted(self) -> tuple[FindingShown, ...]:
        return tuple(found for found in self.every if found.reason)

    @property
    def musts(self) -> tuple[FindingShown, ...]:
        """What is open and should not be published so."""
        return tuple(found for found in self.open if found.severity == "must")

    @property
    def groups(self) -> tuple[tuple[str, tuple[FindingShown, ...]], ...]:
        """Pairs (heading, open findings), heaviest first; none of them empty."""
        grouped = ((said, tuple(f for f in self.open if f.severity == weight)) for weight, said in WEIGHTS.items())
        return tuple((said, found) for said, found in grouped if found)


def checked_of(session: Session, cycle: Cycle, kind: str, found: Iterable[Mapping[str, Any]]) -> Checked:
    """found: as kept with the draft. The same words found twice are one row, for they are accepted together."""
    reasons = findings_accepted.accepted(session, cycle, kind)
    shown = {
        each["key"]: FindingShown(
            reason=reasons.get(each["key"], ""),
            **{name: str(each[name]) for name in ("rule", "severity", "place", "because", "suggestion", "key")},
        )
        for each in reversed(list(found))
    }
    return Checked(every=tuple(reversed(shown.values())))
