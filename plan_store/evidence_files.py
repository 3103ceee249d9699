"""Files that show something: of a draft until it is sent, then of the evidence. It knows nothing of their formats."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from governance.errors import RecordError
from governance.wording import number as in_words
from plan_store import audit
from plan_store.tables import AnswerDraft, Evidence, EvidenceFile, Update

MOST_FOR_ONE_ACTION = 5
LARGEST_ID = 2**31 - 1


def keep(
    session: Session, draft: AnswerDraft, name: str, media_type: str, content: bytes, *, by: str, at: datetime
) -> EvidenceFile:
    """A file that came with a draft; the same bytes under the same name are kept once.

    name: already made safe. Raises RecordError where the draft has as many files as one action may have.
    """
    digest, files = hashlib.sha256(content).hexdigest(), of_draft(session, draft)
    for file in files:
        if (file.digest, file.name) == (digest, name):
            return file
    if len(files) >= MOST_FOR_ONE_ACTION:
        raise RecordError(f"An answer takes at most {in_words(MOST_FOR_ONE_ACTION)} files. Take one away first.")
    file = EvidenceFile(
        draft_id=draft.id,
        name=name,
        media_type=media_type,
        digest=digest,
        size=len(content),
        added_at=at,
        content=content,
    )
    session.add(file)
    session.flush()
    audit.record(session, "file kept", f"file {file.id}", by=by, at=at, draft=draft.id, size=file.size, sha256=digest)
    return file


def take_away(session: Session, file: EvidenceFile, *, by: str, at: datetime) -> None:
    """Delete a file that was not sent yet. Raises RecordError where it is evidence already."""
    if file.evidence_id is not None:
        raise RecordError("This file has been sent as evidence, so it stays on record. Tell the officer about it.")
    session.delete(file)
    session.flush()
    audit.record(session, "file taken away", f"file {file.id}", by=by, at=at, sha256=file.digest)


def move_to_update(session: Session, draft: AnswerDraft, update: Update, *, by: str, at: datetime) -> None:
    """The draft was sent: its files now belong to the first evidence of the answer."""
    files = of_draft(session, draft)
    if not files:
        return
    first = select(Evidence).where(Evidence.update_id == update.id).order_by(col(Evidence.id))
    evidence = session.exec(first).first()
    if evidence is None:
        raise RecordError("A file came without a word of what it shows. Write what the evidence shows.")
    for file in files:
        file.draft_id, file.evidence_id = None, evidence.id
        session.add(file)
    session.flush()
    numbers = [file.id for file in files]
    audit.record(session, "files are evidence", f"evidence {evidence.id}", by=by, at=at, files=numbers)


def of_draft(session: Session, draft: AnswerDraft) -> list[EvidenceFile]:
    """The files of a draft; their content is read only where somebody asks for it."""
    return list(of_drafts(session, [draft.id or 0]).get(draft.id or 0, ()))


def of_drafts(session: Session, draft_ids: Collection[int]) -> Mapping[int, list[EvidenceFile]]:
    """Draft id → its files, without their content."""
    found: defaultdict[int, list[EvidenceFile]] = defaultdict(list)
    if not draft_ids:
        return found
    query = select(EvidenceFile).where(col(EvidenceFile.draft_id).in_(draft_ids)).order_by(col(EvidenceFile.id))
    for file in session.exec(query.options(defer(EvidenceFile.content))):  # type: ignore[arg-type]
        found[file.draft_id or 0].append(file)
    return found


def of_update(session: Session, update: Update) -> list[EvidenceFile]:
    """The files that came with an answer, without their content."""
    query = select(EvidenceFile).join(Evidence, col(EvidenceFile.evidence_id) == Evidence.id)
    query = query.where(Evidence.update_id == update.id).order_by(col(EvidenceFile.id))
    return list(session.exec(query.options(defer(EvidenceFile.content))))  # type: ignore[arg-type]


def find(session: Session, number: int) -> EvidenceFile | None:
    """A file by its number, with its content; None where there is none."""
    return session.get(EvidenceFile, number) if 0 < number <= LARGEST_ID else None


def belongs_to(session: Session, file: EvidenceFile, person_id: int, cycle_id: int) -> bool:
    """Whether a file is of this person's draft or answer in this cycle."""
    if file.draft_id is not None:
        draft = session.get_one(AnswerDraft, file.draft_id)
        return (draft.person_id, draft.cycle_id) == (person_id, cycle_id)
    evidence = session.get_one(Evidence, file.evidence_id)
    update = session.get(Update, evidence.update_id) if evidence.update_id else None
    return update is not None and (update.said_by_id, update.cycle_id) == (person_id, cycle_id)
