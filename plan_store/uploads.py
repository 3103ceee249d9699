"""Spreadsheets between their upload and their loading. Keeping one changes nothing of the plan; it reads none."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from governance.errors import RecordError
from plan_store import audit
from plan_store.tables import AuditEntry, Person, PlanUpload


def keep(session: Session, name: str, content: bytes, uploaded_by: Person, *, by: str, at: datetime) -> PlanUpload:
    """A file as it was uploaded, byte for byte. The same file of the same person that still waits is that one."""
    digest = hashlib.sha256(content).hexdigest()
    where = (
        PlanUpload.digest == digest,
        PlanUpload.name == name,
        PlanUpload.uploaded_by_id == uploaded_by.id,
        col(PlanUpload.loaded_at).is_(None),
        col(PlanUpload.dropped_at).is_(None),
    )
    if (waiting := session.exec(select(PlanUpload).where(*where).order_by(col(PlanUpload.id))).first()) is not None:
        return waiting
    upload = PlanUpload(name=name, digest=digest, content=content, uploaded_by_id=uploaded_by.id or 0, uploaded_at=at)
    session.add(upload)
    session.flush()
    audit.record(session, "plan file uploaded", _subject(upload), by=by, at=at, file=digest, bytes=len(content))
    return upload


def take_again(session: Session, earlier: PlanUpload, uploaded_by: Person, *, by: str, at: datetime) -> PlanUpload:
    """An earlier file with its headings' meanings, waiting once more, so that its difference can be looked at."""
    upload = keep(session, earlier.name, earlier.content, uploaded_by, by=by, at=at)
    give_meanings(session, upload, {**earlier.mapping, **upload.mapping}, by=by, at=at)
    return upload


def give_meanings(session: Session, upload: PlanUpload, mapping: Mapping[str, str], *, by: str, at: datetime) -> None:
    """What headings of this file mean (heading → field). Nothing is confirmed for other files until it is loaded."""
    _check_waits(upload)
    if upload.mapping != dict(mapping):
        upload.mapping = dict(mapping)
        session.add(upload)
        audit.record(session, "headings of a plan file given", _subject(upload), by=by, at=at, headings=len(mapping))


def drop(session: Session, upload: PlanUpload, *, by: str, at: datetime) -> None:
    """The file is not to be loaded; it stays in the list and can be taken back."""
    if upload.dropped_at is not None:
        return
    _check_waits(upload)
    upload.dropped_at = at
    session.add(upload)
    audit.record(session, "plan file dropped", _subject(upload), by=by, at=at)


def take_back(session: Session, upload: PlanUpload, *, by: str, at: datetime) -> None:
    """A dropped file waits again; no-op where it was not dropped."""
    if upload.dropped_at is not None:
        upload.dropped_at = None
        session.add(upload)
        audit.record(session, "plan file taken back", _subject(upload), by=by, at=at)


def mark_loaded(session: Session, upload: PlanUpload, *, by: str, at: datetime) -> None:
    """In the transaction that loads it. Raises RecordError where it has been loaded or dropped before."""
    _check_waits(upload)
    upload.loaded_at = at
    session.add(upload)
    audit.record(session, "plan file loaded", _subject(upload), by=by, at=at, file=upload.digest)


def find(session: Session, upload_id: int) -> PlanUpload | None:
    return session.get(PlanUpload, upload_id)


def hold_still(session: Session, upload_id: int) -> PlanUpload | None:
    """The upload, locked against everybody else until the transaction ends."""
    query = select(PlanUpload).where(PlanUpload.id == upload_id)
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).first()


def every(session: Session, *, limit: int = 200) -> list[tuple[PlanUpload, Person]]:
    """Uploads and who brought them, the newest first; their bytes stay in the store."""
    query = select(PlanUpload, Person).join(Person).order_by(col(PlanUpload.id).desc()).limit(limit)
    without_bytes = defer(PlanUpload.content, raiseload=True)  # type: ignore[arg-type]
    return list(session.exec(query.options(without_bytes)))


def moment_of_store(session: Session) -> int:
    """A number that grows with every write, for each leaves an audit row; what was worked out holds while it stands."""
    return session.exec(select(func.max(AuditEntry.id))).one() or 0


def _check_waits(upload: PlanUpload) -> None:
    if upload.loaded_at is not None:
        raise RecordError("This file has been loaded already. To load it once more, look at its difference again.")
    if upload.dropped_at is not None:
        raise RecordError("This file was dropped. Take it back first, then load it.")


def _subject(upload: PlanUpload) -> str:
    return f"plan file {upload.id}"
