"""An officer writes a paper for a supplement from the desk, and sees there what the director sent back."""

import pytest
from casts import CYCLE, FACTS, Ashcombe
from desk_steps import words_of
from directors_day import papers_are_out
from fastapi.testclient import TestClient
from sqlmodel import select

from plan_store import cycles, despatches, moves, people
from plan_store.database import reading
from plan_store.tables import Notice

PAGE = f"/desk/cycles/{CYCLE}"
ACT = f"{PAGE}/do/supplement"
LATE = "exception_report"
WHY_LATE = "It was not open to inspection for five clear days: two visits had to be checked again."


@pytest.fixture
def out(town: Ashcombe) -> Ashcombe:
    papers_are_out(town)
    return town


def officer_of(town: Ashcombe) -> TestClient:
    return town.signed_in("Carys Bevan")


def waiting(town: Ashcombe) -> list[tuple[str, str]]:
    with reading(town.office.engine) as session:
        return [
            (paper.kind, paper.facts["late_item_reason"])
            for paper in despatches.unsigned(session, cycles.require(session, CYCLE))
        ]


def test_a_paper_written_from_the_desk_waits_for_the_director_who_is_told(out: Ashcombe) -> None:
    officer = officer_of(out)
    assert f'href="{ACT}"' in officer.get(PAGE).text
    before = words_of(officer.get(ACT).text)

    sent = officer.post(ACT, data={"kind": LATE, "words": WHY_LATE}, follow_redirects=False)

    assert "The pack that is out stays as it is." in before
    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?done=supplement")
    assert "The director gets a mail to sign it off" in words_of(officer.get(sent.headers["location"]).text)
    assert waiting(out) == [(LATE, WHY_LATE)]
    with reading(out.office.engine) as session:
        told = session.exec(select(Notice).where(Notice.kind == "supplement_drafted")).all()
        assert [people.find(session, "Dev Patel").id] == [notice.person_id for notice in told]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "", "words": WHY_LATE}, "Choose the paper."),
        ({"kind": "minutes", "words": WHY_LATE}, "Choose the paper."),
        ({"kind": f"{LATE}_exempt", "words": WHY_LATE}, "Choose the paper."),
        ({"kind": LATE, "words": " "}, "write why this one is late"),
        ({"kind": LATE, "words": "It was late because [reason]."}, "Put your own words in the place of [reason]"),
    ],
)
def test_what_cannot_be_written_is_said_and_changes_nothing(out: Ashcombe, typed: dict[str, str], said: str) -> None:
    officer = officer_of(out)
    before = out.everything()

    sent = officer.post(ACT, data=typed, follow_redirects=False)

    assert sent.status_code == 422
    assert said in words_of(sent.text)
    assert out.everything() == before


def test_a_second_click_writes_no_second_version(out: Ashcombe) -> None:
    officer = officer_of(out)
    officer.post(ACT, data={"kind": LATE, "words": WHY_LATE})
    before = out.everything()

    again = officer.post(ACT, data={"kind": LATE, "words": WHY_LATE}, follow_redirects=False)

    assert again.status_code == 422
    assert "waits for the director already" in words_of(again.text)
    assert out.everything() == before


def test_what_was_sent_back_waits_on_the_desk_with_the_directors_words(out: Ashcombe) -> None:
    out.draft(LATE, {**FACTS, "late_item_reason": WHY_LATE})
    with_director = words_of(officer_of(out).get("/desk").text)
    out.write(
        lambda s, c: moves.send_back(
            s, out.office.telling, c, people.require(s, "Dev Patel"), "Say which visits.", as_of=out.now, at=out.now
        )
    )

    page = officer_of(out).get("/desk").text

    assert "sent back the supplement" not in with_director
    assert "The director sent back the supplement for the" in words_of(page)
    assert "Say which visits." in words_of(page)
    assert f'href="{ACT}"' in page


def test_before_the_papers_are_out_there_is_nothing_to_supplement(town: Ashcombe) -> None:
    assert officer_of(town).get(ACT).status_code == 409
