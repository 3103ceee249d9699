"""Write the board's papers from the record and put them before the officer."""

from datetime import datetime

from config.clock import london
from flows.checking import findings_of
from flows.drafting import Draft, gather, kinds_for, render
from flows.office import Office
from flows.roles import acting_as
from governance.cycle import StepDue
from governance.terms import Stage
from governance.wording import plural
from plan_store import cycles, papers
from plan_store.database import Session, reading
from plan_store.moves import move
from plan_store.tables import Cycle, Paper


def prepare(office: Office, reference: str, *, at: datetime) -> list[Draft]:
    """Rendering takes seconds, so no transaction is held open meanwhile; the position is that of `at` all the same."""
    with reading(office.engine) as session:
        cycle = cycles.require(session, reference)
        gathered = {kind: gather(session, office, cycle, kind, at=at) for kind in kinds_for(session, office, cycle)}
    return [render(office, reference, kind, said, at=at) for kind, said in gathered.items()]


def run(
    session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: list[Draft], *, at: datetime, by: str
) -> str:
    keep(session, office, cycle, prepared, by=by, at=at)
    move(session, office.telling, cycle, Stage.DRAFTING, role=acting_as(by), as_of=london(at), by=by, at=at)
    return f"Drafted {plural(len(prepared), 'paper')}."


def keep(session: Session, office: Office, cycle: Cycle, drafts: list[Draft], *, by: str, at: datetime) -> list[Paper]:
    """Keep rendered drafts as the current version of each paper, with what the checker finds in them."""
    kept = []
    for draft in drafts:
        paper = papers.keep_draft(
            session,
            cycle,
            draft.kind,
            draft.title,
            draft.facts,
            draft.files,
            template_digest=draft.template_digest,
            part=draft.part,
            remark=draft.remark,
            checked=findings_of(office, draft, at=at),
            by=by,
            at=at,
        )
        kept.append(paper)
        if draft.template:
            papers.keep_template(session, draft.kind, draft.template_digest, draft.template, by=by, at=at)
    return kept
