"""Every table of the plan store, one module per subject. It knows nothing of the verbs that write them."""

from plan_store.tables.audit import AuditEntry
from plan_store.tables.cycles import AccessLink, Cycle, CycleMark, FlagRaised, RatedArea, UpdateRequest
from plan_store.tables.desk import FieldChange, PlanUpload
from plan_store.tables.meetings import (
    Attendance,
    Board,
    BoardMember,
    Decision,
    ExternalEvent,
    Meeting,
    MemberQuestion,
    Resolution,
)
from plan_store.tables.papers import Paper, PaperComment, PaperFile, SignOff
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
from plan_store.tables.proof import Evidence, EvidenceFile, FundingLine, Measure, Reading, Risk
from plan_store.tables.updates import AnswerDraft, Referral, Update
from plan_store.tables.visits import RateCount, SignInCode, SignInSession

__all__ = [
    "AccessLink",
    "Action",
    "ActionDependency",
    "ActionFinding",
    "ActionOwner",
    "AnswerDraft",
    "Attendance",
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
    "EvidenceFile",
    "ExternalEvent",
    "FieldChange",
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
    "PaperComment",
    "PaperFile",
    "Person",
    "PersonRole",
    "Plan",
    "PlanUpload",
    "RateCount",
    "RatedArea",
    "Reading",
    "Referral",
    "Resolution",
    "Risk",
    "SignInCode",
    "SignInSession",
    "SignOff",
    "StandingText",
    "Update",
    "UpdateRequest",
]
