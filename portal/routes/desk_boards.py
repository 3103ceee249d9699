"""The officer's desk: boards with their members, and meetings past and to come. Calling and moving are beside it.

It knows nothing of how an edit is kept.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from config.council_tables import Board as BoardRules
from governance.terms import Role
from plan_store import meetings, people
from plan_store.database import Session, reading, transaction
from plan_store.tables import Board
from portal.deps import Visit, Visiting
from portal.desk.forms import Box, Sent, Typed, first_of, read_boxes
from portal.desk.history import history_of
from portal.desk.lookup import just_saved, people_options, the_board, the_person
from portal.plan_desk.addresses import board_page
from portal.plan_desk.form_page import FormPage, back_to, show_form
from portal.plan_desk.meetings import boards_shown, list_meetings, members_of

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/meetings"


def rules_of(visit: Visit, key: str) -> BoardRules | None:
    """What council.toml says of a board; None where it names it no more."""
    return next((board for board in visit.council.boards if board.key == key), None)


@router.api_route("/desk/meetings", methods=SHOWN)
def show_meetings(visit: Visiting, request: Request) -> Response:
    with reading(visit.engine) as session:
        return visit.show(
            "desk_plan/meetings.html",
            here=HERE,
            boards=boards_shown(meetings.boards(session)),
            lines=list_meetings(session, visit),
            may_edit=visit.may(Role.OFFICER),
            saved=just_saved(session, request),
        )


@router.api_route("/desk/boards/{key}", methods=SHOWN)
def show_board(visit: Visiting, request: Request, key: str) -> Response:
    """A board's members and meetings."""
    with reading(visit.engine) as session:
        board, rules = the_board(session, key), rules_of(visit, key)
        return visit.show(
            "desk_plan/board.html",
            here=HERE,
            board=board,
            rule=rules.meets if rules and isinstance(rules.meets, str) else "",
            clear_days=rules.clear_days.number if rules else 0,
            in_council=rules is not None,
            members=members_of(session, board, visit.today),
            lines=list_meetings(session, visit, board),
            page=board_page(key),
            may_edit=visit.may(Role.OFFICER),
            history=history_of(session, "board", board.id),
            saved=just_saved(session, request),
        )


@router.api_route("/desk/boards/{key}/add-member", methods=SHOWN)
def show_new_member(visit: Visiting, key: str, person: str = "") -> Response:
    """person: the reference of a member whose office is to be changed."""
    with reading(visit.engine) as session:
        board = the_board(session, key)
        members = {member.reference: member for member in members_of(session, board, visit.today)}
        office = members[person].office if person in members else ""
        return show_form(visit, _page(session, board), Typed(values={"person": person, "office": office}))


@router.post("/desk/boards/{key}/add-member")
def add_member(visit: Visiting, key: str, sent: Sent) -> Response:
    """Give somebody a seat, or another office in it; a second time changes nothing."""
    with transaction(visit.engine) as session:
        board = the_board(session, key)
        page = _page(session, board)
        typed = read_boxes(sent, page.boxes)
        if typed.faults:
            return show_form(visit, page, typed, faults=typed.faults, status=422)
        person = the_person(session, typed.values["person"])
        group = people.set_seat(session, person, board, typed.values["office"].strip(), by=visit.by, at=visit.at)
    return back_to(board_page(key), **({"saved": group} if group else {"unchanged": "1"}))


@router.post("/desk/boards/{key}/remove-member")
def remove_member(visit: Visiting, key: str, sent: Sent) -> Response:
    """Take a seat away; the page it leads to has the button that gives it back."""
    with transaction(visit.engine) as session:
        board, person = the_board(session, key), the_person(session, first_of(sent, "person"))
        group = people.unseat(session, person, board, by=visit.by, at=visit.at)
    return back_to(board_page(key), **({"saved": group} if group else {"unchanged": "1"}))


def _page(session: Session, board: Board) -> FormPage:
    return FormPage(
        title=f"A seat on the {board.name}",
        action=board_page(board.key, "add-member"),
        boxes=(
            Box(
                name="person",
                label="Who",
                kind="choice",
                options=people_options(session, by_reference=True),
                needed="Choose who sits on the board. Somebody who is not in the list is added on “People” first.",
            ),
            Box(name="office", label="Office (optional)", hint="Such as Chair or Vice-chair.", width="20"),
        ),
        submit="Save the seat",
        back=board_page(board.key),
        back_label="Back to the board",
        here=HERE,
        intro=("A member reads the papers in the reading room and is told when they are published. It can be undone.",),
    )
