"""The officer's pages of papers: made at any time, read by the checker, cleared, and with words kept back."""

from collections.abc import Sequence
from typing import Any

import pytest
from casts import A_PAPER_PAGE, BY, CYCLE, FACTS, Ashcombe
from desk_town import PAGE, an_auditor, an_officer, banner
from fastapi.testclient import TestClient
from sqlmodel import select

from governance.terms import Role, Stage
from plan_store import clearances, cycles, exemptions, findings_accepted, papers, plans, telling
from plan_store.database import reading
from plan_store.exemptions import WITHHELD
from plan_store.tables import Update

CHECKS = f"{PAGE}/papers/progress_report/checks"
MADE = "/desk/papers/made"
MUST = {
    "rule": "total_of_parts", "severity": "must", "place": "Table 2, row 3", "position": 12, "key": "aaaa1111",
    "because": "The parts add up to 25, and the total says 26.", "suggestion": "Count again, and correct one.",
}  # fmt: skip
CONSIDER = MUST | {
    "rule": "undefined_abbreviation", "severity": "consider", "place": "Section 1", "key": "bbbb2222",
    "because": "“MASH” is not explained.", "suggestion": "Write it out where it stands first.",
}  # fmt: skip
BECAUSE = "The board has used this word for ten years."


def drafted(town: Ashcombe, checked: Sequence[dict[str, Any]] = (MUST, CONSIDER), *, remark: str = "") -> None:
    """The cycle's paper as it was drafted, with what was found in it; it waits for the director."""
    files = {"html": ("Ashcombe.html", A_PAPER_PAGE.encode())}
    town.enter(Stage.LOCKED)
    town.write(
        lambda s, c: papers.keep_draft(
            s, c, "progress_report", "Progress report", FACTS, files, template_digest="t", remark=remark,
            checked=checked, by=BY, at=town.now,
        )
    )  # fmt: skip
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)


def accepted(town: Ashcombe) -> dict[str, str]:
    with reading(town.office.engine) as session:
        cycle = cycles.require(session, CYCLE)
        return dict(findings_accepted.accepted(session, cycle, "progress_report"))


def test_every_type_stands_on_the_page_with_whom_it_is_for(town: Ashcombe) -> None:
    page = an_officer(town).get("/desk/papers").text

    types = [each for kind, each in town.office.paper_types.items() if not kind.endswith("_exempt")]
    assert len(types) >= 10
    assert [each.kind for each in types if each.title not in page or each.audience not in page] == []
    assert 'href="/desk/papers"' in page


def test_a_paper_is_made_as_at_an_earlier_day_and_kept_nowhere(town: Ashcombe) -> None:
    client, before = an_officer(town), town.everything()

    answer = client.get(MADE, params={"kind": "progress_report", "cycle": CYCLE, "day": "2026-02-02"})

    assert answer.status_code == 200
    assert "Every contact with the front door" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert town.everything() == before


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"kind": ""}, "Choose which paper to make."),
        ({"kind": "no_such_paper"}, "Choose which paper to make."),
        ({"day": "tomorrow"}, "Choose a day up to today"),
        ({"day": "2031-01-01"}, "Choose a day up to today"),
        ({"cycle": "no-such-meeting"}, "Choose a meeting of the list."),
        ({"theme": "DP99"}, "Choose a delivery plan or a finding of the list."),
        ({"made_as": "pptx"}, "not made in that format"),
    ],
)
def test_what_cannot_be_made_is_said_beside_the_field_and_nothing_typed_is_lost(
    town: Ashcombe, typed: dict[str, str], says: str
) -> None:
    asked = {"kind": "progress_report", "day": "2026-02-02"} | typed

    answer = an_officer(town).get(MADE, params=asked)

    assert answer.status_code == 422
    assert answer.text.count(says) == 2
    assert f'value="{asked["day"]}"' in answer.text


def test_the_exempt_paper_is_made_only_for_those_who_may_read_it(town: Ashcombe) -> None:
    wanted = {"kind": "progress_report_exempt", "cycle": CYCLE}

    for_officer, for_auditor = an_officer(town).get(MADE, params=wanted), an_auditor(town).get(MADE, params=wanted)

    assert for_officer.status_code == 200
    assert for_officer.headers["cache-control"] == "no-store"
    assert for_auditor.status_code == 422
    assert "progress_report_exempt" not in an_auditor(town).get("/desk/papers").text


def test_a_finding_stands_only_with_a_reason_and_can_be_opened_again(town: Ashcombe) -> None:
    drafted(town)
    client = an_officer(town)

    empty = client.post(CHECKS, data={"key": CONSIDER["key"], "reason": "  "})
    assert empty.status_code == 422
    assert accepted(town) == {}

    kept = client.post(CHECKS, data={"key": CONSIDER["key"], "reason": BECAUSE})
    assert "It may stand." in banner(kept.text)
    assert accepted(town) == {CONSIDER["key"]: BECAUSE}

    client.post(CHECKS, data={"key": CONSIDER["key"], "do": "withdraw"})
    assert accepted(town) == {}
    assert town.verbs()[-2:] == ["finding accepted", "finding opened again"]


def test_the_findings_are_grouped_by_how_much_they_weigh(town: Ashcombe) -> None:
    drafted(town)

    page = an_officer(town).get(CHECKS).text

    assert page.index("Must be mended (1)") < page.index(MUST["because"]) < page.index("To consider (1)")
    assert MUST["suggestion"] in page
    assert "two findings open, of which one finding must be mended" in " ".join(an_officer(town).get(PAGE).text.split())


def test_an_auditor_reads_the_findings_and_lets_none_stand(town: Ashcombe) -> None:
    drafted(town)
    client = an_auditor(town)

    assert MUST["because"] in client.get(CHECKS).text
    assert "<textarea" not in client.get(CHECKS).text
    assert client.post(CHECKS, data={"key": MUST["key"], "reason": BECAUSE}).status_code == 403
    assert accepted(town) == {}


def the_decision(client: TestClient, **typed: str) -> dict[str, str]:
    from casts import hidden

    page = client.get(f"/director/{CYCLE}").text
    return {"versions": hidden(page, "versions"), "key": hidden(page, "key"), "decision": "approved"} | typed


def stage(town: Ashcombe) -> Stage:
    with reading(town.office.engine) as session:
        return cycles.require(session, CYCLE).stage


def test_the_director_sees_what_is_open_and_what_stands_and_is_asked_once_more(town: Ashcombe) -> None:
    drafted(town)
    an_officer(town).post(CHECKS, data={"key": CONSIDER["key"], "reason": BECAUSE})
    client = town.signed_in("Dev Patel")

    page = client.get(f"/director/{CYCLE}").text
    assert MUST["because"] in page
    assert BECAUSE in page

    again = client.post(f"/director/{CYCLE}", data=the_decision(client))
    assert again.status_code == 422
    assert "Sign off although one finding that must be mended is open" in " ".join(again.text.split())
    assert stage(town) is Stage.AWAITING_SIGN_OFF

    client.post(f"/director/{CYCLE}", data=the_decision(client, despite="yes"))
    assert stage(town) is Stage.APPROVED


def test_where_nothing_must_be_mended_the_director_is_asked_once(town: Ashcombe) -> None:
    drafted(town, [CONSIDER])
    client = town.signed_in("Dev Patel")

    client.post(f"/director/{CYCLE}", data=the_decision(client))

    assert stage(town) is Stage.APPROVED


def test_a_template_that_another_stood_in_for_is_told_on_both_pages_and_in_the_mail(town: Ashcombe) -> None:
    remark = "templates/papers/progress_report/body.html, line 4: there is no “actoins”."
    drafted(town, remark=remark)

    assert remark in an_officer(town).get(PAGE).text
    assert remark in town.signed_in("Dev Patel").get(f"/director/{CYCLE}").text
    with reading(town.office.engine) as session:
        facts = telling.cycle_facts(session, town.office.telling, cycles.require(session, CYCLE))
    assert facts.paper_remark == remark


def test_silence_is_no_clearance_and_an_answer_has_a_name(town: Ashcombe) -> None:
    drafted(town)
    client = an_officer(town)

    client.post(f"{PAGE}/clearances/legal/ask", data={"asked_of": "Ngozi Eze, Legal Services"})
    asked = " ".join(client.get(PAGE).text.split())
    assert "Silence is not consent" in asked
    assert "Asked; no answer yet" in asked

    nameless = client.post(f"{PAGE}/clearances/legal/answer", data={"outcome": "cleared", "said_by": " "})
    assert nameless.status_code == 422
    client.post(f"{PAGE}/clearances/legal/answer", data={"outcome": "cleared", "said_by": "Ngozi Eze", "words": ""})

    with reading(town.office.engine) as session:
        still_open = clearances.still_open(session, cycles.require(session, CYCLE), ["finance", "legal"])
    assert still_open == ["finance"]
    director = " ".join(town.signed_in("Dev Patel").get(f"/director/{CYCLE}").text.split())
    assert "Nobody has been asked" in director
    assert "Ngozi Eze, Monday 9 February 2026" in director or "Ngozi Eze, 9 February 2026" in director


def the_update(town: Ashcombe) -> int:
    with reading(town.office.engine) as session:
        return session.exec(select(Update.id)).first() or 0


def test_words_are_kept_back_by_paragraph_and_reason_and_the_mark_can_be_lifted(town: Ashcombe) -> None:
    client, form = an_officer(town), f"/desk/exempt-words/mark/update/{the_update(town)}/narrative"
    words = "Two of three teams decide within a day."
    assert form in client.get("/desk/exempt-words/choose?action=A-001").text

    assert client.post(form, data={"paragraph": "2", "reason": ""}).status_code == 422
    kept = client.post(form, data={"paragraph": "2", "reason": "It would identify a small team."})

    assert words in kept.text
    assert "Paragraph 2: Information which is likely to reveal the identity of an individual" in kept.text
    story = "/board/actions/A-001"
    assert WITHHELD in town.signed_in("Una Price", Role.AUDITOR).get(story).text
    assert words in client.get(story).text

    with reading(town.office.engine) as session:
        number = exemptions.standing(session, plans.first(session))[0].id
    client.post(f"/desk/exempt-words/{number}/lift")
    assert words in town.signed_in("Una Price", Role.AUDITOR).get(story).text
    assert [verb for verb in town.verbs() if "exempt" in verb] == ["marked exempt", "exemption lifted"]


def test_the_exempt_words_are_shown_to_the_officer_and_the_director_alone(town: Ashcombe) -> None:
    an_officer(town).post(
        f"/desk/exempt-words/mark/update/{the_update(town)}/reason",
        data={"paragraph": "4", "reason": "Not agreed."},
    )

    assert "Recruitment: both posts" in town.signed_in("Dev Patel").get("/desk/exempt-words").text
    assert an_auditor(town).get("/desk/exempt-words").status_code == 403
    assert town.signed_in("Ffion Rees", Role.BOARD_MEMBER).get("/desk/exempt-words").status_code == 403


def test_a_paper_written_before_the_mark_is_named_so_that_it_is_written_again(town: Ashcombe) -> None:
    drafted(town)
    town.now = town.now.replace(hour=16)
    client = an_officer(town)

    kept = client.post(
        f"/desk/exempt-words/mark/update/{the_update(town)}/narrative",
        data={"paragraph": "1", "reason": "It names one."},
    )

    assert "may still hold the words" in kept.text
    assert "Progress report, version 1" in kept.text
