"""An officer brings a spreadsheet to the desk: it is read, shown, and written only when they say so."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from casts import Ashcombe
from httpx import Response
from sqlmodel import col, select
from workbooks import A_001, AS_IT_STANDS, B_04, HEADINGS, a_workbook

from governance.terms import Role
from plan_store import mappings
from plan_store.database import reading
from plan_store.tables import Action, ActionOwner, PlanUpload
from portal.security import LARGEST_PLAN

NEW_ROW = ("A-005", "Foster carers are visited every six weeks", "Amara Khan", "31/12/2026", "On track")
CHANGED = (
    (*A_001, "Amara Khan", "31/03/2026", "On track"),
    *AS_IT_STANDS[1:3],
    NEW_ROW,
)


@pytest.fixture
def officer(town: Ashcombe):
    return town.signed_in("Carys Bevan", Role.OFFICER)


def upload(client, rows=CHANGED, name: str = "plan.xlsx", headings=HEADINGS) -> Response:
    content = rows if isinstance(rows, bytes) else a_workbook(rows, headings)
    return client.post("/desk/load", files={"file": (name, content)}, follow_redirects=True)


def load(client, page: Response) -> Response:
    """Press “Load it…” and then “Load it now”."""
    confirm = client.get(f"{page.url.path}/confirm")
    digest = re.search(r'name="digest" value="(\w+)"', confirm.text)
    assert digest
    return client.post(f"{page.url.path}/load", data={"digest": digest[1]}, follow_redirects=True)


def stands(town: Ashcombe) -> dict[str, str]:
    with reading(town.office.engine) as session:
        rows = session.exec(select(Action).order_by(col(Action.place)))
        return {row.reference: f"{row.title}, {row.due_on}" for row in rows}


def uploads_kept(town: Ashcombe) -> list[PlanUpload]:
    with reading(town.office.engine) as session:
        return list(session.exec(select(PlanUpload).order_by(col(PlanUpload.id))))


def test_a_file_is_shown_beside_the_plan_before_anything_of_it_is_written(town: Ashcombe, officer) -> None:
    upload(officer, AS_IT_STANDS[:3])
    before = stands(town)

    page = upload(officer)

    assert page.status_code == 200
    assert "31 January 2026" in page.text
    assert "31 March 2026" in page.text
    assert "A-005: Foster carers are visited every six weeks" in page.text
    assert "Action B/04 (ii)" in page.text
    assert stands(town) == before


def test_looking_at_the_difference_changes_nothing(town: Ashcombe, officer) -> None:
    page = upload(officer)
    before = town.everything()

    for address in (page.url.path, f"{page.url.path}/confirm", "/desk/load", "/desk/load/mappings"):
        assert officer.get(address).status_code == 200

    assert town.everything() == before


def test_loading_asks_first_and_then_writes_the_whole_file(town: Ashcombe, officer) -> None:
    page = upload(officer)
    confirm = officer.get(f"{page.url.path}/confirm")

    loaded = load(officer, page)

    assert "Nobody is written to because of this" in confirm.text
    assert "cannot be taken back with one press" in confirm.text
    assert 'href="/desk/plan"' in loaded.text
    assert stands(town)["A-001"].endswith("2026-03-31")
    assert stands(town)["A-005"] == "Foster carers are visited every six weeks, 2026-12-31"
    assert B_04[0] in stands(town)


def test_a_second_press_of_load_loads_nothing_twice(town: Ashcombe, officer) -> None:
    page = upload(officer)
    load(officer, page)
    before = town.everything()

    again = officer.post(f"{page.url.path}/load", data={"digest": "any"}, follow_redirects=True)

    assert "loaded or dropped already" in again.text
    assert town.everything() == before


def test_what_is_loaded_is_the_difference_that_was_shown(town: Ashcombe, officer) -> None:
    first, second = upload(officer), upload(officer, (*CHANGED[:3],), name="other.xlsx")
    confirm = officer.get(f"{first.url.path}/confirm")
    shown = re.search(r'name="digest" value="(\w+)"', confirm.text)
    load(officer, second)
    before = stands(town)

    refused = officer.post(f"{first.url.path}/load", data={"digest": shown and shown[1]})

    assert refused.status_code == 409
    assert "The plan has changed since this difference was shown" in refused.text
    assert stands(town) == before


def test_the_same_file_uploaded_twice_waits_once(town: Ashcombe, officer) -> None:
    content = a_workbook(CHANGED)

    first, second = upload(officer, content), upload(officer, content)

    assert first.url == second.url
    assert len(uploads_kept(town)) == 1


def test_an_earlier_file_can_be_looked_at_and_loaded_again(town: Ashcombe, officer) -> None:
    first = upload(officer, AS_IT_STANDS)
    load(officer, first)
    load(officer, upload(officer))
    assert stands(town)["A-001"].endswith("2026-03-31")

    again = officer.post(f"{first.url.path}/again", follow_redirects=True)
    load(officer, again)

    assert again.url.path != first.url.path
    assert "31 January 2026" in again.text
    assert stands(town)["A-001"].endswith("2026-01-31")


def test_a_dropped_file_is_not_loaded_and_can_be_taken_back(town: Ashcombe, officer) -> None:
    page = upload(officer)

    listed = officer.post(f"{page.url.path}/drop", follow_redirects=True)
    refused = officer.post(f"{page.url.path}/load", data={"digest": "any"}, follow_redirects=True)
    back = officer.post(f"{page.url.path}/take-back", follow_redirects=True)

    assert "Undo: take it back" in listed.text
    assert "It was dropped" in refused.text
    assert "waits to be loaded again" in back.text
    assert "A-005" not in stands(town)


def test_a_heading_nobody_knows_is_given_a_meaning_and_remembered_after_the_load(town: Ashcombe, officer) -> None:
    headings = ("Ref", "Action", "In whose hands", "Due", "Status")
    page = upload(officer, (NEW_ROW,), headings=headings)
    assert "Left out: its words are kept beside the row" in page.text

    given = {"heading": ["In whose hands"], "means": ["owner"]}
    read = officer.post(f"{page.url.path}/headings", data=given, follow_redirects=True)
    with reading(town.office.engine) as session:
        before_loading = mappings.confirmed(session)
    load(officer, page)

    assert "as you said" in read.text
    assert before_loading == {}
    with reading(town.office.engine) as session:
        assert mappings.confirmed(session) == {"In whose hands": "owner"}
        action = session.exec(select(Action).where(Action.reference == "A-005")).one()
        assert session.exec(select(ActionOwner).where(ActionOwner.action_id == action.id)).first()


def test_a_meaning_that_was_given_can_be_taken_away_again(officer) -> None:
    page = upload(officer)
    address = f"{page.url.path}/headings"

    left_out = officer.post(address, data={"heading": ["Owner"], "means": ["-"]}, follow_redirects=True)
    as_before = officer.post(address, data={"heading": ["Owner"], "means": ["~"]}, follow_redirects=True)

    assert "Left out: its words are kept beside the row" in left_out.text
    assert "Left out: its words are kept beside the row" not in as_before.text


def test_a_meaning_the_page_does_not_offer_is_refused(town: Ashcombe, officer) -> None:
    page = upload(officer)

    refused = officer.post(f"{page.url.path}/headings", data={"heading": ["Owner"], "means": ["DROP TABLE"]})

    assert refused.status_code == 400
    assert uploads_kept(town)[0].mapping == {}


def test_two_rows_of_one_reference_are_named_with_sheet_and_row_and_not_loaded(town: Ashcombe, officer) -> None:
    page = upload(officer, (NEW_ROW, NEW_ROW))

    assert "This file cannot be loaded as it is" in page.text
    assert "sheet “Actions” row 2 and sheet “Actions” row 3" in page.text
    assert officer.get(f"{page.url.path}/confirm").url.path == page.url.path
    assert "A-005" not in stands(town)


def test_a_cell_that_cannot_be_read_is_named_with_its_place(officer) -> None:
    page = upload(officer, ((*A_001, "Amara Khan", "TBC", "On track"),))

    assert "Sheet “Actions”, cell D2: “TBC” is still to be confirmed; no date was read." in page.text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.docx", b"PK\x03\x04", "“plan.docx” is not an Excel workbook"),
        ("plan.xlsx", b"", "is empty"),
        ("plan.xlsx", b"%PDF-1.7", "is a PDF document"),
        ("plan.xlsx", b"PK\x03\x04 broken", "open"),
        ("plan.xlsx", a_workbook((), ("Nothing", "of", "ours")), "No plan was found"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_a_sentence_and_not_kept(
    town: Ashcombe, officer, name: str, content: bytes, sentence: str
) -> None:
    refused = upload(officer, content, name=name)

    assert refused.status_code == 422
    assert "<title>Error: Load a spreadsheet" in refused.text
    assert sentence in refused.text
    assert uploads_kept(town) == []


def test_a_form_without_a_file_says_what_to_choose(officer) -> None:
    refused = officer.post("/desk/load", files={"file": ("", b"")})

    assert refused.status_code == 422
    assert "Choose the workbook you want to load." in refused.text


def test_a_workbook_larger_than_ten_megabytes_is_refused(officer) -> None:
    assert upload(officer, b"PK\x03\x04" + b"x" * LARGEST_PLAN).status_code == 422
    assert upload(officer, b"PK\x03\x04" + b"x" * (LARGEST_PLAN + 200_000)).status_code == 413


def test_the_example_can_be_downloaded_and_read(town: Ashcombe, officer) -> None:
    example = officer.get("/desk/load/example.xlsx")

    page = upload(officer, example.content, name="example.xlsx")

    assert example.headers["content-disposition"].startswith("attachment")
    assert "60 actions" in page.text


def test_markup_in_a_workbook_comes_out_as_text(officer) -> None:
    row = ("A-006", "<script>alert(1)</script> & {{ 7*7 }}", "<b>Bold</b>", "31/12/2026", "On track")

    page = upload(officer, (row,), name="<i>plan</i>.xlsx")

    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7*7 }}" in page.text
    assert "<i>plan" not in page.text


def test_a_folder_in_the_name_of_an_upload_leads_nowhere(town: Ashcombe, officer, tmp_path: Path) -> None:
    upload(officer, name="../../../../etc/plan.xlsx")

    assert uploads_kept(town)[0].name == "plan.xlsx"


def test_a_confirmed_heading_is_changed_forgotten_and_put_back(town: Ashcombe, officer) -> None:
    headings = ("Ref", "Action", "In whose hands", "Due", "Status")
    page = upload(officer, (NEW_ROW,), headings=headings)
    officer.post(f"{page.url.path}/headings", data={"heading": ["In whose hands"], "means": ["owner"]})
    load(officer, page)
    heading = {"heading": "In whose hands"}

    changed = officer.post("/desk/load/mappings", data={**heading, "means": "deputy"}, follow_redirects=True)
    forgotten = officer.post("/desk/load/mappings", data={**heading, "do": "forget"}, follow_redirects=True)
    with reading(town.office.engine) as session:
        while_forgotten = mappings.confirmed(session)
    officer.post("/desk/load/mappings", data={**heading, "means": "deputy"})

    assert "Changed" in changed.text
    assert 'name="means" value="owner"' in changed.text
    assert 'name="means" value="deputy"' in forgotten.text
    assert while_forgotten == {}
    with reading(town.office.engine) as session:
        assert mappings.confirmed(session) == {"In whose hands": "deputy"}


def test_an_auditor_sees_what_was_uploaded_and_can_load_nothing(town: Ashcombe, officer) -> None:
    page = upload(officer)
    auditor = town.signed_in("Ines Ojo", Role.AUDITOR)
    before = stands(town)

    assert auditor.get("/desk/load").status_code == 200
    assert "Load it…" not in auditor.get(page.url.path).text
    assert upload(auditor).status_code == 403
    assert auditor.post(f"{page.url.path}/load", data={"digest": "any"}).status_code == 403
    assert stands(town) == before


def test_a_file_that_is_not_there_is_a_page_not_found(officer) -> None:
    assert officer.get("/desk/load/999").status_code == 404
    assert officer.post("/desk/load/999/drop").status_code == 404


def test_the_difference_is_read_anew_once_the_plan_has_moved_on(town: Ashcombe, officer) -> None:
    page = upload(officer)
    load(officer, upload(officer, CHANGED, name="same.xlsx"))
    town.now += timedelta(minutes=1)

    assert "loading it would change nothing" in officer.get(page.url.path).text
