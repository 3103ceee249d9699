"""Every verb of the plan store that writes, found in its source, and one deed that shows each at work.

A verb is a public function of a module of plan_store; it writes if it, or anything it calls there, adds to, merges
into or deletes from a session. Nothing here is listed by hand but the deeds, and a verb without a deed is a failure.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from papers_deeds import PAPERS_DEEDS
from portal_deeds import PORTAL_DEEDS
from sqlmodel import Session
from stores import (
    AT,
    FACTS,
    SECRET,
    TELLING,
    Town,
    a_board,
    a_cycle,
    a_plan_file,
    a_town,
    an_action,
    an_update,
    load,
    local,
    moments_before,
)

import plan_store
from governance.answers import AnswerGiven
from governance.flags import Flag
from governance.terms import DeliveryStatus, Rating, Role, Stage
from plan_store import (
    cycles,
    dates,
    decisions,
    links,
    mappings,
    meetings,
    moves,
    notices,
    papers,
    people,
    plans,
    updates,
)
from plan_store.applying import apply_plan
from plan_store.decisions import Limb
from plan_store.tables import AccessLink, Cycle, DateChange, Decision, Meeting, Notice, Paper
from plan_store.telling import Occasion, tell, tell_of_act

HOUSE = Path(plan_store.__file__).parent
# database and copying are below the verbs, audit is what they all end in, position and record only read.
VERBS_IN = (
    "people", "meetings", "cycles", "updates", "dates", "links", "papers", "notices", "decisions", "plans", "moves",
    "telling", "mappings", "applying/plan", "visits", "rates", "codes", "questions", "attendance",
    "uploads", "comments", "drafts", "referrals", "evidence_files",
    "refusals", "edits", "leaving", "dates_by_hand", "clearances", "exemptions", "measures", "findings_accepted",
    "despatches",
)  # fmt: skip
WRITES = {"add", "add_all", "merge", "delete"}
WHEN = datetime(2026, 2, 10, 15, 30, tzinfo=UTC)
WHO = "P-001"


@dataclass(frozen=True)
class Verb:
    """A public function: where it stands, its keyword-only arguments, whether it writes, whether it leaves a trail."""

    module: str
    name: str
    keywords: frozenset[str]
    writes: bool
    audits: bool

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


def find_verbs() -> list[Verb]:
    """The public functions of the modules of verbs."""
    paths = [*HOUSE.glob("*.py"), *HOUSE.glob("applying/*.py")]
    modules = {str(path.relative_to(HOUSE).with_suffix("")): path.read_text(encoding="utf-8") for path in paths}
    functions = {key: node for module, source in modules.items() for key, node in _functions(module, ast.parse(source))}
    calls = {key: set(_calls(key, node)) for key, node in functions.items()}
    writing = _reach(calls, {key for key, called in calls.items() if "a session's own" in called})
    auditing = _reach(calls, {"audit.record"})
    return [
        Verb(module, node.name, frozenset(arg.arg for arg in node.args.kwonlyargs), key in writing, key in auditing)
        for module in VERBS_IN
        for key, node in functions.items()
        if key.startswith(f"{module}.") and "." not in key.removeprefix(f"{module}.") and not node.name.startswith("_")
    ]


def _functions(module: str, tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield f"{module}.{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"*.{inner.name}", inner) for inner in node.body if isinstance(inner, ast.FunctionDef))


def _calls(key: str, function: ast.FunctionDef) -> Iterator[str]:
    """What is called: module.function as written, a function of the same or any module by its bare name, a method."""
    for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name):
            yield f"{key.partition('.')[0]}.{call.func.id}"
            yield f"?.{call.func.id}"
        elif isinstance(call.func, ast.Attribute):
            of = ast.unparse(call.func.value)
            yield f"{of}.{call.func.attr}"
            yield f"*.{call.func.attr}"
            if of.split(".")[-1] == "session" and call.func.attr in WRITES:
                yield "a session's own"


def _reach(calls: dict[str, set[str]], found: set[str]) -> set[str]:
    """Everything that leads there, directly or through others."""
    while True:
        names = found | {f"?.{key.partition('.')[2]}" for key in found}
        more = {key for key, called in calls.items() if called & names} - found
        if not more:
            return found
        found |= more


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A town in the middle of a round: a paper waits for its director, a date was asked for, a letter is on its way."""

    town: Town
    cycle: Cycle
    meeting: Meeting
    paper: Paper
    request: DateChange
    decision: Decision
    link: AccessLink
    notice: Notice
    leased: Notice


def a_scene(session: Session) -> Scene:
    town = a_town(session)
    earlier = a_cycle(session, Stage.CLOSED, meeting_on=date(2025, 12, 9))
    limbs = [Limb(kind="commission", words="Report on visits.")]
    (decision,) = decisions.record_resolution(
        session, cycles.meeting_of(session, earlier), "12", "That visits be reported on.", limbs, by=WHO, at=AT
    )
    cycle = a_cycle(session, Stage.AWAITING_SIGN_OFF)
    load(session, a_plan_file("ref | owner\nS8 | Elin"), at=AT)
    an_update(session, cycle, "S1", new_due_on=date(2026, 5, 29), reason="Two posts are vacant.")
    expires_at = datetime(2026, 3, 24, tzinfo=UTC)
    link = links.issue(session, cycle, town.amara, "answer", secret=SECRET, expires_at=expires_at, by=WHO, at=AT)
    leased = notices.write(session, "first", "update_request", town.amara, {}, cycle=cycle, link=link, by=WHO, at=AT)
    notices.take(session, limit=1, by=WHO, at=AT)
    notices.mark_in_doubt(session, _id(leased), leased.lease if leased else "", b"Dear Amara", "letter", by=WHO, at=AT)
    notice = notices.write(session, "second", "update_request", town.bryn, {}, cycle=cycle, by=WHO, at=AT)
    assert notice is not None
    assert leased is not None
    return Scene(
        town=town,
        cycle=cycle,
        meeting=cycles.meeting_of(session, cycle),
        paper=papers.current(session, cycle)[0],
        request=dates.request_for(session, an_action(session, "S1")),
        decision=decision,
        link=link,
        notice=notice,
        leased=leased,
    )


def _id(row: Any) -> int:
    return int(row.id)


def _apply(session: Session, _: Scene) -> None:
    file = a_plan_file("ref | owner | due\nS9 | Elin | 2026-12-18")
    apply_plan(session, file, plan_reference="plan", title="", boards={}, today=WHEN.date(), by=WHO, at=WHEN)


def _plan_cycle(session: Session, scene: Scene) -> None:
    board = a_board(session)
    meeting = meetings.call(session, board, datetime(2026, 5, 12, 16), "Town Hall", by=WHO, at=WHEN)
    moments = moments_before(date(2026, 5, 12))
    cycles.plan(session, scene.town.plan, board, meeting, moments, late_item_paragraph="", by=WHO, at=WHEN)


def _ask(session: Session, scene: Scene) -> None:
    cycles.ask(session, scene.cycle, {_id(an_action(session, "S8")): _id(scene.town.elin)}, by=WHO, at=WHEN)


def _sign_off(session: Session, scene: Scene) -> None:
    moves.sign_off(session, TELLING, scene.cycle, scene.town.amara, "Agreed.", as_of=local(WHEN), at=WHEN)


def _send_back(session: Session, scene: Scene) -> None:
    moves.send_back(session, TELLING, scene.cycle, scene.town.amara, "Say why.", as_of=local(WHEN), at=WHEN)


def _tell(session: Session, scene: Scene) -> None:
    occasion = Occasion(stage=Stage.AWAITING_SIGN_OFF, occurrence=2)
    tell(session, TELLING, scene.cycle, occasion, as_of=local(WHEN), by=WHO, at=WHEN)


def _record_update(session: Session, scene: Scene) -> None:
    answer = AnswerGiven(status=DeliveryStatus.AT_RISK, narrative="Nearly.", reason="Vacancies.")
    action, amara = an_action(session, "S2"), scene.town.amara
    updates.record_update(session, scene.cycle, action, amara, answer, once="o", as_of=local(WHEN), by=WHO, at=WHEN)


def _add_action(session: Session, scene: Scene) -> None:
    under = plans.delivery_plan(session, scene.town.plan, "S")
    plans.add_action(session, scene.town.plan, under, "Visit", None, None, today=WHEN.date(), by=WHO, at=WHEN)


Deed = Callable[[Session, Scene], Any]
BY: dict[str, Any] = {"by": WHO, "at": WHEN}
DEEDS: dict[str, Deed] = {
    "people.add": lambda s, x: people.add(s, "Grace Tembo", **BY),
    "people.describe": lambda s, x: people.describe(s, x.town.amara, job_title="Head", **BY),
    "people.give_role": lambda s, x: people.give_role(s, x.town.amara, Role.LEADER, **BY),
    "people.seat": lambda s, x: people.seat(s, x.town.amara, a_board(s), **BY),
    "people.mark_away": lambda s, x: people.mark_away(s, x.town.amara, date(2026, 3, 1), **BY),
    "people.mark_left": lambda s, x: people.mark_left(s, x.town.amara, date(2026, 3, 1), **BY),
    "meetings.know_board": lambda s, x: meetings.know_board(s, "health_board", "Health Board", **BY),
    "meetings.call": lambda s, x: meetings.call(s, a_board(s), datetime(2026, 5, 12, 16), "Hall", **BY),
    "cycles.plan": _plan_cycle,
    "cycles.enter": lambda s, x: cycles.enter(s, x.cycle, Stage.CANCELLED, role=Role.OFFICER, **BY),
    "cycles.set_moments": lambda s, x: cycles.set_moments(s, x.cycle, moments_before(date(2026, 3, 11)), **BY),
    "cycles.mark_done": lambda s, x: cycles.mark_done(s, x.cycle, "ask_sign_off", [1], **BY),
    "cycles.ask": _ask,
    "cycles.keep_flags": lambda s, x: cycles.keep_flags(
        s, x.cycle, [Flag(rule="overdue", subject="S1", because="Late.")], {("finding", "1"): Rating.RED}, **BY
    ),
    "updates.record_update": _record_update,
    "updates.add_evidence": lambda s, x: updates.add_evidence(s, an_action(s, "S1"), "Audit", "", **BY),
    "dates.ask": lambda s, x: dates.ask(s, an_action(s, "S2"), None, date(2026, 12, 1), "Vacancies.", **BY),
    "dates.decide": lambda s, x: dates.decide(s, x.request, granted=True, decided_by="The Board", **BY),
    "links.issue": lambda s, x: links.issue(
        s, x.cycle, x.town.bryn, "answer", secret=SECRET, expires_at=datetime(2026, 4, 1, tzinfo=UTC), **BY
    ),
    "links.withdraw": lambda s, x: links.withdraw(s, x.link, **BY),
    "papers.keep_draft": lambda s, x: papers.keep_draft(s, x.cycle, "brief", "", FACTS, {}, template_digest="", **BY),
    "papers.sign": lambda s, x: papers.sign(s, x.paper, x.town.dev, "approved", "", **BY),
    "papers.mark_published": lambda s, x: papers.mark_published(s, x.paper, **BY),
    "notices.write": lambda s, x: notices.write(s, "third", "update_request", x.town.amara, {}, **BY),
    "notices.take": lambda s, x: notices.take(s, limit=9, **BY),
    "notices.hold": lambda s, x: notices.hold(s, x.notice, "the meeting is off", **BY),
    "notices.mark_in_doubt": lambda s, x: notices.mark_in_doubt(
        s, _id(x.leased), x.leased.lease, b"Dear Amara", "letter", **BY
    ),
    "notices.record_sent": lambda s, x: notices.record_sent(s, _id(x.leased), x.leased.lease, "250 OK", **BY),
    "notices.record_failure": lambda s, x: notices.record_failure(
        s, _id(x.leased), x.leased.lease, "451", permanent=False, channel="letter", **BY
    ),
    "notices.record_doubt": lambda s, x: notices.record_doubt(s, _id(x.leased), x.leased.lease, "cut off", **BY),
    "decisions.record_resolution": lambda s, x: decisions.record_resolution(
        s, x.meeting, "13", "That it be noted.", [Limb(kind="note", words="Noted.")], **BY
    ),
    "decisions.respond": lambda s, x: decisions.respond(s, x.decision, "Done.", met=True, **BY),
    "plans.add_action": _add_action,
    "moves.move": lambda s, x: moves.move(
        s, TELLING, x.cycle, Stage.CANCELLED, role=Role.OFFICER, as_of=local(WHEN), **BY
    ),
    "moves.cancel": lambda s, x: moves.cancel(s, TELLING, x.cycle, "No quorum.", as_of=local(WHEN), **BY),
    "cycles.say_why_late": lambda s, x: cycles.say_why_late(s, x.cycle, "It is late because.", **BY),
    "moves.sign_off": _sign_off,
    "moves.send_back": _send_back,
    "telling.tell": _tell,
    "mappings.confirm": lambda s, x: mappings.confirm(s, {"By whom": "owner"}, **BY),
    "applying/plan.apply_plan": _apply,
    "telling.tell_of_act": lambda s, x: tell_of_act(
        s, TELLING, x.cycle, x.town.amara, "nudged", {"owed": []}, once="1", **BY
    ),
    **PORTAL_DEEDS,
    **PAPERS_DEEDS,
}  # fmt: skip
