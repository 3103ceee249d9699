"""The history of one thing as a page shows it: who, when, which field, before and after, in words.

It knows nothing of how an edit is undone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from config.clock import london
from governance.calendar_words import say_date
from governance.cycle import say
from governance.terms import Origin, Role
from governance.wording import listed
from plan_store import edits, plan_view
from plan_store.database import Session
from plan_store.field_texts import BETWEEN, row_of
from plan_store.field_words import NOTES, SEAT, say_field
from plan_store.tables import Action as ActionTable
from plan_store.tables import Board, DeliveryPlan, FieldChange, Finding, Meeting, Person, Plan
from portal.plan_desk.addresses import board_page, meeting_page, person_page, plan_page

OF_PEOPLE = frozenset({"lead_id", "sro_id", "deputy_id", "reports_to_id", "person_id"})
LISTS_OF_PEOPLE = frozenset({"owners"})
DATES = frozenset(
    {
        "due_on",
        "first_due_on",
        "gone_on",
        "funding_ends_on",
        "submitted_on",
        "away_until",
        "left_on",
        "held_on",
        "moved",
    }
)
LONG = 160
# The day itself says it; these only follow from it.
FOLLOWS = frozenset({"due_words", "due_precision"})
ORIGINS = {Origin.INSPECTOR.value: "The inspectors", Origin.SELF.value: "The council itself"}
STATES = {"granted": "made", "taken_back": "taken back", "called": "called", "cancelled": "cancelled", "moved": "moved"}


@dataclass(frozen=True, kw_only=True)
class ChangeShown:
    """One line of an edit. note: what the edit says about itself, instead of a before and an after."""

    field: str
    before: str = ""
    after: str = ""
    note: str = ""

    @property
    def is_long(self) -> bool:
        """Whether the two are shown below each other, line by line."""
        return "\n" in self.before + self.after or len(self.before) + len(self.after) > LONG


@dataclass(frozen=True, kw_only=True)
class EditShown:
    group: str
    by: str
    at: datetime
    changes: tuple[ChangeShown, ...]
    undoes: bool
    undone: str
    can_be_undone: bool


def history_of(session: Session, kind: str, row_id: int | None) -> tuple[EditShown, ...]:
    """Every edit of one thing in words, newest first."""
    words = Words(session)
    return tuple(words.say(edit) for edit in edits.history(session, kind, row_id or 0))


class Words:
    """Values of the history in words: ids as names, ISO dates as people say them."""

    def __init__(self, session: Session) -> None:
        self._names: Mapping[int, str] = plan_view.names(session)
        self._by_reference = plan_view.names_by_reference(session)
        self._session = session

    def say(self, edit: edits.Edit) -> EditShown:
        undone = ""
        if edit.undone_at is not None:
            undone = f"Undone by {self.person(edit.undone_by)} on {say_date(london(edit.undone_at).date())}."
        return EditShown(
            group=edit.group,
            by=self.person(edit.by),
            at=london(edit.at),
            changes=tuple(self._change(change) for change in edit.changes if change.field not in FOLLOWS),
            undoes=edit.undoes,
            undone=undone,
            can_be_undone=edit.can_be_undone,
        )

    def person(self, reference: str) -> str:
        return self._by_reference.get(reference, "The system" if reference == "system" else reference)

    def field(self, change: FieldChange) -> str:
        """What the field is called; of a seat, whose it is."""
        if change.field.startswith(SEAT):
            return f"Seat of {self.person(change.field.removeprefix(SEAT))}"
        return say_field(change.kind, change.field)

    def _change(self, change: FieldChange) -> ChangeShown:
        words = self.field(change)
        if change.field in NOTES - {"moved"}:
            return ChangeShown(field=words, note=change.after or "")
        return ChangeShown(
            field=words, before=self.value(change, change.before), after=self.value(change, change.after)
        )

    def value(self, change: FieldChange, text: str | None) -> str:
        if change.field.startswith(SEAT):
            return "no seat" if text is None else text or "member"
        return self.say_value(change.field, text)

    def say_value(self, field: str, text: str | None) -> str:
        """The text of a field in words; “nothing” where there is none."""
        if not text:
            return "nothing"
        if field in DATES:
            return say_date(date.fromisoformat(text))
        if field in OF_PEOPLE:
            return self._names.get(int(text), f"person {text}")
        if field in LISTS_OF_PEOPLE:
            return listed([self.person(reference) for reference in text.split(BETWEEN)])
        if field == "delivery_plan_id":
            area = self._session.get(DeliveryPlan, int(text))
            return f"{area.reference} {area.title}" if area else text
        if field == "roles":
            return listed([say(Role(role)) for role in text.split(BETWEEN)])
        if field == "held_at":
            return text.replace("T", " ")
        return {"origin": ORIGINS, "state": STATES}.get(field, {}).get(text, text)


def page_of(session: Session, change: FieldChange) -> str:
    """The address of the page of what was edited."""
    row = row_of(session, change.kind, change.row_id)
    if isinstance(row, ActionTable):
        return plan_page("actions", row.reference)
    if isinstance(row, Finding):
        return plan_page("findings", row.reference)
    if isinstance(row, DeliveryPlan):
        return plan_page("areas", row.reference)
    if isinstance(row, Person):
        return person_page(row.reference)
    if isinstance(row, Board):
        return board_page(row.key)
    if isinstance(row, Meeting):
        return meeting_page(row.id, "edit")
    return "/desk/plan" if isinstance(row, Plan) else "/desk/meetings"
