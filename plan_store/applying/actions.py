"""Actions of a plan file, matched by reference.

Each keeps what the file said last time (Action.loaded), so that loading the same file again overwrites nothing that
has happened since: an owner's update, a date the board has granted.
"""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, delete, select

from governance.errors import PlanFileError
from governance.terms import Precision
from plan_store import audit, updates
from plan_store.applying.areas import Areas
from plan_store.applying.changes import Change, Ledger
from plan_store.applying.people import People
from plan_store.loading.dues import DueCell
from plan_store.loading.plan_file import PlanFile
from plan_store.loading.rows import ActionRow
from plan_store.tables import Action, ActionFinding, ActionOwner, DateChange, DeliveryPlan, Finding, Person, Plan

# name in Action.loaded → the fields of a sheet that say it
SAID_BY = {
    "title": ("title",),
    "due": ("due", "revised"),
    "status": ("status", "rating"),
    "percent": ("percent",),
    "owners": ("owner",),
    "sro": ("sro",),
    "deputy": ("deputy",),
    "progress": ("progress",),
    "measure": ("measure",),
    "evidence": ("evidence",),
    "notes": ("notes",),
}


def apply_actions(ledger: Ledger, plan: Plan, people: People, areas: Areas, file: PlanFile) -> dict[str, Action]:
    """Write every action; returns them by reference. What is in the store and not in the file is named as missing.

    Raises PlanFileError where two rows have one reference: nobody could say which of them an answer is about.
    """
    session = ledger.session
    in_the_store = select(Action).where(Action.plan_id == plan.id).order_by(col(Action.place))
    known = {row.reference: row for row in session.exec(in_the_store)}
    listed = select(Finding).where(Finding.plan_id == plan.id).order_by(col(Finding.place))
    findings = {row.reference: row.id or 0 for row in session.exec(listed)}
    written: dict[str, Action] = {}
    counts: dict[int | None, int] = {}
    named: set[str] = set()
    for place, row in enumerate(file.actions):
        area = areas.of(row)
        key = area.id if area else None
        counts[key] = counts.get(key, 0) + 1
        # A plan without references is numbered by area and order, as its own progress reports do: 2.1, 2.2 …
        reference = row.reference or (f"{area.reference}.{counts[key]}" if area else str(place + 1))
        if reference in written:
            raise PlanFileError(
                f"the reference {reference} stands a second time. Give each action its own, and load the file again; "
                "nothing has been written.",
                sheet=row.sheet,
                row=row.row,
            )
        action = known.get(reference)
        if action is None:
            action = _add(ledger, plan, area, people, reference, row, place)
        else:
            unsaid = {name for name, fields in SAID_BY.items() if file.lacks(row.sheet, *fields)}
            _change(ledger, action, area, people, row, place, unsaid)
        if row.findings or not file.lacks(row.sheet, "finding"):
            _link_findings(ledger, action, row, findings)
        written[reference] = action
        named.update(row.owners)
    for reference, action in known.items():
        if reference not in written and action.gone_on is None and file.actions:
            ledger.changes.append(Change(kind="missing", what="action", reference=reference, was=action.title))
    people.without_address(named)
    return written


def _as_loaded(row: ActionRow) -> dict[str, str]:
    """What the file says, in its own words."""
    return {
        "title": row.title,
        "due": row.due.raw,
        "status": row.status.raw,
        "percent": "" if row.percent_complete is None else f"{row.percent_complete:g}",
        "owners": row.owner_raw,
        "sro": row.sro,
        "deputy": row.deputy,
        "progress": row.progress,
        "measure": row.measure,
        "evidence": row.evidence,
        "notes": row.notes,
    }


def _add(
    ledger: Ledger, plan: Plan, area: DeliveryPlan | None, people: People, reference: str, row: ActionRow, place: int
) -> Action:
    action = Action(
        plan_id=plan.id or 0,
        delivery_plan_id=area.id if area else None,
        reference=reference,
        title=row.title,
        place=place,
        sro_id=people.number(row.sro),
        deputy_id=people.number(row.deputy),
        owner_words=row.owner_raw,
        first_due_on=_first_due(row),
        due_on=row.due.due_on,
        due_words=row.due.raw,
        due_precision=row.due.precision,
        status=row.status.value,
        status_words=row.status.raw,
        status_on=ledger.today,
        percent=None if row.percent_complete is None else round(row.percent_complete),
        progress_words=row.progress,
        measure_words=row.measure,
        notes=row.notes,
        extra=dict(row.extra),
        created_on=ledger.today,
        loaded=_as_loaded(row),
    )
    ledger.add_new("action", reference, action, row.title)
    audit.record(ledger.session, "action added", reference, by=ledger.by, at=ledger.at)
    _set_owners(ledger.session, action, [people.named(name) for name in row.owners])
    _keep_old_dates(ledger, action, row)
    if row.evidence:
        updates.add_evidence(ledger.session, action, row.evidence, "", by=ledger.by, at=ledger.at)
    return action


def _first_due(row: ActionRow) -> date | None:
    """The baseline where the plan has one, else the first of the struck-out dates, else the date itself."""
    if row.baseline is not None and row.baseline.due_on is not None:
        return row.baseline.due_on
    return next((old.due_on for old in row.due.moved_from if old.due_on is not None), row.due.due_on)


def _keep_old_dates(ledger: Ledger, action: Action, row: ActionRow) -> None:
    """A date that the file shows as replaced is a move on record, though nobody knows when or by whom."""
    steps = [(old.due_on, old.raw) for old in row.due.moved_from]
    baseline = row.baseline
    if not steps and baseline is not None and baseline.due_on is not None and baseline.due_on != row.due.due_on:
        steps = [(baseline.due_on, baseline.raw)]
    for n, (from_on, words) in enumerate(steps):
        to_on = steps[n + 1][0] if n + 1 < len(steps) else row.due.due_on
        _record_move(ledger, action, from_on, words, to_on, "moved before the plan was loaded")


def _record_move(
    ledger: Ledger, action: Action, from_on: date | None, words: str, to_on: date | None, reason: str
) -> None:
    ledger.session.add(
        DateChange(
            action_id=action.id or 0,
            state="loaded",
            from_on=from_on,
            from_words=words,
            to_on=to_on,
            reason=reason,
            asked_by=ledger.by,
            asked_at=ledger.at,
            decided_by=ledger.by,
            decided_at=ledger.at,
        )
    )


def _change(
    ledger: Ledger,
    action: Action,
    area: DeliveryPlan | None,
    people: People,
    row: ActionRow,
    place: int,
    unsaid: set[str],
) -> None:
    """unsaid: what the sheet has no column for; it stays as it is."""
    said = action.loaded
    says = {name: said.get(name, "") if name in unsaid else words for name, words in _as_loaded(row).items()}
    differs = {name for name in says if says[name] != said.get(name, "")}
    changed = ledger.set_fields(
        "action",
        action.reference,
        action,
        **{column: getattr(row, attribute) for name, column, attribute in PLAIN if name in differs},
    )
    if area is not None and area.id != action.delivery_plan_id:
        changed += ledger.set_fields("action", action.reference, action, delivery_plan_id=area.id)
    if "due" in differs:
        changed += _move_date(ledger, action, row.due)
    if "percent" in differs:
        percent = None if row.percent_complete is None else round(row.percent_complete)
        changed += ledger.set_fields("action", action.reference, action, percent=percent)
    if "status" in differs:
        before = ledger.before(action, ("status_on",))
        changed += ledger.set_fields(
            "action", action.reference, action, status=row.status.value, status_words=row.status.raw
        )
        action.status_on = ledger.today
        ledger.keep(action, before)
    for name, column, who in (("sro", "sro_id", row.sro), ("deputy", "deputy_id", row.deputy)):
        if name in differs:
            changed += ledger.set_fields("action", action.reference, action, **{column: people.number(who)})
    if "owners" in differs:
        changed += _change_owners(ledger, action, people, row, said.get("owners"))
    if "evidence" in differs and row.evidence:
        updates.add_evidence(ledger.session, action, row.evidence, "", by=ledger.by, at=ledger.at)
        changed.append("evidence")
    action.place, action.extra, action.loaded = place, dict(row.extra), says
    ledger.session.add(action)
    if changed:
        audit.record(
            ledger.session, "action changed", action.reference, by=ledger.by, at=ledger.at, fields=sorted(set(changed))
        )


def _change_owners(ledger: Ledger, action: Action, people: People, row: ActionRow, said: str | None) -> list[str]:
    ledger.note_change("action", action.reference, "owners", said, row.owner_raw)
    action.owner_words = row.owner_raw
    before = ledger.before(action, ("owners",))
    _set_owners(ledger.session, action, [people.named(name) for name in row.owners])
    ledger.keep(action, before)
    return ["owners"]


# name in Action.loaded, column of Action, attribute of ActionRow
PLAIN = (
    ("title", "title", "title"),
    ("progress", "progress_words", "progress"),
    ("measure", "measure_words", "measure"),
    ("notes", "notes", "notes"),
)


def _move_date(ledger: Ledger, action: Action, due: DueCell) -> list[str]:
    """Another date in the file is a move like any other: the first date stays, and the move is on record."""
    was, words = action.due_on, action.due_words
    changed = ledger.set_fields("action", action.reference, action, due_on=due.due_on, due_words=due.raw)
    action.due_precision = due.precision if due.due_on else Precision.NONE
    if action.first_due_on is None:
        action.first_due_on = due.due_on
    elif was != due.due_on:
        _record_move(ledger, action, was, words, due.due_on, "changed in the spreadsheet")
    return changed


def _set_owners(session: Session, action: Action, owners: list[Person]) -> None:
    session.exec(delete(ActionOwner).where(col(ActionOwner.action_id) == action.id))
    numbers = list(dict.fromkeys(owner.id or 0 for owner in owners))
    session.add_all(
        ActionOwner(action_id=action.id or 0, person_id=number, place=place) for place, number in enumerate(numbers)
    )
    session.flush()


def _link_findings(ledger: Ledger, action: Action, row: ActionRow, known: Mapping[str, int]) -> None:
    session = ledger.session
    wanted = {known[reference] for reference in row.findings if reference in known}
    if unknown := [reference for reference in row.findings if reference not in known]:
        ledger.notes.append(
            f"{action.reference} names finding {', '.join(unknown)}, which is not in the list of findings."
        )
    query = select(ActionFinding).where(ActionFinding.action_id == action.id)
    there = {link.finding_id: link for link in session.exec(query)}
    if wanted != set(there) and ("action", action.reference) not in ledger.fresh:
        was, becomes = (", ".join(name for name, n in known.items() if n in given) for given in (there, wanted))
        ledger.note_change("action", action.reference, "findings", was, becomes)
        audit.record(session, "action changed", action.reference, by=ledger.by, at=ledger.at, fields=["findings"])
    before = ledger.before(action, ("findings",))
    for number in wanted - set(there):
        session.add(ActionFinding(action_id=action.id or 0, finding_id=number))
    for number in set(there) - wanted:
        session.delete(there[number])
    if ("action", action.reference) not in ledger.fresh:
        ledger.keep(action, before)
