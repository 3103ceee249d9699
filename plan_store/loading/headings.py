"""The names councils give to the columns of a plan, as tables: for each kind of sheet, field -> names.

It recognises nothing itself. To teach the loader a heading, add it here, in lower case; an earlier name in a
row is a stronger claim to the field, and fields are filled in the order they stand.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a table holds."""

    ACTIONS = "actions"
    FINDINGS = "findings"
    PEOPLE = "people"
    DELIVERY_PLANS = "delivery_plans"
    MEASURES = "measures"
    RISKS = "risks"
    FUNDING = "funding"
    TEXTS = "texts"
    INSPECTIONS = "inspections"
    PROGRESS = "progress"


@dataclass(frozen=True)
class KindOfTable:
    """fields: field -> its names. needs: of each group one must be there. hints: words in a sheet's name."""

    fields: dict[str, tuple[str, ...]]
    needs: tuple[frozenset[str], ...]
    hints: tuple[str, ...] = ()
    repeated: frozenset[str] = field(default_factory=frozenset)


REFERENCE = (
    "ref", "ref no", "reference", "reference no", "reference number", "ref number", "action ref", "action no",
    "action number", "action id", "action reference", "no", "number", "id", "item no", "item", "code",
    "action code", "task no", "task id", "milestone ref", "milestone no", "unique id", "uid", "nr", "#", "s/n",
    "row",
)  # fmt: skip
OWNER = (
    "owner", "owners", "action owner", "action owners", "lead", "leads", "lead officer", "lead officers", "who",
    "by whom", "who is responsible", "responsible", "responsible officer", "responsible party",
    "responsible person", "person responsible", "responsibility", "lead person", "lead name",
    "lead responsibility", "action lead", "task owner", "milestone owner", "named lead", "named officer",
    "assigned to", "assigned", "allocated to", "officer", "lead agency", "lead responsible", "operational lead",
    "lead manager", "manager responsible", "delivery lead",
)  # fmt: skip
SRO = (
    "sro", "senior responsible owner", "senior responsible officer", "accountable officer", "accountable",
    "accountable person", "accountable owner", "accountable lead", "accountable director", "sponsor",
    "executive sponsor", "exec sponsor", "project sponsor", "strategic lead", "executive lead",
    "responsible director", "director", "accountability", "senior owner",
)  # fmt: skip
DEPUTY = ("deputy", "deputy owner", "deputy lead", "cover", "in their absence", "backup", "back-up", "second contact")
STATUS = (
    "status", "current status", "action status", "progress status", "delivery status", "status now",
    "overall status", "position", "current position", "state",
)  # fmt: skip
RATING = (
    "rag", "brag", "rag status", "brag status", "rag rating", "brag rating", "rag/brag", "current rag",
    "current brag", "progress rag", "delivery rag", "progress rating", "rating", "r/a/g", "r a g", "b/r/a/g",
    "ragb", "ragb status", "bragg", "rag status (brag)", "overall rag",
)  # fmt: skip
PROGRESS = (
    "progress", "progress update", "progress to date", "progress so far", "update", "updates", "latest update",
    "latest progress", "current progress", "comments", "comment", "commentary", "status update",
    "progress commentary", "progress comments", "progress notes", "progress/comments", "progress and comments",
    "position statement", "latest position", "narrative", "actions taken", "action taken", "what have we done",
    "what has been done", "exceptions", "response",
)  # fmt: skip
PERCENT = (
    "% complete", "percent complete", "percentage complete", "% completed", "% completion", "completion %",
    "% done", "% progress", "progress %", "percentage", "percent", "% delivered", "complete %",
)  # fmt: skip
EVIDENCE = (
    "evidence", "evidence of completion", "evidence of impact", "evidence of progress", "source of evidence",
    "sources of evidence", "evidence source", "evidence location", "evidence link", "assurance",
    "evidence/assurance", "supporting evidence", "how will we evidence", "evidence required",
)  # fmt: skip
MEASURE = (
    "success measure", "success measures", "measure of success", "measures of success", "success criteria",
    "success criterion", "measure", "measures", "measurement", "measurements", "impact measure",
    "impact measures", "outcome measure", "outcome measures", "impact", "intended impact", "expected impact",
    "impact/outcome", "outcome", "outcomes", "expected outcome", "expected outcomes", "intended outcome",
    "intended outcomes", "desired outcome", "kpi", "kpis", "performance measure", "performance measures",
    "performance indicator", "how will we know", "how will we know it is working",
    "how will success be measured", "what will success look like", "what success looks like", "what good looks like",
    "what will be different", "target/outcome",
)  # fmt: skip
DUE = (
    "due", "due date", "date due", "due by", "target date", "deadline", "when", "by when",
    "target completion date", "completion date", "planned completion date", "target date for completion",
    "date for completion", "completion target", "timescale", "timescales", "time scale", "timeframe",
    "time frame", "end date", "finish date", "planned end date", "target end date", "delivery date",
    "completed by", "complete by", "to be completed by", "target deadline", "milestone date",
    "implementation date", "date", "finish", "end", "target", "timing",
)  # fmt: skip
REVISED = (
    "revised date", "revised due date", "revised target date", "revised deadline", "revised completion date",
    "revised timescale", "revised end date", "revised", "new date", "new due date", "new deadline",
    "new target date", "current due date", "current target date", "current deadline", "forecast date",
    "forecast completion date", "forecast", "extended date", "extension", "expected completion date",
    "amended date", "latest date",
)  # fmt: skip
BASELINE = (
    "original date", "baseline date", "baseline", "original due date", "original deadline",
    "original target date", "original completion date", "original timescale", "original end date", "original",
    "baseline due date", "agreed date", "initial date", "initial deadline", "first due date",
    "baseline completion date",
)  # fmt: skip
FINDING_REFERENCE = (
    "finding ref", "finding reference", "finding no", "related finding", "linked finding",
    "area for improvement ref", "afi", "afi ref", "recommendation no", "recommendation number",
    "recommendation ref", "rec no", "rec ref", "ofsted reference", "finding(s) addressed", "findings addressed",
    "finding addressed", "finding(s)", "findings answered", "addresses finding",
)  # fmt: skip
FINDING_WORDS = (
    "finding", "findings", "inspection finding", "ofsted finding", "area for improvement",
    "areas for improvement", "key area", "key area for improvement", "key areas for improvement",
    "ofsted recommendation", "inspection recommendation", "recommendation", "recommendations", "issue",
    "issue identified", "what inspectors said", "ofsted said", "cqc finding", "audit finding", "area of focus",
    "key finding", "key findings",
)  # fmt: skip
FINDING = (*FINDING_REFERENCE, *FINDING_WORDS)
AREA = (
    "delivery plan", "delivery plan ref", "theme", "workstream", "work stream", "workstreams",
    "improvement theme", "priority area", "priority theme", "strand", "area", "section", "objective",
    "key objective", "strategic objective", "pillar", "programme", "project", "workstream/theme",
    "improvement area", "improvement priority", "strategic priority", "priority objective", "aim", "domain",
    "standard", "category", "chapter", "plan", "service area", "topic", "goal",
)  # fmt: skip
TITLE = (
    "action", "actions", "action required", "actions required", "action to be taken", "actions to be taken",
    "agreed action", "agreed actions", "action description", "action title", "action/milestone",
    "improvement action", "key action", "key actions", "what", "what will we do", "what are we going to do",
    "what we will do", "what will be done", "what needs to be done", "what do we need to do",
    "what needs to happen", "task", "tasks", "activity", "activities", "milestone", "milestones",
    "key milestone", "key milestones", "deliverable", "deliverables", "step", "steps", "actions/milestones",
    "key activity", "key activities", "title", "management action", "recommendation", "recommendations",
    "description", "commitment",
)  # fmt: skip
PRIORITY = ("priority", "priority level", "priority rating", "urgency", "importance", "h/m/l", "action priority")
NOTES = (
    "notes", "note", "remarks", "how", "how will we do it", "how will we do this", "how will this be done",
    "method", "further details", "details", "additional notes", "officer notes", "description", "action detail",
    "action details",
)  # fmt: skip
NAME = ("name", "full name", "officer name", "person", "staff name", "contact", "contact name", "names", "officer")
BESIDE_AN_ACTION = frozenset(
    {"owner", "due", "revised", "status", "rating", "progress", "percent", "measure", "baseline"}
)

KINDS: dict[Kind, KindOfTable] = {
    Kind.ACTIONS: KindOfTable(
        fields={
            "title": TITLE, "reference": REFERENCE, "revised": REVISED, "due": DUE, "baseline": BASELINE,
            "owner": OWNER, "sro": SRO, "deputy": DEPUTY, "status": STATUS, "rating": RATING, "percent": PERCENT,
            "finding": FINDING, "area": AREA, "priority": PRIORITY, "measure": MEASURE, "progress": PROGRESS,
            "evidence": EVIDENCE, "notes": NOTES,
        },
        needs=(frozenset({"title"}), BESIDE_AN_ACTION),
        hints=("action", "plan", "workstream", "tracker"),
        repeated=frozenset({"progress", "evidence", "measure", "notes"}),
    ),
    Kind.FINDINGS: KindOfTable(
        fields={
            "words": (*FINDING_WORDS, "description", "what was found", "title"),
            "reference": (*REFERENCE, *FINDING_REFERENCE),
            "priority": (*PRIORITY, "priority and immediate", "priority action", "grade"),
            "origin": ("origin", "source", "identified by", "found by", "self-identified", "self identified",
                       "raised by"),
            "inspection": ("inspection", "inspection ref", "report", "audit", "review", "visit"),
            "area": AREA,
            "notes": NOTES,
        },
        needs=(frozenset({"words"}), frozenset({"reference", "priority", "origin", "inspection"})),
        hints=("finding", "area for improvement", "areas for improvement", "recommendation"),
    ),
    Kind.PEOPLE: KindOfTable(
        fields={
            "name": NAME,
            "email": ("email", "e-mail", "email address", "e-mail address", "mail", "contact email"),
            "job_title": ("job title", "title", "role", "post", "position", "job role", "post title", "job",
                          "designation"),
            "phone": ("phone", "telephone", "tel", "phone number", "telephone number", "mobile",
                      "contact number", "tel no", "ext"),
            "deputy": DEPUTY,
            "reports_to": ("line manager", "manager", "reports to", "supervisor", "escalate to"),
            "directorate": ("directorate", "department", "service", "organisation", "organization", "agency",
                            "team", "service area"),
            "cycle_role": ("role in cycle", "cycle role", "role in the cycle", "part in the cycle", "part in cycle",
                           "cleardays role", "plan role"),
            "board": ("board", "board member", "board role", "member of", "boards", "committee"),
            "leaves": ("leaves", "leave date", "leaving date", "last day", "end date"),
        },
        needs=(frozenset({"name"}), frozenset({"email", "job_title", "phone", "cycle_role", "reports_to"})),
        hints=("people", "contact", "owners", "staff", "officers", "names"),
    ),
    Kind.DELIVERY_PLANS: KindOfTable(
        fields={
            "name": ("delivery plan", "delivery plan name", "name", "title", "workstream", "work stream",
                     "theme", "plan", "strand", "workstream name", "programme", "area"),
            "reference": (*REFERENCE, "delivery plan ref", "delivery plan no", "workstream ref"),
            "lead": ("lead", "lead officer", "workstream lead", "work stream lead", "delivery plan lead",
                     "owner", "plan lead", "led by"),
            "sro": SRO,
            "purpose": ("purpose", "aim", "aims", "objective", "description", "scope"),
        },
        needs=(frozenset({"name"}), frozenset({"lead", "sro"})),
        hints=("delivery plan", "workstream", "work stream", "theme"),
    ),
    Kind.MEASURES: KindOfTable(
        fields={
            "name": ("measure", "indicator", "performance indicator", "kpi", "performance measure",
                     "measure name", "name", "title", "description", "success measure", "metric"),
            "reference": (*REFERENCE, "kpi ref", "kpi no", "measure ref", "measure no", "indicator ref"),
            "unit": ("unit", "units", "unit of measure", "format", "type"),
            "baseline": ("baseline", "baseline value", "starting point", "start", "baseline figure"),
            "target": ("target", "local target", "target value", "goal", "target 2025/26", "ambition",
                       "annual target"),
            "national": ("national", "national standard", "national average", "england", "england average",
                         "eng", "national figure"),
            "comparator": ("comparator", "comparators", "statistical neighbours",
                           "statistical neighbour average", "sn", "benchmark", "regional average", "neighbours",
                           "comparator average"),
            "direction": ("direction", "polarity", "good is", "good performance is", "desired direction",
                          "better is", "aim to"),
            "latest": ("latest", "latest value", "current", "current value", "value", "actual", "performance",
                       "latest figure", "outturn"),
            "read_on": ("latest date", "date of latest value", "read on", "measured on", "date of reading"),
            "period": ("period", "reporting period", "month", "as at", "date", "quarter", "latest period"),
            "frequency": ("frequency", "reported", "how often", "reporting frequency"),
            "owner": OWNER,
            "finding": FINDING,
            "action": ("action", "actions", "action ref", "linked action", "linked actions"),
            "notes": (*NOTES, "comment", "comments", "commentary", "source", "caveat"),
        },
        needs=(frozenset({"name"}), frozenset({"target", "baseline", "latest", "national", "comparator", "unit",
        "direction"})),
        hints=("measure", "kpi", "indicator", "performance", "scorecard"),
    ),
    Kind.RISKS: KindOfTable(
        fields={
            "words": ("risk", "risks", "risk description", "description of risk", "description", "threat",
                      "what could go wrong"),
            "reference": (*REFERENCE, "risk ref", "risk no", "risk id"),
            "likelihood": ("likelihood", "probability", "l", "likelihood score"),
            "impact": ("impact", "consequence", "severity", "i", "impact score", "effect"),
            "score": ("score", "risk score", "rating", "risk rating", "rag", "overall score", "residual score",
                      "residual risk"),
            "mitigation": ("mitigation", "mitigations", "mitigating action", "mitigating actions", "controls",
                           "response", "risk response", "control measures", "existing controls"),
            "contingency": ("contingency", "contingencies", "contingency plan", "fallback", "plan b"),
            "owner": (*OWNER, "risk owner"),
            "notes": (*NOTES, "comment", "comments", "update"),
        },
        needs=(frozenset({"words"}), frozenset({"likelihood", "impact", "score", "mitigation"})),
        hints=("risk",),
    ),
    Kind.FUNDING: KindOfTable(
        fields={
            "amount": ("amount", "£", "value", "sum", "budget", "total", "amount £", "cost", "award", "allocation"),
            "source": ("source", "funding source", "funder", "funding", "fund", "funded by", "from", "grant"),
            "purpose": ("purpose", "for", "what for", "use", "description", "spent on", "item", "project"),
            "reference": REFERENCE,
            "kind": ("kind", "type", "kind of funding", "one-off or recurring", "nature"),
            "ends": ("ends", "end date", "funding ends", "until", "available until", "expires"),
            "notes": (*NOTES, "comment", "comments", "condition", "conditions"),
        },
        needs=(frozenset({"amount"}), frozenset({"source", "purpose"})),
        hints=("fund", "finance", "budget", "money"),
    ),
    Kind.TEXTS: KindOfTable(
        fields={
            "section": ("section", "heading", "section heading", "paragraph", "paper section"),
            "words": ("words", "text", "wording", "standing text", "content", "standard text", "standard wording"),
        },
        needs=(frozenset({"section"}), frozenset({"words"})),
        hints=("paper", "text", "wording"),
    ),
    Kind.INSPECTIONS: KindOfTable(
        fields={
            "name": ("inspection", "inspection name", "name", "title", "visit", "event", "review", "audit"),
            "reference": (*REFERENCE, "inspection ref"),
            "kind": ("kind", "type", "framework", "inspection type", "kind of inspection"),
            "inspectorate": ("inspectorate", "inspector", "inspected by", "body", "by", "regulator"),
            "held": ("held", "took place", "when held"),
            "began_on": ("began", "began on", "start date", "started"),
            "ended_on": ("ended", "ended on", "end date", "finished"),
            "received_on": ("report received", "received", "received on", "letter received"),
            "summary": ("summary", "what was found", "headline"),
            "priority_actions": ("priority actions", "areas for priority action", "priority and immediate actions"),
            "embargoed_until": ("embargoed until", "embargo until", "under embargo until", "embargo", "embargo ends",
                                "embargo lifted", "not to be used before"),
            "submitted_on": ("plan submitted", "plan submitted on", "statement of action submitted"),
            "inspected_on": ("date", "inspection date", "inspected on", "dates", "when"),
            "published_on": ("published", "published on", "report published", "report date", "publication date"),
            "judgement": ("judgement", "judgment", "grade", "overall judgement", "overall effectiveness",
                          "outcome", "result", "rating"),
            "scope": ("scope", "focus", "subject", "theme"),
            "notes": NOTES,
        },
        needs=(frozenset({"name", "kind"}), frozenset({"judgement", "inspectorate", "published_on"})),
        hints=("inspection", "visit", "assurance"),
    ),
    Kind.PROGRESS: KindOfTable(
        fields={
            "reference": (*REFERENCE, "action", "milestone", "task"),
            "status": STATUS, "rating": RATING, "percent": PERCENT, "progress": PROGRESS, "revised": REVISED,
            "due": DUE, "evidence": EVIDENCE,
        },
        needs=(frozenset({"reference"}), frozenset({"status", "rating", "percent", "progress", "evidence"})),
        repeated=frozenset({"progress", "evidence"}),
    ),
}  # fmt: skip

# Headings that carry a date or a period of their own: (pattern, field).
PATTERNS: tuple[tuple[str, str], ...] = (
    (
        r"(?:progress|update|updates|position|action|commentary|comments) (?:from|as at|as of|at|for|to|in|-) .+",
        "progress",
    ),
    (r"(?:progress|update|position|commentary) [a-z]{3,9}[ -]?(?:\d{2}|\d{4})?", "progress"),
    (r"[a-z]{3,9} (?:\d{4} )?(?:progress|update|position)", "progress"),
    (r"(?:outcome|progress|update|position) q[1-4].*|q[1-4] (?:outcome|progress|update|position).*", "progress"),
)

# A heading that merely begins or ends with one of these is taken for the field, and the reading says so.
TELLING_WORDS: dict[str, str] = {
    "status": "status", "rag": "rating", "brag": "rating", "owner": "owner", "deadline": "due", "due date": "due",
    "target date": "due", "progress": "progress", "progress update": "progress", "success measure": "measure",
    "success measures": "measure", "evidence": "evidence", "lead officer": "owner",
}  # fmt: skip
