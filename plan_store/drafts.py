"""What owners have typed and not sent: kept as typed, sent once, taken away. It knows nothing of forms.

A draft is no answer: nothing reads it but its owner's own page. So its beginning and its end are in the audit trail,
and not every word in between.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from governance.answers import AnswerGiven
from plan_store import audit, evidence_files, updates
from plan_store.tables import Action, AnswerDraft, Cycle, EvidenceFile, Person, Update, UpdateRequest

# Beside the fields: what makes its sending unique, and which save of which page it came from.
ONCE, VIEW, PLACE = "_once", "_view", "_place"
OURS = (ONCE, VIEW, PLACE)


def keep(
    session: Session,
    cycle: Cycle,
    action: Action,
    person: Person,
    fields: Mapping[str, str],
    *,
    view: str = "",
    place: int = 0,
    by: str,
    at: datetime,
) -> AnswerDraft:
    """What was typed about one action, in the place of what was kept before. The person's link must be held still.

    view: the page it was typed on; place: when, by that browser's own count. What comes late from the same page, after
    newer words have been kept, changes nothing.
    """
    draft = of_action(session, cycle, action.id or 0, person)
    if draft is None:
        kept = {**fields, ONCE: secrets.token_urlsafe(12), VIEW: view, PLACE: place}
        draft = AnswerDraft(
            cycle_id=cycle.id or 0, action_id=action.id or 0, person_id=person.id or 0, fields=kept, saved_at=at
        )
        session.add(draft)
        session.flush()
        audit.record(session, "draft begun", action.reference, by=by, at=at, cycle=cycle.reference, draft=draft.id)
        return draft
    is_older = bool(view) and draft.fields.get(VIEW) == view and place < int(draft.fields.get(PLACE, 0))
    if not is_older and typed(draft) != dict(fields):
        draft.fields = {**fields, ONCE: draft.fields[ONCE], VIEW: view, PLACE: place}
        draft.saved_at = at
        session.add(draft)
        session.flush()
    return draft


def typed(draft: AnswerDraft) -> dict[str, str]:
    """The fields as they were typed."""
    return {name: value for name, value in draft.fields.items() if name not in OURS}


def of_action(session: Session, cycle: Cycle, action_id: int, person: Person) -> AnswerDraft | None:
    where = (
        AnswerDraft.cycle_id == cycle.id,
        AnswerDraft.action_id == action_id,
        AnswerDraft.person_id == person.id,
    )
    return session.exec(select(AnswerDraft).where(*where)).first()


def of_person(session: Session, cycle: Cycle, person: Person) -> dict[int, AnswerDraft]:
    """Action id → the person's draft, of the actions they are asked about now."""
    query = (
        select(AnswerDraft)
        .join(UpdateRequest, col(UpdateRequest.action_id) == AnswerDraft.action_id)
        .where(
            AnswerDraft.cycle_id == cycle.id,
            AnswerDraft.person_id == person.id,
            UpdateRequest.cycle_id == cycle.id,
            UpdateRequest.person_id == person.id,
        )
    )
    return {draft.action_id: draft for draft in session.exec(query)}


def send(
    session: Session,
    draft: AnswerDraft,
    cycle: Cycle,
    action: Action,
    person: Person,
    answer: AnswerGiven,
    *,
    as_of: datetime,
    by: str,
    at: datetime,
) -> Update:
    """Turn a draft into an answer, its files into evidence, and take it away. `cycle` must be held still.

    Raises RecordError where the round takes no answers; then nothing has changed.
    """
    once = f"draft {draft.fields[ONCE]}"
    update = updates.record_update(session, cycle, action, person, answer, once=once, as_of=as_of, by=by, at=at)
    evidence_files.move_to_update(session, draft, update, by=by, at=at)
    discard(session, draft, by=by, at=at)
    return update


def discard(session: Session, draft: AnswerDraft, *, by: str, at: datetime) -> None:
    """Take a draft away with the files that only it holds."""
    for file in session.exec(select(EvidenceFile).where(EvidenceFile.draft_id == draft.id)):
        session.delete(file)
    session.flush()
    session.delete(draft)
    session.flush()
    audit.record(session, "draft ended", f"draft {draft.id}", by=by, at=at)
