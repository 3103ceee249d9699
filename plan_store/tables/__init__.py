"""Every table of the plan store, one module per subject. It knows nothing of the verbs that write them."""

from plan_store.tables.audit import AuditEntry
from plan_store.tables.cycles import AccessLink, Cycle, CycleMark, FlagRaised, RatedArea, UpdateRequest
from plan_store.tables.meetings import (
    Board,
    BoardMember,
    Decision,
    ExternalEvent,
    Meeting,
    MemberQuestion,
    Resolution,
)
from plan_store.tables.papers import Paper, PaperFile, SignOff
from plan_store.tables.people import Organisation, Person, PersonRole
from plan_store.tables.plans import (
    Action,
    ActionDependency,
    ActionFinding,
    ActionOwner,
    ColumnMapping,
    DateChange,
    DeliveryPlan,
    Finding,
    Inspection,
    Judgement,
    Milestone,
    Plan,
    StandingText,
)
from plan_store.tables.post import Notice, NoticeAttempt
from plan_store.tables.proof import Evidence, FundingLine, Measure, Reading, Risk
from plan_store.tables.updates import Update

__all__ = [
    "AccessLink",
    "Action",
    "ActionDependency",
    "ActionFinding",
    "ActionOwner",
    "AuditEntry",
    "Board",
    "BoardMember",
    "ColumnMapping",
    "Cycle",
    "CycleMark",
    "DateChange",
    "Decision",
    "DeliveryPlan",
    "Evidence",
    "ExternalEvent",
    "Finding",
    "FlagRaised",
    "FundingLine",
    "Inspection",
    "Judgement",
    "Measure",
    "Meeting",
    "MemberQuestion",
    "Milestone",
    "Notice",
    "NoticeAttempt",
    "Organisation",
    "Paper",
    "PaperFile",
    "Person",
    "PersonRole",
    "Plan",
    "RatedArea",
    "Reading",
    "Resolution",
    "Risk",
    "SignOff",
    "StandingText",
    "Update",
    "UpdateRequest",
]
