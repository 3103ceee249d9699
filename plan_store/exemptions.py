"""Words of the record that may not be public: marked, lifted, and kept back wherever the public or a mail may read.

Everything that draws the record for somebody keeps them back unless it is told that it draws for Part 2. A mark holds
for past days too: a paper made again as at an earlier day does not give away what has been marked since. And it holds
for what repeats the words: the limbs of a resolution, the actions they made, and a quotation anywhere else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, or_, select

from governance.closed_words import ClosedWords
from governance.errors import RecordError
from governance.exempt import MARKABLE, PARAGRAPHS, WITHHELD
from plan_store import audit, tables
from plan_store.tables import Action, DateChange, Decision, Evidence, Exemption, FieldChange, Measure, Plan, Update

# The tables whose words can be marked, by the kind that a mark names.
TABLES: Mapping[str, type[SQLModel]] = {
    str(table.__tablename__): table
    for table in vars(tables).values()
    if isinstance(table, type) and issubclass(table, SQLModel) and getattr(table, "__tablename__", "") in MARKABLE
}


Place = tuple[str, int, str]


class Marks:
    """What is marked, and the words that stand in its place. Without a mark, or for Part 2, words are as they are.

    The same words are kept back where they were said elsewhere, without a mark of their own. closed: those words.
    """

    def __init__(self, marked: Iterable[Place], closed: ClosedWords) -> None:
        self._marked = frozenset(marked)
        self.closed = closed

    def words(self, kind: str, row_id: int | None, field: str, words: str) -> str:
        """The words, or what stands in their place. Nothing said stays nothing."""
        return WITHHELD if words and (self.hides(kind, row_id, field) or self.closed.are_in(words)) else words

    def hides(self, kind: str, row_id: int | None, field: str) -> bool:
        """Whether this very text is marked, or goes with one that is."""
        return (kind, row_id, field) in self._marked

    def left_out(self, said: Any) -> Any:
        """Plain facts that were put together before: without every text that gives marked words away."""
        return self.closed.left_out(said)

    def __bool__(self) -> bool:
        return bool(self._marked)


NOTHING_MARKED = Marks((), ClosedWords())


def marks_for(session: Session, *, part: int = 1) -> Marks:
    """What has to be kept back. part: 2 where whoever reads it may read exempt information."""
    return NOTHING_MARKED if part == 2 else _marks_of(session, standing(session))


def _marks_of(session: Session, marks: Sequence[Exemption]) -> Marks:
    if not marks:
        return NOTHING_MARKED
    marked = {
        (mark.kind, mark.row_id, field)
        for mark in marks
        for field in ([mark.field] if mark.field else MARKABLE[mark.kind])
    }
    marked |= set(_going_with(session, marked))
    return Marks(marked, ClosedWords(_said_in(session, marked)))


def _going_with(session: Session, marked: Set[Place]) -> Iterator[Place]:
    """What says a marked thing over again: a resolution its limbs, a limb the resolution, and the actions they made."""
    resolutions = {row_id for kind, row_id, _ in marked if kind == "resolution"}
    limbs = {row_id for kind, row_id, field in marked if (kind, field) == ("decision", "words")}
    if not resolutions and not limbs:
        return
    query = select(Decision).where(or_(col(Decision.resolution_id).in_(resolutions), col(Decision.id).in_(limbs)))
    for limb in session.exec(query):
        if limb.id in limbs:
            yield "resolution", limb.resolution_id, "words"
        if limb.resolution_id in resolutions:
            yield from (("decision", limb.id or 0, field) for field in MARKABLE["decision"])
            limbs = limbs | {limb.id or 0}
    for action_id in session.exec(select(Action.id).where(col(Action.source_decision_id).in_(limbs))):
        yield "action", action_id or 0, "title"


def _said_in(session: Session, marked: Set[Place]) -> Iterator[str]:
    """The words of these texts: as they stand, and as they once stood."""
    kinds = {kind for kind, _, _ in marked}
    for kind in sorted(kinds):
        table: Any = TABLES[kind]
        ids = {row_id for of, row_id, _ in marked if of == kind}
        for row in session.exec(select(table).where(col(table.id).in_(ids))):
            yield from (getattr(row, field) for of, row_id, field in marked if (of, row_id) == (kind, row.id))
    rows = {row_id for _, row_id, _ in marked}
    query = select(FieldChange).where(col(FieldChange.kind).in_(kinds), col(FieldChange.row_id).in_(rows))
    for change in session.exec(query):
        if (change.kind, change.row_id, change.field) in marked:
            yield from (words for words in (change.before, change.after) if words)


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
    """The marks made after an instant whose words stand in what was said then. said: plain facts of a paper."""
    later = [mark for mark in standing(session) if mark.marked_at > at]
    texts = tuple(_texts(said)) if later else ()
    return [mark for mark in later if _is_said(session, mark, texts)]


def _is_said(session: Session, mark: Exemption, texts: Sequence[str]) -> bool:
    closed = _marks_of(session, [mark]).closed
    very_words = [words for words in _words_of(session, mark) if words]
    return any(closed.are_in(text) or any(words in text for words in very_words) for text in texts)


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
