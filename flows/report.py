"""What a manager reads after a tick: where each cycle stands, who has answered, what is red. Markdown.

Roles and references, never names or anybody's words: it is kept where others can read it.
"""

from collections.abc import Iterator
from datetime import datetime

from config.clock import london
from flows.office import Office
from governance.calendar_words import say_instant
from governance.counting import Share
from governance.cycle import STAGES, say
from governance.position import Line, Person, Position
from governance.ratings import rate_line
from governance.terms import Rating
from plan_store import cycles, papers
from plan_store.database import Session, reading
from plan_store.position import position_of
from plan_store.tables import Cycle


def write_report(office: Office, *, at: datetime) -> str:
    """The position of every running cycle."""
    with reading(office.engine) as session:
        parts = [part for cycle in cycles.running(session) for part in _of_cycle(session, office, cycle, at=at)]
    return "\n".join(parts) or "No cycle is running."


def _of_cycle(session: Session, office: Office, cycle: Cycle, *, at: datetime) -> Iterator[str]:
    board, moments = cycles.board_of(session, cycle), cycles.moments(cycle)
    position = position_of(session, cycle, at=at, as_of=london(at).date())
    yield f"## {board.name}, {say_instant(moments['meeting_at'][0])}\n"
    yield f"{cycle.reference} is **{say(cycle.stage)}**: {STAGES[cycle.stage].meaning}"
    yield f"Papers are to be out by {say_instant(moments['publish_by_at'][0])}.\n"
    yield from _answers(position)
    yield from _reds(office, position)
    for paper in papers.current(session, cycle):
        if paper.part == 2:
            # Whoever reaches Prefect reads this; of an exempt paper not even the title is public.
            yield f"An exempt paper ({paper.state}), version {paper.version}.\n"
            continue
        address = f"{office.portal_address}/papers/{cycle.reference}/{paper.kind}"
        out = f"[{paper.title}]({address})" if paper.state == "published" else f"{paper.title} ({paper.state})"
        yield f"Paper: {out}, version {paper.version}.\n"


def _answers(position: Position) -> Iterator[str]:
    asked = [line for line in position.lines if line.asked and line.owners]
    if not asked:
        return
    answered = Share(count=sum(not position.is_silent(line) for line in asked), base=len(asked), of="action")
    yield f"### Answers: {answered.words}\n"
    yield "| Owner | Asked about | Answered |\n| --- | ---: | ---: |"
    owners: dict[str, list[Line]] = {}
    for line in asked:
        owners.setdefault(_role(line.owners[0]), []).append(line)
    for role, lines in sorted(owners.items()):
        yield f"| {role} | {len(lines)} | {sum(not position.is_silent(line) for line in lines)} |"
    yield ""


def _role(person: Person) -> str:
    return f"{person.job_title or 'Owner'} ({person.reference})"


def _reds(office: Office, position: Position) -> Iterator[str]:
    red = [line for line in position.lines if rate_line(position, line, office.council.scale) is Rating.RED]
    word = office.council.scale.ratings[Rating.RED].word
    yield f"### {word}: {', '.join(line.reference for line in red) or 'none'}\n"
