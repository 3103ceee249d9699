"""Search: neither capitals nor accents matter, every hit says where, and nothing unpublished is found."""

import pytest
from stores import a_cycle, a_paper, a_town, an_update, moment

from governance.terms import Stage
from plan_store import cycles, decisions, papers, plans
from plan_store.database import Engine, reading, transaction
from plan_store.decisions import Limb
from plan_store.searching import Hit, cut, find, fold

PLAN = """
    ref | plan | owner | due        | status   | findings | title
    L1  | L    | Bryn  | 2026-06-30 | on_track | 1        | Open the café at Ŷsgol Élan
    S1  | S    | Amara | 2026-01-31 | on_track | 2        | Recruit 100% of posts_now
"""


@pytest.fixture
def library(store: Engine) -> Engine:
    with transaction(store) as session:
        a_town(session, PLAN)
        cycle = a_cycle(session, Stage.LOCKED, at=moment("2026-02-02 10:00"))
        an_update(session, cycle, "S1", narrative="Seven posts\nare   filled, naïvely.", at=moment("2026-02-10 10:00"))
        an_update(session, cycle, "S1", narrative="Kept for later", at=moment("2026-03-20 10:00"), once="later")
        papers.mark_published(session, a_paper(session, cycle), by="system", at=moment("2026-03-02 10:00"))
        meeting = cycles.meeting_of(session, cycle)
        limbs = [Limb(kind="commission", words="That visits be reported on.")]
        decisions.record_resolution(
            session, meeting, "12", "Agreed: as below.", limbs, by="P-003", at=moment("2026-03-11 10:00")
        )
    return store


def search(store: Engine, wanted: str, until: str = "2026-03-15 10:00") -> list[Hit]:
    with reading(store) as session:
        return list(find(session, plans.require(session), wanted, until=moment(until)))


@pytest.mark.parametrize(
    ("wanted", "kind", "reference", "marked"),
    [
        ("CAFE", "action", "L1", "café"),
        ("ysgol elan", "action", "L1", "Ŷsgol Élan"),
        ("café", "action", "L1", "café"),
        ("l1", "action", "L1", "L1"),
        ("key area 2", "finding", "2", "Key area 2"),
        ("posts are filled, NAIVELY", "answer", "S1", "posts are filled, naïvely"),
        ("visits  be", "decision", "12", "visits be"),
        ("progress", "paper", "improvement-board-2026-03-10", "Progress"),
    ],
)
def test_words_are_found_however_they_are_written(
    library: Engine, wanted: str, kind: str, reference: str, marked: str
) -> None:
    (hit,) = search(library, wanted)

    assert (hit.kind, hit.reference, hit.pieces[1]) == (kind, reference, marked)


@pytest.mark.parametrize("wanted", ["", "   ", "nowhere at all", "kept for later"])
def test_nothing_is_found_where_nothing_stands_or_may_be_known_yet(library: Engine, wanted: str) -> None:
    assert search(library, wanted) == []


def test_signs_that_a_database_reads_as_jokers_are_plain_signs(library: Engine) -> None:
    assert [hit.pieces[1] for hit in search(library, "100%")] == ["100%"]
    assert search(library, "posts now") == []


def test_what_may_be_known_later_is_found_later(library: Engine) -> None:
    (hit,) = search(library, "kept for later", until="2026-04-01 10:00")

    assert (hit.kind, hit.by) == ("answer", "Amara Osei")


def test_folding_keeps_every_sign_in_its_place() -> None:
    for words in ("Straße ﬁn", "e\u0301cole", "İstanbul", "العمل", "🦊 café"):
        assert len(fold(words)) == len(words)


def test_a_long_text_is_cut_around_what_was_found() -> None:
    before, found, after = cut("a " * 200 + "needle" + " b" * 200, "needle")

    assert found == "needle"
    assert before.startswith("…")
    assert after.endswith("…")
    assert len(before) < 100
