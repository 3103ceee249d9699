"""The Brief: everything a paper may say, every number in it computed here and nowhere else.

Pure. Templates print it; they do not count. `facts` turns it into plain values that are kept with the paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from governance import paragraphs, themes
from governance.counting import Breakdown, Share, break_down
from governance.explaining import closeness, explain
from governance.flags import Flag, is_overdue
from governance.measures import MeasureShown, show_measures
from governance.movement import Movement, compare
from governance.position import Answer, Area, Line, Position
from governance.ratings import SEVERITY, Scale, rate_area, rate_line
from governance.record import (
    Contact,
    Cover,
    DateRequest,
    DecisionLogged,
    EventShown,
    EvidenceShown,
    FundingSource,
    Inspected,
    Matter,
    QuestionLogged,
    Record,
    RiskLine,
    Withheld,
)
from governance.terms import DeliveryStatus, Rating

IN_DEVELOPMENT = (Rating.RED, Rating.AMBER)
PROGRESSING = (Rating.GREEN, Rating.BLUE)


@dataclass(frozen=True, kw_only=True)
class RatingShown:
    """A colour as the paper prints it: always the word, the colour beside it."""

    key: Rating
    word: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """The owner's words about one action, verbatim, with who and when."""

    words: str
    reason: str
    by: str
    on: date
    no_change: bool
    late: bool


@dataclass(frozen=True, kw_only=True)
class ActionShown:
    """One action as the paper prints it.

    silent: asked and not answered. last_said_on: day of the last update of any cycle. slip_days: from first date.
    explained: why it is red, amber or silent, in one sentence. closeness: how far it is and how long is left.
    """

    reference: str
    title: str
    delivery_plan: str
    findings: tuple[str, ...]
    owners: tuple[str, ...]
    rating: RatingShown
    status: DeliveryStatus | None
    status_word: str
    percent: int | None
    first_due_on: date | None
    due_on: date | None
    due_words: str
    moves: int
    slip_days: int
    said: Said | None
    silent: bool
    last_said_on: date | None
    last_said_days_ago: int | None
    flags: tuple[str, ...]
    explained: str
    closeness: str
    sro: str
    evidence: int
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class AreaShown:
    """A finding or delivery plan with the rating that its actions give it, and those actions by how they go."""

    reference: str
    title: str
    lead: str
    rating: RatingShown
    priority_action: bool
    actions: int
    done: Share
    progressing: tuple[ActionShown, ...]
    in_development: tuple[ActionShown, ...]
    silent: tuple[ActionShown, ...]


@dataclass(frozen=True, kw_only=True)
class Response:
    """Who answered. asked = on_time + late + silent, counted in actions; owners counted beside."""

    actions: Breakdown
    answered: Share
    owners: Share
    silent_owners: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FlagShown:
    rule: str
    subject: str
    title: str
    because: str


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What a paper may say. Counts name their base: every Breakdown adds up to it."""

    cover: Cover
    as_of: date
    inspected: Inspected | None
    summary: tuple[str, ...]
    recommendations: tuple[str, ...]
    ratings: Breakdown
    findings_by_rating: Breakdown
    rating_meanings: tuple[tuple[str, str], ...]
    response: Response
    movement: Movement
    delivery_plans: tuple[AreaShown, ...]
    findings: tuple[AreaShown, ...]
    overdue: Share
    flags: tuple[FlagShown, ...]
    date_requests: tuple[DateRequest, ...]
    matters: tuple[Matter, ...]
    texts: Mapping[str, str]
    risks: tuple[RiskLine, ...]
    funding: tuple[FundingSource, ...]
    funding_total: int
    contacts: tuple[Contact, ...]
    next_meeting_on: date | None
    late_item_reason: str
    actions: tuple[ActionShown, ...]
    part: int
    withheld: tuple[Withheld, ...]
    measures: tuple[MeasureShown, ...]
    evidence: tuple[EvidenceShown, ...]
    events: tuple[EventShown, ...]
    decisions: tuple[DecisionLogged, ...]
    questions: tuple[QuestionLogged, ...]
    standing_words: str
    answer_rate_words: str
    theme: themes.Theme


def write_brief(position: Position, record: Record, flags: tuple[Flag, ...], scale: Scale) -> Brief:
    """Everything a paper may say about this position. The same inputs give the same brief."""
    shown = tuple(_show_line(position, line, flags, scale) for line in position.lines)
    delivery_plans, findings = _show_areas(position, shown, scale)
    words = [(rating.value, scale.ratings[rating].word) for rating in SEVERITY]
    ratings = break_down((action.rating.key.value for action in shown), words, of="action")
    response, movement = _count_response(position), compare(position, record.last_paper, scale)
    overdue = _count_overdue(position, flags)
    headline = _headline(position, record, ratings, overdue=overdue, answered=response.answered, movement=movement)
    return Brief(
        cover=record.cover,
        as_of=position.as_of,
        inspected=record.inspected,
        summary=paragraphs.summary(headline),
        recommendations=paragraphs.recommendations(headline),
        ratings=ratings,
        findings_by_rating=break_down((area.rating.key.value for area in findings), words, of="finding"),
        rating_meanings=tuple((scale.ratings[rating].word, scale.ratings[rating].meaning) for rating in SEVERITY),
        response=response,
        movement=movement,
        delivery_plans=delivery_plans,
        findings=findings,
        overdue=headline.overdue,
        flags=tuple(_show_flag(flag, position) for flag in flags),
        date_requests=record.date_requests,
        matters=record.matters,
        texts=record.texts,
        risks=record.risks,
        funding=record.funding,
        funding_total=sum(source.amount for source in record.funding),
        contacts=record.cover.contacts,
        next_meeting_on=record.next_meeting_on,
        late_item_reason=record.late_item_reason,
        actions=shown,
        part=record.part,
        withheld=record.withheld,
        measures=_measures(position, record),
        evidence=record.evidence,
        events=record.events,
        decisions=record.decisions,
        questions=record.questions,
        standing_words=paragraphs.standing(headline),
        answer_rate_words=response.answered.words,
        theme=themes.theme_of(position, record.theme, worst=_worst(delivery_plans)),
    )


def _measures(position: Position, record: Record) -> tuple[MeasureShown, ...]:
    public = record.part == 1
    return show_measures(record.measures, as_of=position.as_of, public=public, threshold=record.small_numbers)


def _headline(
    position: Position, record: Record, ratings: Breakdown, *, overdue: Share, answered: Share, movement: Movement
) -> paragraphs.Headline:
    """What the summary and the recommendations are written from."""
    return paragraphs.Headline(
        plan=position.plan,
        actions=ratings,
        overdue=overdue,
        answered=answered,
        findings=len(position.findings),
        delivery_plans=len(position.delivery_plans),
        date_requests=len(record.date_requests),
        movement=movement,
        inspected=record.inspected,
        next_meeting_on=record.next_meeting_on,
        board=record.cover.report_to,
        matters=record.matters,
        asked=paragraphs.lines_of(record.texts.get("recommendations", "")),
    )


def _worst(areas: tuple[AreaShown, ...]) -> str:
    """The delivery plan with most in development: what a paper on one theme speaks of where nobody has chosen."""
    most = max(areas, key=lambda area: len(area.in_development), default=None)
    return most.reference if most else ""


def _show_areas(
    position: Position, shown: tuple[ActionShown, ...], scale: Scale
) -> tuple[tuple[AreaShown, ...], tuple[AreaShown, ...]]:
    """Delivery plans and findings, each with its own actions."""
    actions = {action.reference: action for action in shown}
    of_plan, of_finding = position.lines_of_delivery_plan, position.lines_of_finding
    return (
        tuple(_show_area(area, of_plan(area.reference), actions, scale) for area in position.delivery_plans),
        tuple(_show_area(area, of_finding(area.reference), actions, scale) for area in position.findings),
    )


def _count_overdue(position: Position, flags: tuple[Flag, ...]) -> Share:
    live = [line for line in position.lines if line.status is not DeliveryStatus.WITHDRAWN]
    late = {flag.subject for flag in flags if flag.rule == "overdue"}
    return Share(count=len(late), base=len(live), of="action")


def _show_line(position: Position, line: Line, flags: tuple[Flag, ...], scale: Scale) -> ActionShown:
    silent, rating, last = position.is_silent(line), rate_line(position, line, scale), line.last_answer
    answer = line.answer_in(position.cycle)
    return ActionShown(
        reference=line.reference,
        title=line.title,
        delivery_plan=line.delivery_plan,
        findings=line.findings,
        owners=tuple(person.name for person in line.owners),
        rating=_show_rating(rating, scale),
        status=None if silent else line.status,
        status_word=_status_word(line, scale, silent=silent),
        percent=None if silent else line.percent,
        first_due_on=line.first_due_on,
        due_on=line.due_on,
        due_words=line.due_words,
        moves=len(line.moves),
        slip_days=line.days_slipped,
        said=_quote(answer) if answer else None,
        silent=silent,
        last_said_on=last.said_on if last else None,
        last_said_days_ago=(position.as_of - last.said_on).days if last else None,
        flags=tuple(flag.because for flag in flags if flag.subject == line.reference),
        explained=explain(position, line, rating, scale),
        closeness=closeness(line, as_of=position.as_of),
        sro=line.sro.name if line.sro else "",
        evidence=line.evidence,
        overdue=is_overdue(line, as_of=position.as_of),
    )


def _status_word(line: Line, scale: Scale, *, silent: bool) -> str:
    if silent or line.status is None:
        return scale.ratings[Rating.UNREPORTED].word
    return scale.statuses[line.status].word


def _quote(answer: Answer) -> Said:
    return Said(
        words=answer.narrative,
        reason=answer.reason,
        by=answer.said_by,
        on=answer.said_on,
        no_change=answer.no_change,
        late=answer.late,
    )


def _show_rating(rating: Rating, scale: Scale) -> RatingShown:
    return RatingShown(key=rating, word=scale.ratings[rating].word)


def _show_area(area: Area, lines: tuple[Line, ...], shown: Mapping[str, ActionShown], scale: Scale) -> AreaShown:
    actions = [shown[line.reference] for line in lines if line.status is not DeliveryStatus.WITHDRAWN]
    rating = rate_area([action.rating.key for action in actions], scale.area_rule)
    return AreaShown(
        reference=area.reference,
        title=area.title,
        lead=area.lead.name if area.lead else "",
        rating=_show_rating(rating, scale),
        priority_action=area.priority_action,
        actions=len(actions),
        done=Share(count=sum(action.rating.key is Rating.BLUE for action in actions), base=len(actions), of="action"),
        progressing=tuple(action for action in actions if action.rating.key in PROGRESSING and action.said),
        in_development=tuple(action for action in actions if action.rating.key in IN_DEVELOPMENT),
        silent=tuple(action for action in actions if action.silent),
    )


def _count_response(position: Position) -> Response:
    asked = [line for line in position.lines if line.asked]
    answers = [line.answer_in(position.cycle) for line in asked]
    kinds = ["silent" if answer is None else "late" if answer.late else "on_time" for answer in answers]
    split = [
        ("on_time", "Answered on time"),
        ("late", "Answered after the lock"),
        ("silent", "No update received"),
    ]
    owners = {person.name for line in asked for person in line.owners[:1]}
    silent = {person.name for line in asked if position.is_silent(line) for person in line.owners[:1]}
    return Response(
        actions=break_down(kinds, split, of="action"),
        answered=Share(count=sum(kind != "silent" for kind in kinds), base=len(asked), of="action"),
        owners=Share(count=len(owners - silent), base=len(owners), of="owner"),
        silent_owners=tuple(sorted(silent)),
    )


def _show_flag(flag: Flag, position: Position) -> FlagShown:
    titles = {line.reference: line.title for line in position.lines} | {
        area.reference: area.title for area in position.findings
    }
    return FlagShown(rule=flag.rule, subject=flag.subject, title=titles[flag.subject], because=flag.because)


def facts(value: Any) -> Any:
    """Any value of the rulebook as plain JSON: dataclasses become objects, dates ISO text, enums their value.

    Properties that a template prints (words, percent) come along beside the fields.
    """
    if is_dataclass(value) and not isinstance(value, type):
        plain = {field.name: facts(getattr(value, field.name)) for field in fields(value)}
        computed = [name for name, member in vars(type(value)).items() if isinstance(member, property)]
        return plain | {name: facts(getattr(value, name)) for name in computed}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): facts(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset | set):
        return [facts(item) for item in value]
    return value
