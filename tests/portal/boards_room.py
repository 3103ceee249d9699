"""A town whose board has had papers, for tests: published, drafted and exempt ones, with facts as papers keep them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casts import A_PAPER_PAGE, BY, CYCLE, FACTS, Ashcombe, london

from governance.terms import Stage
from plan_store import cycles, papers
from plan_store.database import transaction

NOTHING_MOVED: Mapping[str, Any] = {
    key: [] for key in ("newly_red", "recovered", "completed", "dates_moved", "new", "owner_changed", "vanished")
} | {"since": None, "to": ""}


def action(reference: str, title: str, rating: str = "green", word: str = "Green") -> dict[str, Any]:
    return {
        "reference": reference,
        "title": title,
        "rating": {"key": rating, "word": word},
        "due_on": "2026-01-31",
        "due_words": "31 January 2026",
        "moves": 1,
        "owners": ["Amara Khan"],
        "silent": False,
    }


ACTIONS = [
    action("A-001", "Every contact with the front door is decided within one working day", "amber", "Amber"),
    action("B/04 (ii)", "The housing and leaving-care teams agree one pathway"),
]
ROOM_FACTS: Mapping[str, Any] = FACTS | {"actions": ACTIONS, "movement": NOTHING_MOVED, "matters": [], "flags": []}


def publish(town: Ashcombe, facts: Mapping[str, Any] = ROOM_FACTS, *, through: bool = True) -> None:
    """The cycle's paper is drafted, and published on 2 March 2026 unless it stops before."""
    town.now = london(2026, 2, 24)
    town.enter(Stage.LOCKED)
    town.draft(facts=facts)
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)
    if through:
        town.enter(Stage.APPROVED)
        town.now = london(2026, 3, 2)
        town.enter(Stage.PUBLISHED)
        town.write(lambda s, c: papers.mark_published(s, papers.current(s, c)[0], by=BY, at=town.now))


def publish_exempt(town: Ashcombe, words: str) -> None:
    """An exempt paper of the same cycle, with these words in its title, its facts and its files."""
    page = A_PAPER_PAGE.replace("Progress report", words)
    files = {"html": (f"{words}.html", page.encode()), "pdf": (f"{words}.pdf", b"%PDF " + words.encode())}
    facts = ROOM_FACTS | {"summary": [words], "actions": [action("A-002", words)]}
    with transaction(town.office.engine) as session:
        cycle = cycles.hold_still(session, CYCLE)
        paper = papers.keep_draft(
            session, cycle, "exempt_report", words, facts, files, template_digest="t", part=2, by=BY, at=town.now
        )
        papers.mark_published(session, paper, by=BY, at=town.now)


def day_after(town: Ashcombe, on: date) -> None:
    town.now = london(on.year, on.month, on.day)
