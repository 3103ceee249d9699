"""The owner's form: what was typed about one action, read into an answer, with a sentence for all that cannot be read.

It knows nothing of what makes an answer complete: that is in governance/answers.py, the same for every way in.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from fastapi import HTTPException

from governance.answers import AnswerFault, AnswerGiven
from governance.calendar_words import MONTHS
from governance.terms import DeliveryStatus
from portal.typed import NUL_SENTENCE, as_typed

NO_CHANGE = "no_change"
LONGEST_EVIDENCE = 2_000
# The fields in the order of the page, so that the error summary lists them as they are met.
FIELDS = (
    "status",
    "narrative",
    "would_move",
    "reason",
    "percent",
    "new_due_on",
    "evidence_shows",
    "evidence_link",
    "files",
)


@dataclass(frozen=True, kw_only=True)
class AnswerTyped:
    """The fields about one action as they were typed; nothing is stripped."""

    status: str = ""
    narrative: str = ""
    would_move: str = ""
    reason: str = ""
    percent: str = ""
    new_due_day: str = ""
    new_due_month: str = ""
    new_due_year: str = ""
    evidence_shows: str = ""
    evidence_link: str = ""

    @property
    def fields(self) -> dict[str, str]:
        return asdict(self)

    @property
    def is_empty(self) -> bool:
        return not any(self.fields.values())

    @property
    def has_words(self) -> bool:
        return any(value.strip() for name, value in self.fields.items() if name != "status")

    @property
    def can_be_kept(self) -> bool:
        return not any("\x00" in value for value in self.fields.values())

    @property
    def marks(self) -> str:
        """What the page shows, in short: of everything, and of the words alone. It tells typed from shown."""
        return f"{_mark(self.fields)}.{_mark(self.fields | {'status': ''})}"


def _mark(fields: Mapping[str, str]) -> str:
    typed = "\x1f".join(as_typed(value).strip("\n") for value in fields.values())
    return hashlib.sha256(typed.encode()).hexdigest()[:12]


@dataclass(frozen=True, kw_only=True)
class BlockTyped:
    """One block of the page as it came back. was: the marks of what the page had shown in it."""

    typed: AnswerTyped
    was: str

    @property
    def touched(self) -> bool:
        return self.typed.marks != (self.was or AnswerTyped().marks)

    @property
    def words_typed(self) -> bool:
        """Words were typed that the page did not show; taking words away is no typing."""
        was = (self.was or AnswerTyped().marks).partition(".")[2]
        return self.typed.has_words and self.typed.marks.partition(".")[2] != was


def block_in(form: Mapping[str, object], action_id: int) -> BlockTyped:
    """The block of an action in a form. Raises HTTPException 400 where a file stands in the place of words."""
    given = {name: form.get(f"{name}-{action_id}", "") for name in (*AnswerTyped().fields, "was")}
    if not all(isinstance(value, str) for value in given.values()):
        raise HTTPException(400)
    words = {name: as_typed(str(value)) for name, value in given.items()}
    return BlockTyped(was=words.pop("was"), typed=AnswerTyped(**words))


@dataclass(frozen=True, kw_only=True)
class AnswerRead:
    """The answer, and what could not be read of it."""

    answer: AnswerGiven
    faults: tuple[AnswerFault, ...]


def read_answer(typed: AnswerTyped, *, files: int = 0) -> AnswerRead:
    """What was typed, as an answer. A field that cannot be read is left empty in it and has a fault.

    files: how many came with it.
    """
    faults = [AnswerFault(field, NUL_SENTENCE) for field in FIELDS if "\x00" in getattr(typed, field, "")]
    percent = _read_percent(typed.percent, faults)
    new_due_on = _read_date(typed, faults)
    evidence = _read_evidence(typed, files, faults)
    answer = AnswerGiven(
        status=DeliveryStatus(typed.status) if typed.status in set(DeliveryStatus) else None,
        percent=percent,
        narrative=typed.narrative,
        reason=typed.reason,
        would_move=typed.would_move,
        new_due_on=new_due_on,
        evidence=evidence,
        no_change=typed.status == NO_CHANGE,
    )
    return AnswerRead(answer=answer, faults=tuple(faults))


def in_page_order(faults: Iterable[AnswerFault]) -> tuple[AnswerFault, ...]:
    """One fault for each field, the first one found, in the order of the fields."""
    first: dict[str, AnswerFault] = {}
    for fault in faults:
        first.setdefault(fault.field, fault)
    return tuple(first[field] for field in ("", *FIELDS) if field in first)


def _read_percent(typed: str, faults: list[AnswerFault]) -> int | None:
    written = typed.strip().removesuffix("%").strip()
    if not written:
        return None
    if re.fullmatch(r"[0-9]{1,3}", written):
        return int(written)
    faults.append(AnswerFault("percent", "How far it is must be a whole number from 0 to 100."))
    return None


def _read_date(typed: AnswerTyped, faults: list[AnswerFault]) -> date | None:
    parts = {"day": typed.new_due_day, "month": typed.new_due_month, "year": typed.new_due_year}
    parts = {name: part.strip() for name, part in parts.items()}
    if not any(parts.values()):
        return None
    if lacking := [name for name, part in parts.items() if not part]:
        faults.append(AnswerFault("new_due_on", f"The new date must include a {' and a '.join(lacking)}."))
        return None
    if not re.fullmatch(r"[0-9]{4}", parts["year"]):
        faults.append(AnswerFault("new_due_on", "The year of the new date must have four figures, such as 2027."))
        return None
    month = _read_month(parts["month"])
    try:
        return date(int(parts["year"]), month, int(parts["day"]) if re.fullmatch(r"[0-9]{1,2}", parts["day"]) else 0)
    except ValueError:
        faults.append(AnswerFault("new_due_on", "The new date must be a real date, such as 27 3 2027."))
        return None


def _read_month(written: str) -> int:
    """1 to 12, from a number or a name as people write it (“March”, “mar”); 0 where it is neither."""
    if re.fullmatch(r"[0-9]{1,2}", written):
        return int(written)
    named = [
        n for n, name in enumerate(MONTHS, start=1) if len(written) >= 3 and name.lower().startswith(written.lower())
    ]
    return named[0] if named else 0


def _read_evidence(typed: AnswerTyped, files: int, faults: list[AnswerFault]) -> tuple[tuple[str, str], ...]:
    shows, link = typed.evidence_shows if typed.evidence_shows.strip() else "", typed.evidence_link.strip()
    if not shows and not link and not files:
        return ()
    if not shows:
        faults.append(AnswerFault("evidence_shows", "Write what the evidence shows."))
    if link and not re.fullmatch(r"https?://[^\s/]\S*", link, re.IGNORECASE):
        sentence = "Give the whole address, starting with https://, or leave it out and say where it is kept."
        faults.append(AnswerFault("evidence_link", sentence))
    for field, written in (("evidence_shows", shows), ("evidence_link", link)):
        if len(written) > LONGEST_EVIDENCE:
            faults.append(AnswerFault(field, f"Shorten this to {LONGEST_EVIDENCE:,} characters."))
    return ((shows, link),)
