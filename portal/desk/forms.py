"""The desk's forms: boxes described once, read as text, and compared with what the page showed and what stands now.

It knows nothing of tables: every value is text, as the history keeps it. Dates are ISO, lists are joined by a comma.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from fastapi import Depends, Request

from governance.answers import LONGEST_WORDS, AnswerFault
from governance.calendar_words import MONTHS
from portal.typed import NUL_SENTENCE, as_typed

LONGEST_LINE = 500
BETWEEN = ", "
Options = tuple[tuple[str, str], ...]
FormSent = Mapping[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Box:
    """One question of a form.

    kind: line, lines (several), date, time, choice (a list), radios, ticks (several of a list), people (several in
    their order). needed: the sentence where it is left empty; none where it may be. options: value and words. empty:
    what a list says where nothing is chosen.
    """

    name: str
    label: str
    kind: str = "line"
    hint: str = ""
    needed: str = ""
    options: Options = ()
    width: str = ""
    empty: str = "Choose"

    @property
    def target(self) -> str:
        """Where the error summary leads."""
        ends = {"date": "-day", "radios": "-1", "ticks": "-1", "people": "-1"}
        return f"#{self.name}{ends.get(self.kind, '')}"


@dataclass(kw_only=True)
class Typed:
    """values: what the form holds, as text. was: what the page had shown. parts: a date as it was typed."""

    values: dict[str, str]
    was: dict[str, str] = field(default_factory=dict)
    parts: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    faults: list[AnswerFault] = field(default_factory=list)

    def parts_of(self, name: str) -> tuple[str, str, str]:
        """Day, month and year for the three boxes of a date."""
        if name in self.parts:
            return self.parts[name]
        value = self.values.get(name, "")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return ("", "", "")
        return (str(day.day), str(day.month), str(day.year))

    def several(self, name: str) -> list[str]:
        return [part for part in self.values.get(name, "").split(BETWEEN) if part]


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed meanwhile: what stands there now, and what this form says."""

    box: Box
    now: str
    yours: str
    by: str = "somebody else"

    @property
    def sentence(self) -> str:
        return f"“{self.box.label}” was changed by {self.by} while you edited it."


async def read_form(request: Request) -> FormSent:
    """Every field of the form with all its values; files are left out. A coroutine, for reading is."""
    form = await request.form()
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found


Sent = Annotated[FormSent, Depends(read_form)]


def first_of(sent: FormSent, name: str) -> str:
    return (sent.get(name) or [""])[0]


def shown_as(boxes: tuple[Box, ...], values: Mapping[str, str | None]) -> Typed:
    """A form that shows these values for the first time."""
    shown = {box.name: plain(box, values.get(box.name) or "") for box in boxes}
    return Typed(values=dict(shown), was=dict(shown))


def read_boxes(sent: FormSent, boxes: tuple[Box, ...]) -> Typed:
    """What was typed, with a fault for each box that cannot be read or may not be empty."""
    typed = Typed(values={})
    for box in boxes:
        if f"was_{box.name}" in sent:
            typed.was[box.name] = plain(box, first_of(sent, f"was_{box.name}"))
        typed.values[box.name] = _read(sent, box, typed)
    return typed


def plain(box: Box, text: str) -> str:
    """The text as a browser sends it back unchanged: lines end in one sign, and a one-line box holds one line."""
    text = as_typed(text)
    return text if box.kind == "lines" else text.replace("\n", "").replace("\r", "")


def compare(
    boxes: tuple[Box, ...], typed: Typed, now: Mapping[str, str | None]
) -> tuple[dict[str, str], tuple[Clash, ...]]:
    """What the form changes, and where somebody else changed the same field since the page was shown.

    A box that was left as it was shown changes nothing, whatever has become of the field meanwhile.
    """
    changes: dict[str, str] = {}
    clashes = []
    for box in boxes:
        value, stands = typed.values[box.name], plain(box, now.get(box.name) or "")
        was = typed.was.get(box.name, stands)
        if value in (was, stands):
            continue
        if stands != was:
            clashes.append(Clash(box=box, now=stands, yours=value))
        changes[box.name] = value if box.kind == "lines" else value.strip()
    return changes, tuple(clashes)


def _read(sent: FormSent, box: Box, typed: Typed) -> str:
    if box.kind == "date":
        value = _read_date(sent, box, typed)
    elif box.kind in ("people", "ticks"):
        known = {option for option, _ in box.options}
        value = BETWEEN.join(dict.fromkeys(part for part in sent.get(box.name, []) if part in known))
    else:
        value = plain(box, first_of(sent, box.name))
    if fault := _fault(box, value, typed):
        typed.faults.append(AnswerFault(box.name, fault))
    return value


def _fault(box: Box, value: str, typed: Typed) -> str:
    if any(fault.field == box.name for fault in typed.faults):
        return ""
    if "\x00" in value:
        return NUL_SENTENCE
    if box.needed and not value.strip():
        return box.needed
    if box.kind in ("choice", "radios") and value and value not in {option for option, _ in box.options}:
        return "Choose one of the list."
    longest = LONGEST_WORDS if box.kind == "lines" else LONGEST_LINE
    if box.kind in ("line", "lines") and len(value) > longest:
        return f"Shorten this to {longest:,} characters."
    return ""


def _read_date(sent: FormSent, box: Box, typed: Typed) -> str:
    parts = [plain(box, first_of(sent, f"{box.name}_{part}")).strip() for part in ("day", "month", "year")]
    typed.parts[box.name] = (parts[0], parts[1], parts[2])
    if not any(parts):
        return ""
    day, month, year = parts
    if not re.fullmatch(r"[0-9]{4}", year):
        sentence = f"{box.label}: give a day, a month and a year with four figures, such as 27 3 2027."
        typed.faults.append(AnswerFault(box.name, sentence))
        return ""
    try:
        number = int(day) if re.fullmatch(r"[0-9]{1,2}", day) else 0
        return date(int(year), _read_month(month), number).isoformat()
    except ValueError:
        typed.faults.append(AnswerFault(box.name, f"{box.label}: give a real date, such as 27 3 2027."))
        return ""


def _read_month(written: str) -> int:
    """1 to 12, from a number or a name as people write it; 0 where it is neither."""
    if re.fullmatch(r"[0-9]{1,2}", written):
        return int(written)
    named = (n for n, name in enumerate(MONTHS, start=1) if name.lower().startswith(written.lower()))
    return next(named, 0) if len(written) >= 3 else 0
