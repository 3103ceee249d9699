"""Words of the record that may not be public: marked, lifted, and kept back wherever the public or a mail may read.

Everything that draws the record for somebody keeps them back unless it is told that it draws for Part 2. A mark holds
for past days too: a paper made again as at an earlier day does not give away what has been marked since.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from governance.errors import RecordError
from governance.exempt import MARKABLE, PARAGRAPHS, WITHHELD
from plan_store import audit, tables
from plan_store.tables import Action, DateChange, Evidence, Exemption, Measure, Plan, Update

# The tables whose words can be marked, by the kind that a mark names.
TABLES: Mapping[str, type[SQLModel]] = {
    str(table.__tablename__): table
    for table in vars(tables).values()
    if isinstance(table, type) and issubclass(table, SQLModel) and getattr(table, "__tablename__", "") in MARKABLE
}


class Marks:
    """What is marked, and the words that stand in its place. Without a mark, or for Part 2, words are as they are."""

    def __init__(self, marks: Iterable[Exemption]) -> None:
        self.every = tuple(marks)
        self._marked = {
            (mark.kind, mark.row_id, field)
            for mark in self.every
            for field in ([mark.field] if mark.field else MARKABLE[mark.kind])
        }

    def words(self, kind: str, row_id: int | None, field: str, words: str) -> str:
        """The words, or what stands in their place. Nothing said stays nothing."""
        return WITHHELD if words and (kind, row_id, field) in self._marked else words

    def hides(self, kind: str, row_id: int | None, field: str) -> bool:
        return (kind, row_id, field) in self._marked

    def __bool__(self) -> bool:
        return bool(self._marked)


NOTHING_MARKED = Marks(())


def marks_for(session: Session, *, part: int = 1) -> Marks:
    """What has to be kept back. part: 2 where whoever reads it may read exempt information."""
    return NOTHING_MARKED if part == 2 else Marks(standing(session))


def standing(session: Session, plan: Plan | None = None) -> list[Exemption]:
    """Every mark that has not been lifted, in the order they were made."""
    query = select(Exemption).where(col(Exemption.lifted_at).is_(None)).order_by(col(Exemption.id))
    return list(session.exec(query if plan is None else query.where(Exemption.plan_id == plan.id)))


def mark(
    session: Session,
    plan: Plan,
    row: SQLModel,
    *,
    field: str = "",
    paragraph: int,
    reason: str,
    by: str,
    at: datetime,
) -> Exemption:
    """Keep words of this row from the public. field: one of its texts, or all of them. by: a person, never a rule.

    Raises RecordError for what cannot be marked, an unknown paragraph, or a mark without its reason.
    """
    kind, row_id = str(row.__tablename__), int(getattr(row, "id", 0) or 0)
    if kind not in MARKABLE or (field and field not in MARKABLE[kind]):
        raise RecordError("This cannot be marked as exempt. Mark the words themselves: an update, a risk, a text.")
    if paragraph not in PARAGRAPHS:
        raise RecordError(f"Schedule 12A has no paragraph {paragraph}. Choose one from 1 to {max(PARAGRAPHS)}.")
    if not reason.strip():
        raise RecordError(
            "Say why the public interest in keeping this back outweighs that in disclosing it: without a reason, words "
            "stay public."
        )
    found = Exemption(
        plan_id=plan.id or 0,
        kind=kind,
        row_id=row_id,
        field=field,
        paragraph=paragraph,
        reason=reason,
        marked_by=by,
        marked_at=at,
    )
    session.add(found)
    session.flush()
    audit.record(session, "marked exempt", f"{kind} {row_id}", by=by, at=at, field=field, paragraph=paragraph)
    return found


def lift(session: Session, exemption: Exemption, *, by: str, at: datetime) -> None:
    """From now on the words are public."""
    if exemption.lifted_at is not None:
        raise RecordError("This mark has been lifted already; nothing was changed.")
    exemption.lifted_at, exemption.lifted_by = at, by
    session.add(exemption)
    audit.record(session, "exemption lifted", f"{exemption.kind} {exemption.row_id}", by=by, at=at)


def find(session: Session, exemption_id: int) -> Exemption:
    found = session.get(Exemption, exemption_id)
    if found is None:
        raise RecordError("There is no such mark. Open the list of exempt words and choose it there.")
    return found


def rows_about(session: Session, action: Action) -> list[Any]:
    """The action and everything with words that was said about it, the newest last."""
    rows: list[Any] = [action]
    for table in (Update, DateChange, Evidence):
        rows += session.exec(select(table).where(table.action_id == action.id).order_by(col(table.id)))
    return rows


def rows_of(session: Session, kind: str) -> list[Any]:
    """Every row of a kind that can be marked, in the order they came."""
    return sorted(session.exec(select(TABLES[kind])), key=lambda row: int(row.model_dump()["id"]))


def row_marked(session: Session, kind: str, row_id: int, field: str) -> SQLModel:
    """The row of a text that can be marked. Raises RecordError where there is no such text."""
    row = session.get(TABLES[kind], row_id) if kind in TABLES else None
    if row is None or field not in MARKABLE[kind]:
        raise RecordError("There is no such text to keep back. Open the action, or the list of texts, and choose it.")
    return row


def marked_since(session: Session, said: Any, at: datetime) -> list[Exemption]:
    """The marks made after an instant whose very words stand in what was said then. said: plain facts of a paper."""
    later = [mark for mark in standing(session) if mark.marked_at > at]
    texts = tuple(_texts(said)) if later else ()
    return [
        mark for mark in later if any(words in text for words in _words_of(session, mark) if words for text in texts)
    ]


def _words_of(session: Session, mark: Exemption) -> list[str]:
    row = session.get(TABLES[mark.kind], mark.row_id)
    return [] if row is None else [getattr(row, name) for name in ([mark.field] if mark.field else MARKABLE[mark.kind])]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def titles_of_measures(session: Session, marks: Marks) -> tuple[str, ...]:
    """The titles that are marked: a flag that was raised before the mark may have one in its reason."""
    measures = session.exec(select(Measure.id, Measure.title))
    return tuple(title for key, title in measures if title and marks.hides("measure", key, "title"))


def without(words: str, closed: Iterable[str]) -> str:
    """Words that a rule once wrote; what stands in their place where one of the closed texts is among them."""
    return WITHHELD if any(text in words for text in closed) else words


def covered(kind: str, row: Any, marks: Marks) -> dict[str, str]:
    """The texts of a row, each as it may be shown: field → words."""
    return {field: marks.words(kind, row.id, field, getattr(row, field)) for field in MARKABLE[kind]}
