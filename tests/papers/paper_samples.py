"""Facts of a paper as large as a real one: 26 findings, four delivery plans, 60 actions, drawn rather than typed."""

from datetime import date, datetime
from pathlib import Path

from drawn import a_position, a_scale

from governance.brief import facts, write_brief
from governance.flags import raise_flags
from governance.record import Contact, Cover, FundingSource, Matter, Objective, Record, RiskLine
from papers.catalogue import paper_types
from papers.house import House
from papers.rendering import render_paper

TEMPLATES = Path(__file__).parents[2] / "templates"
HOUSE = House(
    council="Ashcombe City Council", colour="#1d5f5a", footer="Ashcombe City Council", folder=TEMPLATES / "house"
)
DATED = date(2026, 3, 10)
PLANS = ("L", "S", "V", "E")
STATUSES = ("on_track", "at_risk", "off_track", "complete", "not_started")

ATTACK = (
    '{{ 7*7 }} #read("/etc/passwd") <script>alert(1)</script> *_#`[]()_* & “quotes” 👩‍👧 ✅ Llŷr a Siân ŵ ŷ مرحبا '
    + "anhygoel" * 625
)


def paper_facts(
    *, said: str = "Training began in every team, and the first audit shows better plans.", actions: int = 60
):
    """Plain facts of a paper. said: what the owner of the first action wrote, word for word."""
    rows = ["ref | owner | due | status | said | reason | plan | findings"]
    for n in range(actions):
        status = STATUSES[n % 5]
        words = f"Words about action {n}." if n % 4 else ""
        reason = "Two posts are vacant." if status in ("at_risk", "off_track") else ""
        owner, plan = ("Bryn", "Amara")[n % 2], PLANS[n % 4]
        due, finding = f"2026-0{n % 8 + 1}-15", n % 26 + 1
        rows.append(f"{plan}{n // 4 + 1} | {owner} | {due} | {status} | {words} | {reason} | {plan} | {finding}")
    rows[1] = "L1 | Amara | 2026-06-01 | on_track | HERE | | L | 1"
    position = a_position("\n".join(rows), delivery_plans=PLANS)
    plain = facts(write_brief(position, a_record(), raise_flags(position), a_scale()))
    return _with_words(plain, said)


def _with_words(value, said):
    """The words put in afterwards, since a drawn table can hold neither bars nor line breaks."""
    if isinstance(value, dict):
        return {key: _with_words(item, said) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_words(item, said) for item in value]
    return said if value == "HERE" else value


def a_record() -> Record:
    sections = ("background", "next_steps", "risks", "financial_implications", "legal_implications", "client_group")
    return Record(
        cover=Cover(
            council="Ashcombe City Council",
            title="Improvement Plan: progress report",
            report_to="Children’s Partnership Board",
            meeting_at=datetime(2026, 3, 25, 16),
            place="Guildhall",
            relevant_director=Contact(name="Dev Malhotra", job_title="Corporate Director"),
            wards="All",
            contacts=(
                Contact(name="Carys Bevan", job_title="Officer", email="carys.bevan@ashcombe.example", phone="01632"),
            ),
            input_from=(),
            objectives_of="Children’s Plan",
            objectives=(Objective(words="Safe at home", relevant=True), Objective(words="Healthy", relevant=False)),
        ),
        texts={section: f"Words that stand under {section.replace('_', ' ')}." for section in sections},
        risks=(
            RiskLine(
                reference="R1",
                words="Staff leave faster than they come.",
                likelihood="Medium",
                impact="High",
                mitigation="A retention plan.",
                contingency="",
                owner="Dev Malhotra",
            ),
        ),
        funding=(FundingSource(words="Reserve", amount=640_000, kind="One-off", ends_on=None),),
        matters=(
            Matter(
                board="Children’s Partnership Board",
                decided_on=date(2026, 1, 28),
                number="12.1",
                words="That the next paper says what changed for children.",
                kind="commission",
                response="Each update now does.",
            ),
        ),
    )


def a_paper(plain, **options):
    return render_paper(paper_types(TEMPLATES)["progress_report"], plain, house=HOUSE, dated=DATED, **options).files
