"""The plan as the desk lists it: every action in a few columns, read fast. It changes nothing and decides nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, func, select

from governance.terms import ENDED, DeliveryStatus, Precision, Role
from plan_store.tables import (
    Action,
    ActionFinding,
    ActionOwner,
    Board,
    BoardMember,
    Decision,
    DeliveryPlan,
    Evidence,
    EvidenceFile,
    Finding,
    Meeting,
    Person,
    PersonRole,
    Plan,
    Resolution,
    Update,
    UpdateRequest,
)


@dataclass(kw_only=True, slots=True)
class ActionRow:
    """One action in the list. status: of the last answer that gave one, unless the plan was set on a later day."""

    id: int
    reference: str
    title: str
    area_id: int | None
    sro_id: int | None
    due_on: date | None
    due_words: str
    due_precision: Precision
    gone_on: date | None
    status: DeliveryStatus | None
    status_on: date
    owners: list[int] = field(default_factory=list)
    findings: list[int] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.gone_on is None and self.status not in ENDED


def action_rows(session: Session, plan: Plan) -> list[ActionRow]:
    """Every action of the plan in its order, those that were taken out among them."""
    columns = (
        Action.id,
        Action.reference,
        Action.title,
        Action.delivery_plan_id,
        Action.sro_id,
        Action.due_on,
        Action.due_words,
        Action.due_precision,
        Action.gone_on,
        Action.status,
        Action.status_on,
    )
    names = (
        "id",
        "reference",
        "title",
        "area_id",
        "sro_id",
        "due_on",
        "due_words",
        "due_precision",
        "gone_on",
        "status",
        "status_on",
    )
    query = select(*columns).where(Action.plan_id == plan.id)  # type: ignore[call-overload]
    found = session.exec(query.order_by(col(Action.place), col(Action.id)))
    rows = {row[0]: ActionRow(**dict(zip(names, row, strict=True))) for row in found}
    for action_id, person_id in session.exec(
        select(ActionOwner.action_id, ActionOwner.person_id).order_by(col(ActionOwner.place))
    ):
        if action_id in rows:
            rows[action_id].owners.append(person_id)
    for action_id, finding_id in session.exec(select(ActionFinding.action_id, ActionFinding.finding_id)):
        if action_id in rows:
            rows[action_id].findings.append(finding_id)
    for action_id, said_on, status in _last_said(session):
        if action_id in rows and said_on >= rows[action_id].status_on:
            rows[action_id].status = status
    return list(rows.values())


def _last_said(session: Session) -> list[tuple[int, date, DeliveryStatus | None]]:
    latest = select(func.max(Update.id)).where(col(Update.status).is_not(None)).group_by(col(Update.action_id))
    query = select(col(Update.action_id), col(Update.said_on), col(Update.status)).where(col(Update.id).in_(latest))
    return list(session.exec(query))


def areas(session: Session, plan: Plan) -> list[DeliveryPlan]:
    query = select(DeliveryPlan).where(DeliveryPlan.plan_id == plan.id)
    return list(session.exec(query.order_by(col(DeliveryPlan.place), col(DeliveryPlan.id))))


def findings(session: Session, plan: Plan) -> list[Finding]:
    query = select(Finding).where(Finding.plan_id == plan.id).order_by(col(Finding.place), col(Finding.id))
    return list(session.exec(query))


def names(session: Session) -> dict[int, str]:
    """Person id → name, of everybody."""
    return {key: name for key, name in session.exec(select(Person.id, Person.name)) if key is not None}


def names_by_reference(session: Session) -> dict[str, str]:
    return dict(session.exec(select(Person.reference, Person.name)).all())


def answers_of(session: Session, action: Action) -> list[tuple[Update, str]]:
    """Every answer about an action and the name of who said it, oldest first."""
    query = (
        select(Update, Person.name)
        .join(Person, col(Update.said_by_id) == Person.id)
        .where(Update.action_id == action.id)
        .order_by(col(Update.at), col(Update.id))
    )
    return list(session.exec(query))


@dataclass(frozen=True, kw_only=True)
class EvidenceShown:
    """files: id, name and bytes of each."""

    evidence: Evidence
    files: tuple[tuple[int, str, int], ...]


def evidence_of(session: Session, action: Action) -> list[EvidenceShown]:
    """What shows that an action is done or works, oldest first; the files without their content."""
    rows = list(session.exec(select(Evidence).where(Evidence.action_id == action.id).order_by(col(Evidence.id))))
    files: defaultdict[int, list[tuple[int, str, int]]] = defaultdict(list)
    query = select(EvidenceFile.id, EvidenceFile.evidence_id, EvidenceFile.name, EvidenceFile.size)
    of_these = query.where(col(EvidenceFile.evidence_id).in_([row.id for row in rows])).order_by(col(EvidenceFile.id))
    for file_id, evidence_id, name, size in session.exec(of_these):
        files[evidence_id or 0].append((file_id or 0, name, size))
    return [EvidenceShown(evidence=row, files=tuple(files[row.id or 0])) for row in rows]


def decision_behind(session: Session, action: Action) -> tuple[Decision, Resolution, Meeting] | None:
    """The decision that asked for this action, where one did."""
    if action.source_decision_id is None:
        return None
    query = (
        select(Decision, Resolution, Meeting)
        .join(Resolution, col(Decision.resolution_id) == Resolution.id)
        .join(Meeting, col(Resolution.meeting_id) == Meeting.id)
        .where(Decision.id == action.source_decision_id)
    )
    return session.exec(query).first()


def everybody(session: Session) -> list[Person]:
    """Everybody in the plan store, by name."""
    return sorted(session.exec(select(Person)), key=lambda person: (person.name.casefold(), person.id or 0))


def unanswered(session: Session, person: Person, cycle_ids: list[int]) -> list[UpdateRequest]:
    """What this person was asked in these cycles and nobody has answered."""
    answered = select(Update.id).where(
        Update.cycle_id == UpdateRequest.cycle_id, Update.action_id == UpdateRequest.action_id
    )
    query = select(UpdateRequest).where(
        UpdateRequest.person_id == person.id, col(UpdateRequest.cycle_id).in_(cycle_ids), ~answered.exists()
    )
    return list(session.exec(query.order_by(col(UpdateRequest.id))))


def roles_of_everybody(session: Session) -> dict[int, frozenset[Role]]:
    """Person id → what they are by role, of everybody who has one."""
    found: defaultdict[int, set[Role]] = defaultdict(set)
    for person_id, role in session.exec(select(col(PersonRole.person_id), col(PersonRole.role))):
        found[person_id].add(role)
    return {person_id: frozenset(roles) for person_id, roles in found.items()}


def offices(session: Session, board: Board) -> dict[int, str]:
    """Person id → office on the board (Chair and the like; often empty), of every member."""
    query = select(BoardMember.person_id, BoardMember.office).where(BoardMember.board_id == board.id)
    return dict(session.exec(query).all())
