"""The cycle at a glance: everything its page shows, put together. It decides nothing and knows nothing of HTML."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from config.clock import london
from governance.counting import Share
from governance.flags import RULES, Flag, raise_flags
from governance.position import Position
from governance.terms import Stage
from plan_store import asked, cycles, papers
from plan_store.database import Session
from plan_store.papers import formats
from plan_store.position import position_of
from plan_store.tables import Cycle
from portal.deps import Visit
from portal.desk.calls import Call, calls_of
from portal.desk.clearances import ClearanceShown, clearances_of
from portal.desk.clock import Moment, Rule, board_in, clock_of, rule_of
from portal.desk.offers import Act, offers
from portal.desk.owners import OwnerRow, owner_rows
from portal.desk.turns import Standing, standing_of
from portal.findings_shown import Checked, checked_of
from portal.paper_files import may_read

# Before the cycle opens nobody is silent, so there is nobody to ring; after the meeting it is too late.
CALLING = frozenset({Stage.COLLECTING, Stage.LOCKED, Stage.DRAFTING, Stage.SENT_BACK})


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    """One version of a paper. state: drafted, approved, published or superseded.

    drafted_at: London wall time. sizes: format → bytes. remark: of how it was made. checked: what the checker found.
    """

    kind: str
    version: int
    title: str
    state: str
    drafted_at: datetime
    sizes: Mapping[str, int]
    remark: str
    checked: Checked


@dataclass(frozen=True, kw_only=True)
class Glance:
    """flags: rule → how many, in the order of the rules. flags_kept: as raised at the lock, else as of today."""

    standing: Standing
    clock: tuple[Moment, ...]
    rule: Rule | None
    owners: Share
    silent_owners: tuple[OwnerRow, ...]
    calls: tuple[Call, ...]
    flags: Mapping[str, int]
    flags_kept: bool
    papers: tuple[PaperRow, ...]
    comment: str
    late_item_reason: str
    acts: tuple[Act, ...]
    clearances: tuple[ClearanceShown, ...]


def glance_of(session: Session, visit: Visit, cycle: Cycle) -> Glance:
    position = position_of(session, cycle, at=visit.at, as_of=visit.today)
    known, clock = asked.people_asked(session, cycle), clock_of(session, cycle, as_of=visit.as_of)
    rows = owner_rows(session, cycle, known, visit.office.notice_kinds, today=visit.today)
    board = board_in(visit.council, cycles.board_of(session, cycle).key)
    flags, kept = flags_of(session, visit, cycle, position)
    moments = cycles.moments(cycle)
    done = sum(not row.silent for row in rows)
    calling = cycle.stage in CALLING
    return Glance(
        standing=standing_of(session, cycle, as_of=visit.as_of, clock=clock),
        clock=clock,
        rule=rule_of(visit.council, board, moments, cycle.stage, as_of=visit.as_of) if board else None,
        owners=Share(count=done, base=len(rows), of="owner"),
        silent_owners=tuple(row for row in rows if row.silent),
        calls=calls_of(session, cycle, position, known, visit.council.scale) if calling else (),
        flags=count_by_rule(flags),
        flags_kept=kept,
        papers=papers_of(session, visit, cycle),
        comment=papers.last_comment(session, cycle),
        late_item_reason=cycle.late_item_reason,
        acts=offers(cycle),
        clearances=clearances_of(session, cycle),
    )


def flags_of(session: Session, visit: Visit, cycle: Cycle, position: Position) -> tuple[tuple[Flag, ...], bool]:
    """What the rules raise today or, once they were raised at the lock, what was kept; and which of the two it is."""
    if ("flag_areas", 1) in cycles.done(session, cycle):
        return cycles.flags(session, cycle), True
    return raise_flags(position, visit.council.flags), False


def count_by_rule(flags: tuple[Flag, ...]) -> dict[str, int]:
    counted = Counter(flag.rule for flag in flags)
    return {rule: counted[rule] for rule in RULES if counted[rule]}


def sentence_of_rule(rule: str) -> str:
    """What a rule looks for, in the sentence it is documented with."""
    return (RULES[rule].__doc__ or rule).strip().splitlines()[0]


def papers_of(session: Session, visit: Visit, cycle: Cycle) -> tuple[PaperRow, ...]:
    current = [paper for paper in papers.versions(session, cycle) if may_read(visit, paper)]
    sizes = formats(session, [paper.id or 0 for paper in current])
    return tuple(
        PaperRow(
            kind=paper.kind,
            version=paper.version,
            title=paper.title,
            state=paper.state,
            drafted_at=london(paper.drafted_at),
            sizes=sizes.get(paper.id or 0, {}),
            remark=paper.remark,
            checked=checked_of(session, cycle, paper.kind, paper.checked),
        )
        for paper in current
    )
