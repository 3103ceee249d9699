"""The plan as a list: delivery plans with their actions in a line each, filtered and worked out in one plain pass.

It knows nothing of pages, and asks the store for no action singly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pydantic import BaseModel, ConfigDict

from governance.ratings import Scale
from governance.terms import DeliveryStatus, Precision, Rating
from governance.wording import day, listed
from plan_store import plan_view
from plan_store.database import Session
from plan_store.exemptions import marks_for
from plan_store.plan_view import ActionRow
from plan_store.tables import DeliveryPlan, Finding, Plan
from portal.deps import Visit
from portal.plan_desk.addresses import plan_page

TAGS = {
    Rating.BLUE: "govuk-tag--blue",
    Rating.GREEN: "govuk-tag--green",
    Rating.AMBER: "govuk-tag--orange",
    Rating.RED: "govuk-tag--red",
    Rating.GREY: "govuk-tag--grey",
    Rating.UNREPORTED: "govuk-tag--grey",
}
NO_STATUS, OVERDUE, NO_OWNER, GONE = "no_status", "overdue", "no_owner", "gone"
NO_AREA = "none"


class Filter(BaseModel):
    """What the list is narrowed to. status: a delivery status or one of no_status, overdue, no_owner, gone."""

    model_config = ConfigDict(frozen=True)

    q: str = ""
    owner: str = ""
    area: str = ""
    status: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.q.strip() or self.owner or self.area or self.status)


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action as the list prints it. tag: the class of its colour; rating: the colour in words."""

    address: str
    reference: str
    title: str
    status: str
    rating: str
    tag: str
    owners: str
    due: str
    late: int
    gone: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """A delivery plan with the actions that are shown. of: how many it has in all."""

    reference: str
    title: str
    address: str
    lines: tuple[ActionLine, ...]
    of: int


@dataclass(frozen=True, kw_only=True)
class FindingLine:
    reference: str
    title: str
    address: str
    priority: bool
    actions: int


@dataclass(frozen=True, kw_only=True)
class PlanList:
    """shown and total: actions; total leaves out those that were taken out of the plan."""

    groups: tuple[Group, ...]
    findings: tuple[FindingLine, ...]
    shown: int
    total: int
    overdue: int
    without_owner: int
    owners: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]


def list_plan(session: Session, visit: Visit, plan: Plan, wanted: Filter) -> PlanList:
    """Everything the page of the plan shows."""
    marks, names = marks_for(session, part=visit.part), plan_view.names(session)
    # Whoever may not read a title finds nothing by its words either.
    rows = [
        replace(row, title=marks.words("action", row.id, "title", row.title))
        for row in plan_view.action_rows(session, plan)
    ]
    areas, findings = plan_view.areas(session, plan), plan_view.findings(session, plan)
    here = [row for row in rows if row.gone_on is None]
    area_of = {area.id: area.reference for area in areas}
    chosen = [
        row
        for row in rows
        if wanted.area in ("", area_of.get(row.area_id, NO_AREA)) and _is_wanted(row, wanted, names, visit.today)
    ]
    owners = {owner: names[owner] for row in here for owner in row.owners}
    return PlanList(
        groups=tuple(_groups(areas, here, chosen, visit.council.scale, names, visit.today, wanted)),
        findings=_findings(findings, here),
        shown=len(chosen),
        total=len(here),
        overdue=sum(days_late(row, visit.today) > 0 for row in here),
        without_owner=sum(not row.owners for row in here),
        owners=tuple(sorted(((str(key), name) for key, name in owners.items()), key=lambda pair: pair[1].casefold())),
        areas=tuple((area.reference, f"{area.reference} {area.title}") for area in areas),
    )


def lines_of(rows: Iterable[ActionRow], scale: Scale, names: Mapping[int, str], today: date) -> tuple[ActionLine, ...]:
    """The same lines for a part of the plan: of a finding, a delivery plan or a person."""
    looks = _looks(scale)
    return tuple(_line(row, looks, names, today) for row in rows)


def days_late(row: ActionRow, today: date) -> int:
    """Calendar days past the due date of an action that is still to be done; 0 otherwise."""
    if row.due_on is None or not row.is_open:
        return 0
    return max(0, (today - row.due_on).days)


def status_options(scale: Scale) -> tuple[tuple[str, str], ...]:
    return (
        *((status.value, said.word) for status, said in scale.statuses.items()),
        (NO_STATUS, "No status yet"),
        (OVERDUE, "Past its date"),
        (NO_OWNER, "Nobody owns it"),
        (GONE, "Taken out of the plan"),
    )


def say_due(row: ActionRow) -> str:
    """A date that was not written as a day is shown as it was written, with the day it is counted as."""
    if row.due_on is None:
        return row.due_words or "no date"
    if row.due_words and row.due_precision not in (Precision.DAY, Precision.NONE):
        return f"{row.due_words} (counted as {day(row.due_on)})"
    return day(row.due_on)


def _is_wanted(row: ActionRow, wanted: Filter, names: Mapping[int, str], today: date) -> bool:
    if (row.gone_on is not None) != (wanted.status == GONE):
        return False
    if wanted.owner and wanted.owner not in map(str, row.owners):
        return False
    if words := wanted.q.split():
        text = f"{row.reference} {row.title} {' '.join(names[owner] for owner in row.owners)}".casefold()
        if not all(word.casefold() in text for word in words):
            return False
    if wanted.status in ("", GONE):
        return True
    if wanted.status == OVERDUE:
        return days_late(row, today) > 0
    if wanted.status == NO_OWNER:
        return not row.owners
    return row.status is None if wanted.status == NO_STATUS else row.status == wanted.status


def _groups(
    areas: list[DeliveryPlan],
    here: list[ActionRow],
    chosen: list[ActionRow],
    scale: Scale,
    names: Mapping[int, str],
    today: date,
    wanted: Filter,
) -> Iterable[Group]:
    by_area: dict[int | None, list[ActionRow]] = {}
    for row in chosen:
        by_area.setdefault(row.area_id, []).append(row)
    counted: dict[int | None, int] = {}
    for row in here:
        counted[row.area_id] = counted.get(row.area_id, 0) + 1
    for area in areas:
        if not wanted.is_empty and area.id not in by_area:
            continue
        lines = lines_of(by_area.get(area.id, ()), scale, names, today)
        address = plan_page("areas", area.reference)
        yield Group(
            reference=area.reference, title=area.title, address=address, lines=lines, of=counted.get(area.id, 0)
        )
    if None in by_area:
        lines = lines_of(by_area[None], scale, names, today)
        yield Group(reference="", title="In no delivery plan", address="", lines=lines, of=counted.get(None, 0))


def _findings(findings: list[Finding], here: list[ActionRow]) -> tuple[FindingLine, ...]:
    counted: dict[int, int] = {}
    for row in here:
        for finding in row.findings:
            counted[finding] = counted.get(finding, 0) + 1
    return tuple(
        FindingLine(
            reference=finding.reference,
            title=finding.title,
            address=plan_page("findings", finding.reference),
            priority=finding.priority_action,
            actions=counted.get(finding.id or 0, 0),
        )
        for finding in findings
    )


Looks = Mapping[DeliveryStatus | None, tuple[str, str, str]]


def _looks(scale: Scale) -> Looks:
    """Status → its word, the colour in words, and the class of its tag; worked out once for all lines."""
    looks: dict[DeliveryStatus | None, tuple[str, str, str]] = {
        status: (said.word, scale.ratings[said.rating].word, TAGS[said.rating])
        for status, said in scale.statuses.items()
    }
    looks[None] = ("No status yet", "", TAGS[Rating.UNREPORTED])
    return looks


def _line(row: ActionRow, looks: Looks, names: Mapping[int, str], today: date) -> ActionLine:
    status, rating, tag = looks[row.status]
    return ActionLine(
        plan_page("actions", row.reference),
        row.reference,
        row.title,
        status,
        rating,
        tag,
        listed([names[owner] for owner in row.owners]) or "nobody",
        say_due(row),
        days_late(row, today),
        row.gone_on is not None,
    )
