"""Rules about time that has passed: dates that are over, what is still to follow, promises made again, old figures."""

import re
from collections.abc import Iterator
from datetime import date

from governance.wording import day, days, plural
from papers.checker.events import days_held
from papers.checker.findings import Severity
from papers.checker.reading import Passage, Reading, Table
from papers.checker.rulebook import Remark, rule
from papers.checker.saying import Said, dates_in

TO_COME = re.compile(
    r"\b(?:will|shall|to be|due|plans? to|aims? to|on track|going to|expected|scheduled|target(?: date)?|deadline"
    r"|intends? to|anticipated|to complete|to finish|by)\b",
    re.I,
)
# Words that say the date is history, or that the paper knows it has passed.
PASSED = re.compile(
    r"\b(?:was|were|had|has|have|did|completed|done|delivered|closed|submitted|published|overdue|late|missed|passed|moved"
    r"|previously|originally|achieved|met|ended|since)\b",
    re.I,
)
CERTAIN = re.compile(r"\b(?:will|shall|is due|are due|to be|on track|plans? to|aims? to|expected to)\b", re.I)
OPENS = re.compile(
    r"(?:\b(?:by|due|before|until|in|on|for|end of|than|date:?)\s(?:the\s|mid-?\s?|early\s|late\s)*|: ?)$", re.I
)
DUE_COLUMN = re.compile(r"\b(?:due|deadline|target date|by when|completion date|timescale|complete by|to)\b", re.I)
ENDED = re.compile(r"\b(?:complete|completed|done|embedded|closed|withdrawn|delivered|achieved|blue)\b", re.I)
ADMITTED = re.compile(r"\b(?:overdue|was due|days? (?:late|ago)|missed|past the due date)\b", re.I)
PUT_OFF = re.compile(
    r"\bto be (?:scoped|confirmed|determined|advised|inserted|drafted|written|provided|supplied)\b"
    r"|\b(?:TBC|TBD|TBA|tbc|tbd|tba|T\.B\.C\.?)(?!\w)|\(?\bto follow\b(?=[).]*$|\))"
    r"|\[(?:insert|add|xx|date|name)[^\]]{0,60}\]"
    r"|\bX{2,5}\b|\?{2,5}|\blorem ipsum\b|\bwork in progress\b(?=[).]*$)",
    re.I,
)
AS_AT = re.compile(
    r"\b(?:as at|as of|at the end of|to the end of|(?:quarter|month|year|period) (?:ending|to|ended)"
    r"|figures? (?:for|from)|data (?:for|from)|correct (?:at|on)|position (?:at|on))\s(?:the\s)?$",
    re.I,
)
DIGIT = re.compile(r"\d")


@rule(Severity.SHOULD)
def target_in_the_past(reading: Reading) -> Iterator[Remark]:
    """Something is said to be done by a date that has passed, and nothing says that it was done or is late."""
    admitted = {p.subject for p in reading.passages if p.subject and ADMITTED.search(p.words)}
    for passage in reading.passages:
        if passage.tag == "tr" or (passage.subject and passage.subject in admitted):
            continue
        for sentence in passage.sentences:
            if (said := _past_target(sentence, reading.settings.as_of)) and said.last:
                yield _passed(passage, sentence, said.words, said.last, reading.settings.as_of)
    for table in reading.tables:
        yield from _past_due_cells(reading, table, admitted)


def _past_target(sentence: str, as_of: date) -> Said | None:
    certain = CERTAIN.search(sentence)
    for said in dates_in(sentence):
        before = sentence[max(0, said.start - 30) : said.start]
        if said.last is None or said.last >= as_of or not OPENS.search(before):
            continue
        if certain and certain.start() < said.end and not PASSED.search(sentence[: said.start]):
            return said
        if TO_COME.search(before) and not PASSED.search(sentence):
            return said
    return None


def _past_due_cells(reading: Reading, table: Table, admitted: set[str]) -> Iterator[Remark]:
    columns = [n for n, name in enumerate(table.columns) if DUE_COLUMN.search(name)]
    for row, position in zip(table.rows, table.positions, strict=True):
        if not row or row[0] in admitted or any(ENDED.search(c) or ADMITTED.search(c) for c in row):
            continue
        for column in columns:
            said = dates_in(row[column])[0] if column < len(row) and dates_in(row[column]) else None
            if said and said.last and said.last < reading.settings.as_of:
                yield _passed(
                    reading.at[position], f"{row[0]} {said.words}", said.words, said.last, reading.settings.as_of
                )
                break


def _passed(passage: Passage, quote: str, words: str, last: date, as_of: date) -> Remark:
    return Remark(
        passage=passage,
        quote=quote,
        because=f"{words} is {days((as_of - last).days)} before {day(as_of)}, and nothing says that it was done.",
        suggestion="Say that it was done and when, or that it is late, why, and the new date with who agreed it.",
    )


@rule(Severity.MUST, of_substance=True)
def put_off(reading: Reading) -> Iterator[Remark]:
    """Something is still “to be scoped”, “TBC” or “to follow”."""
    before = {
        sentence.casefold() for p in (reading.earlier.passages if reading.earlier else ()) for sentence in p.sentences
    }
    for passage in reading.passages:
        for sentence in passage.sentences:
            if match := PUT_OFF.search(sentence):
                again = " The earlier paper said the same." if sentence.casefold() in before else ""
                yield Remark(
                    passage=passage,
                    quote=sentence,
                    because=f"It says “{match[0]}”{_long_after(reading)}.{again}",
                    suggestion="Say what is known now, who will settle the rest and by when.",
                )


def _long_after(reading: Reading) -> str:
    """“, 12 months after the inspection of March 2014”."""
    held = [each for each in days_held(reading) if each.event == "inspection" and each.last < reading.settings.as_of]
    if not held:
        return ""
    first, as_of = min(held, key=lambda each: each.last), reading.settings.as_of
    months = (as_of.year - first.first.year) * 12 + as_of.month - first.first.month
    return f", {plural(months, 'month')} after the inspection of {first.said.words}" if months else ""


@rule(Severity.SHOULD, of_substance=True)
def promised_again(reading: Reading) -> Iterator[Remark]:
    """A sentence of the earlier paper stands here again, with only its date moved."""
    if reading.earlier is None:
        return
    before = {_undated(s): s for passage in reading.earlier.passages for s in _dated(passage)}
    for passage in reading.passages:
        for sentence in _dated(passage):
            old = before.get(_undated(sentence), sentence)
            then, now = [said.words for said in dates_in(old)], [said.words for said in dates_in(sentence)]
            if then != now and len(_undated(sentence).split()) >= 4:
                yield Remark(
                    passage=passage,
                    quote=sentence,
                    because=f"The earlier paper said the same with {', '.join(then)} for {', '.join(now)}.",
                    suggestion="Say why the date has moved, by how much, and who agreed it.",
                )


def _dated(passage: Passage) -> Iterator[str]:
    """Its sentences with a date, a statement of the position on a day apart: that one moves with every paper."""
    if passage.tag not in ("p", "li", "dd"):
        return
    for sentence in passage.sentences:
        found = dates_in(sentence)
        if found and not any(AS_AT.search(sentence[: said.start]) for said in found):
            yield sentence


def _undated(sentence: str) -> str:
    for said in reversed(dates_in(sentence)):
        sentence = f"{sentence[: said.start]}◦{sentence[said.end :]}"
    return sentence.casefold()


@rule(Severity.SHOULD)
def old_figures(reading: Reading, *, most_days: int = 92) -> Iterator[Remark]:
    """A figure is of a day more than a quarter before the paper is read."""
    as_of = reading.settings.as_of
    for passage in reading.passages:
        for sentence in passage.sentences:
            for said in dates_in(sentence):
                aged = said.last is not None and (as_of - said.last).days > most_days
                rest = sentence[: said.start] + sentence[said.end :]
                if aged and said.last and AS_AT.search(sentence[: said.start]) and _holds_figures(passage, rest):
                    yield _old(passage, sentence, said.words, (as_of - said.last).days)
    yield from _old_cells(reading, most_days)


def _holds_figures(passage: Passage, rest: str) -> bool:
    return passage.tag in ("caption", "figcaption") or DIGIT.search(rest) is not None


def _old_cells(reading: Reading, most_days: int) -> Iterator[Remark]:
    """Columns headed “As at”, with a date in each row."""
    for table in reading.tables:
        columns = [
            n for n, name in enumerate(table.columns) if re.search(r"\bas (?:at|of)\b|\bdate of figure\b", name, re.I)
        ]
        for row, position in zip(table.rows, table.positions, strict=True):
            for said in (said for n in columns if n < len(row) for said in dates_in(row[n])):
                age = (reading.settings.as_of - said.last).days if said.last else 0
                if age > most_days:
                    yield _old(reading.at[position], f"{row[0]} {said.words}", said.words, age)


def _old(passage: Passage, quote: str, words: str, age: int) -> Remark:
    return Remark(
        passage=passage,
        quote=quote,
        because=f"The figure is of {words}, {days(age)} ago; a quarter has passed since.",
        suggestion="Give the latest figure, or say why there is none and when the next one comes.",
    )


@rule(Severity.SHOULD)
def before_its_day(reading: Reading) -> Iterator[Remark]:
    """The plan answers an inspection whose letter may not be used yet."""
    until = (reading.facts.get("inspected") or {}).get("embargoed_until")
    if until:
        yield Remark(
            passage=None,
            place="The whole paper",
            quote=reading.facts["inspected"]["title"],
            because=f"What this inspection found may not be used before {day(date.fromisoformat(until))}.",
            suggestion="A paper for the public that names its findings goes out on that day or later. If that is too "
            "late, ask the inspectorate.",
        )
