"""People at the desk: their details, their roles, their leaving, and the ways in that are taken from them."""

from datetime import date

import pytest
from casts import BY, Ashcombe
from desk_steps import fill, follow, form_of, send, undo, words_of
from fastapi.testclient import TestClient
from sqlmodel import select

from governance.terms import Role
from plan_store import leaving, people
from plan_store.database import reading, transaction
from plan_store.field_texts import read_text
from plan_store.tables import Action, Person, UpdateRequest

EDIT, ROLES, LEFT = "/desk/people/P-002/edit", "/desk/people/P-002/roles", "/desk/people/P-002/left"
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def officer(town: Ashcombe) -> TestClient:
    return town.signed_in("Carys Bevan")


def somebody(town: Ashcombe, reference: str = "P-002") -> Person:
    with reading(town.office.engine) as session:
        return session.exec(select(Person).where(Person.reference == reference)).one()


def roles(town: Ashcombe, reference: str = "P-002") -> frozenset[Role]:
    with reading(town.office.engine) as session:
        return people.roles_of(session, session.exec(select(Person).where(Person.reference == reference)).one())


def owners_of(town: Ashcombe, reference: str) -> str | None:
    with reading(town.office.engine) as session:
        return read_text(session, session.exec(select(Action).where(Action.reference == reference)).one(), "owners")


def test_the_list_says_what_everybody_owns_and_who_has_no_mail_address(town: Ashcombe, officer: TestClient) -> None:
    follow(officer, fill(officer, "/desk/people/add", {"name": "Gwen Lloyd", "job_title": "Team manager"}))

    words = words_of(officer.get("/desk/people").text)

    assert "Amara Khan Owns three open actions" in words
    assert "Gwen Lloyd , Team manager Owns no open action" in words
    assert "Has no mail address, so no mail reaches them." in words
    assert "One person has no mail address" in words


def test_a_person_is_edited_and_put_back(town: Ashcombe, officer: TestClient) -> None:
    typed = {
        "job_title": f"Head {HOSTILE}", "phone": "01234 567890", "deputy_id": "3", "reports_to_id": "4",
        "away_until_day": "1", "away_until_month": "March", "away_until_year": "2026",
    }  # fmt: skip

    page = follow(officer, fill(officer, EDIT, typed))
    person = somebody(town)
    follow(officer, undo(officer, page))

    assert (person.job_title, person.phone) == (f"Head {HOSTILE}", "01234 567890")
    assert (person.deputy_id, person.reports_to_id, person.away_until) == (3, 4, date(2026, 3, 1))
    assert HOSTILE not in page
    assert "Away until 1 March 2026." in words_of(page)
    assert (somebody(town).job_title, somebody(town).away_until) == ("", None)


@pytest.mark.parametrize(
    "address", ["amara", "amara@", "a b@ashcombe.example", "Amara <amara@ashcombe.example>", "ä@b.c"]
)
def test_an_address_that_no_mail_can_be_sent_to_is_refused_in_a_sentence(
    town: Ashcombe, officer: TestClient, address: str
) -> None:
    refused = fill(officer, EDIT, {"email": address, "job_title": "Keep me"})

    assert refused.status_code == 422
    assert f"No mail can be sent to “{address}”" in words_of(refused.text)
    assert form_of(refused.text)["job_title"] == ["Keep me"]
    assert somebody(town).email == "amara@ashcombe.example"


def test_two_people_do_not_share_a_sign_in_address(town: Ashcombe, officer: TestClient) -> None:
    refused = fill(officer, EDIT, {"email": "BRYN@ashcombe.example"})

    assert refused.status_code == 422
    assert "Bryn Morgan has this address already" in refused.text


def test_nobody_is_their_own_deputy(town: Ashcombe, officer: TestClient) -> None:
    assert fill(officer, EDIT, {"deputy_id": "2"}).status_code == 422
    assert somebody(town).deputy_id is None


def test_a_person_is_added_once_however_often_the_button_is_pressed(town: Ashcombe, officer: TestClient) -> None:
    shown = form_of(officer.get("/desk/people/add").text)
    typed = {"name": "Gwen Lloyd", "email": "gwen@ashcombe.example"}

    pages = [follow(officer, send(officer, "/desk/people/add", shown, typed)) for _ in range(2)]

    with reading(town.office.engine) as session:
        (added,) = session.exec(select(Person).where(Person.name == "Gwen Lloyd")).all()
    assert added.email == "gwen@ashcombe.example"
    assert all("Gwen Lloyd" in page for page in pages)
    assert fill(officer, "/desk/people/add", {"name": "gwen lloyd"}).status_code == 422


def test_an_officer_gives_roles_while_there_is_no_administrator(town: Ashcombe, officer: TestClient) -> None:
    page = follow(officer, fill(officer, ROLES, {"roles": ["leader", "auditor"]}))
    given = roles(town)
    follow(officer, undo(officer, page))

    assert given == {Role.LEADER, Role.AUDITOR}
    assert roles(town) == frozenset()


def test_an_officer_changes_no_role_once_there_is_an_administrator(town: Ashcombe, officer: TestClient) -> None:
    page = follow(officer, fill(officer, ROLES, {"roles": ["leader"]}))
    administrator = town.signed_in("Ifan Admin", Role.ADMINISTRATOR)

    refused = fill(officer, ROLES, {"roles": ["administrator"]})
    undone = undo(officer, page)
    allowed = fill(administrator, ROLES, {"roles": ["leader", "auditor"]})

    assert refused.status_code == undone.status_code == 409
    assert "Only an administrator can change roles. Ask Ifan Admin." in words_of(refused.text)
    assert allowed.status_code == 303
    assert roles(town) == {Role.LEADER, Role.AUDITOR}


def test_an_officer_can_not_become_administrator_by_way_of_an_administrators_address_or_leaving(
    town: Ashcombe, officer: TestClient
) -> None:
    town.signed_in("Ifan Admin", Role.ADMINISTRATOR)
    page = f"/desk/people/{_reference(town, 'Ifan Admin')}"

    address = fill(officer, f"{page}/edit", {"email": "mine@ashcombe.example"})
    leaves = fill(officer, f"{page}/left")

    assert (address.status_code, leaves.status_code) == (422, 422)
    assert "only an administrator can change this" in words_of(address.text)
    assert somebody(town, _reference(town, "Ifan Admin")).left_on is None


def test_the_last_officer_does_not_give_the_desk_away_by_mistake(town: Ashcombe, officer: TestClient) -> None:
    refused = fill(officer, "/desk/people/P-001/roles", {"roles": []})

    assert refused.status_code == 409
    assert Role.OFFICER in roles(town, "P-001")


def test_an_administrator_looks_after_people_and_not_after_the_plan(town: Ashcombe) -> None:
    administrator = town.signed_in("Ifan Admin", Role.ADMINISTRATOR)

    assert administrator.get("/desk/people").status_code == 200
    assert administrator.get("/desk/plan").status_code == 403
    assert fill(administrator, EDIT, {"job_title": "Head"}).status_code == 303


def test_an_administrator_does_not_undo_an_edit_of_the_plan(town: Ashcombe, officer: TestClient) -> None:
    page = follow(officer, fill(officer, "/desk/plan/edit-action/A-001", {"title": "Edited"}))
    administrator = town.signed_in("Ifan Admin", Role.ADMINISTRATOR)

    assert undo(administrator, page).status_code == 409


def test_leaving_asks_first_and_says_what_hangs_on_the_person(town: Ashcombe, officer: TestClient) -> None:
    asked = words_of(officer.get(LEFT).text)
    refused = fill(officer, LEFT)

    assert "Leads on A-001, A-002 and A-003." in asked
    assert "3 requests wait for an answer in a round that is open." in asked
    assert refused.status_code == 422
    assert "Say who takes over" in refused.text
    assert somebody(town).left_on is None


def test_what_somebody_owned_passes_to_whoever_takes_over_and_comes_back(town: Ashcombe, officer: TestClient) -> None:
    page = follow(officer, fill(officer, LEFT, {"heir": "P-003"}))
    with reading(town.office.engine) as session:
        asked = {request.person_id for request in session.exec(select(UpdateRequest))}
    passed, left = owners_of(town, "A-001"), somebody(town).left_on
    follow(officer, undo(officer, page))

    assert (passed, left, asked) == ("P-003", date(2026, 2, 9), {3})
    assert (owners_of(town, "A-001"), somebody(town).left_on) == ("P-002", None)


def test_somebody_may_leave_before_it_is_known_who_takes_over(town: Ashcombe, officer: TestClient) -> None:
    follow(officer, fill(officer, LEFT, {"heir": "nobody"}))

    assert somebody(town).left_on == date(2026, 2, 9)
    assert owners_of(town, "A-001") == "P-002"
    assert "Left on 9 February 2026." in words_of(officer.get("/desk/plan/actions/A-001").text)


def test_withdrawing_links_asks_first_and_then_they_open_nothing(town: Ashcombe, officer: TestClient) -> None:
    asked = words_of(officer.get("/desk/people/P-002/links").text)
    with reading(town.office.engine) as session:
        before = len(leaving.open_links(session, somebody(town), at=town.now))

    page = follow(officer, fill(officer, "/desk/people/P-002/links"))

    with reading(town.office.engine) as session:
        assert leaving.open_links(session, somebody(town), at=town.now) == []
    assert before == 1
    assert "This can not be undone." in asked
    assert "The personal links were withdrawn." in words_of(page)


def test_signing_somebody_out_everywhere_ends_every_session(town: Ashcombe, officer: TestClient) -> None:
    theirs = [town.signed_in("Eleri Rees", Role.AUDITOR) for _ in range(2)]
    assert [browser.get("/desk/people").status_code for browser in theirs] == [200, 200]

    follow(officer, fill(officer, f"/desk/people/{_reference(town, 'Eleri Rees')}/sign-out"))

    assert [browser.get("/desk/people", follow_redirects=False).status_code for browser in theirs] == [303, 303]


def test_a_person_nobody_knows_is_a_page_that_says_so(officer: TestClient) -> None:
    for act in ("", "/edit", "/roles", "/left", "/links", "/sign-out"):
        assert officer.get(f"/desk/people/P-999{act}").status_code == 404


def test_the_audit_trail_of_a_persons_edit_names_fields_only(town: Ashcombe, officer: TestClient) -> None:
    follow(officer, fill(officer, EDIT, {"email": "new.address@ashcombe.example", "name": "Amara Osei"}))

    trail = next(line for line in town.everything().splitlines() if line.startswith("auditentry: "))
    assert "new.address" not in trail
    assert "Osei" not in trail
    assert "'person edited', 'P-002'" in trail


def _reference(town: Ashcombe, name: str) -> str:
    with transaction(town.office.engine) as session:
        return people.require(session, name).reference


def test_the_one_who_acts_is_named_in_the_trail(town: Ashcombe) -> None:
    administrator = town.signed_in("Ifan Admin", Role.ADMINISTRATOR)
    fill(administrator, EDIT, {"job_title": "Head"})

    page = words_of(administrator.get("/desk/people/P-002").text)

    assert _reference(town, "Ifan Admin") != BY
    assert "Ifan Admin , 10am on Monday 9 February 2026" in page
