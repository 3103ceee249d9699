"""Ashcombe's February meeting with a pack, a paper that was to follow and exempt words, and what goes out after it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from quarters import act, an_office, days, load_ashcombe, moment, tick

from config.clock import london
from flows.demonstration import SAMPLE
from flows.office import Office
from flows.story import read_story
from flows.supplements import draft_supplement, set_aside
from flows.tick import run_tick
from plan_store import cycles, exemptions, moves, people, plans
from plan_store.database import transaction

CYCLE, BOARD = "improvement-board-2027-02-09", "improvement_board"
OFFICER, DIRECTOR = "Carys Bevan", "Dev Malhotra"
REPORTS = ("progress_report", "exception_report")
MENDED_ON, SIGNED_ON, OUT_ON = date(2027, 1, 28), date(2027, 1, 29), date(2027, 2, 1)
# One week before the meeting: too late for five clear days.
LATE = moment(date(2027, 2, 3), time(9))
WHY_LATE = (
    "This report was not open to inspection for five clear days before the meeting on Tuesday 9 February 2027; it was "
    "made available on 3 February. The delay arose because two visits had to be checked again. The meeting may take it "
    "only if the Chair is of the opinion that it is urgent by reason of special circumstances, and says so for the "
    "minutes (section 100B(4)(b) of the Local Government Act 1972). The special circumstances are: the date of the "
    "court hearing."
)
CANARY = "Heronsgate"


@dataclass(frozen=True)
class Despatched:
    office: Office
    folder: Path

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}


def before_sign_off(
    folder: Path,
    *,
    exempt: bool = True,
    aside: bool = True,
    reports: tuple[str, ...] = REPORTS,
    formats: tuple[str, ...] = ("html", "pdf"),
) -> Office:
    """The papers are drafted and wait for the director; the exception report is set aside."""
    office = with_reports(an_office(folder, f"sqlite:///{folder / 'plan.db'}"), reports)
    load_ashcombe(office)
    if exempt:
        mark_words(office)
    play_on(office, date(2027, 1, 4), date(2027, 1, 27))
    office = replace(office, formats=formats)
    play_on(office, MENDED_ON, MENDED_ON)
    if aside:
        set_aside(office, CYCLE, "exception_report", by=OFFICER, at=moment(MENDED_ON, time(19)))
    return office


def despatched(folder: Path, *, exempt: bool = True, formats: tuple[str, ...] = ("html", "pdf")) -> Despatched:
    """The pack is out, without the exception report."""
    office = before_sign_off(folder, exempt=exempt, formats=formats)
    play_on(office, SIGNED_ON, date(2027, 2, 2))
    assert office.published is not None
    return Despatched(office, office.published / CYCLE)


def with_reports(office: Office, reports: tuple[str, ...] = REPORTS) -> Office:
    boards = tuple(board.model_copy(update={"reports": reports}) for board in office.council.boards)
    return replace(office, council=office.council.model_copy(update={"boards": boards}))


def mark_words(office: Office) -> None:
    """An action's title is exempt: both papers have an exempt twin."""
    at = moment(date(2027, 1, 4), time(8))
    with transaction(office.engine) as session:
        plan = plans.require(session)
        action = plans.find_action(session, plan, "S1")
        action.title = f"{CANARY}: {action.title}"
        session.add(action)
        exemptions.mark(session, plan, action, field="title", paragraph=2, reason="It names a home.", by="P-001", at=at)


def play_on(office: Office, from_on: date, to_on: date) -> None:
    """Days of the story, one after the other, each with two ticks in the morning and one in the evening."""
    story = read_story(SAMPLE / "story.toml")
    for today in days(from_on, to_on):
        tick(office, moment(today, time(9, 30)))
        tick(office, moment(today, time(10, 30)))
        left = act(office, story.get(today, []), today)
        assert not left, left
        tick(office, moment(today, time(18)))


def drafted(office: Office, kind: str, *, at: datetime = LATE, why_late: str = WHY_LATE) -> int:
    return draft_supplement(office, CYCLE, kind, why_late, by=OFFICER, at=at)


def sign(office: Office, *, at: datetime = LATE) -> None:
    with transaction(office.engine) as session:
        director, cycle = people.require(session, DIRECTOR), cycles.hold_still(session, CYCLE)
        moves.sign_off(session, office.telling, cycle, director, "", as_of=london(at), at=at)


def supplemented(town: Despatched, kind: str, *, at: datetime = LATE) -> list[str]:
    """Draft, sign off and tick; returns what the tick says of it."""
    drafted(town.office, kind, at=at)
    sign(town.office, at=at)
    return [deed.said for deed in run_tick(town.office, at=at) if deed.step == "publish_supplement"]
