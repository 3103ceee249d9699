"""What the columns of the plan are called on a page: the words of every field that can be edited by hand.

Kinds are the names of tables. It knows nothing of values.
"""

from collections.abc import Mapping

SEAT = "seat:"
# What an edit says about itself: kept in its history, never put back.
NOTES = frozenset({"added", "moved", "why", "decided_by"})

FIELD_WORDS: Mapping[str, Mapping[str, str]] = {
    "action": {
        "title": "Title",
        "delivery_plan_id": "Delivery plan",
        "owners": "Owners",
        "sro_id": "Accountable officer",
        "deputy_id": "Deputy",
        "findings": "Findings",
        "measure_words": "How we will know it worked",
        "notes": "Notes",
        "funding_ends_on": "Funding ends on",
        "gone_on": "Taken out of the plan on",
        "first_due_on": "First due date",
        "due_on": "Due date",
        "due_words": "Due date in words",
        "due_precision": "How exact the due date is",
    },
    "finding": {
        "title": "Title",
        "origin": "Who found it",
        "priority_action": "Priority action",
    },
    "deliveryplan": {"title": "Title", "lead_id": "Lead", "sro_id": "Accountable officer"},
    "plan": {"title": "Title", "submitted_on": "Submitted on"},
    "inspection": {"embargoed_until": "Embargoed until"},
    "person": {
        "name": "Name",
        "job_title": "Job title",
        "email": "Mail address",
        "phone": "Phone",
        "directorate": "Directorate",
        "deputy_id": "Deputy",
        "reports_to_id": "Reports to",
        "away_until": "Away until",
        "left_on": "Left on",
        "roles": "Roles",
    },
    "meeting": {"held_at": "Time", "place": "Place", "state": "State", "held_on": "Day"},
    "updaterequest": {"person_id": "Who is asked"},
    "resolution": {"words": "What was resolved"},
    "decision": {"words": "Words of a limb"},
    "datechange": {"state": "The move of the date"},
}
NOTE_WORDS: Mapping[str, str] = {
    "added": "Added",
    "moved": "Moved to another day",
    "why": "Why",
    "decided_by": "Decided by",
}


def say_field(kind: str, field: str) -> str:
    """“Accountable officer” for sro_id of an action; the seat of a board by whose it is."""
    if field.startswith(SEAT):
        return f"Seat of {field.removeprefix(SEAT)}"
    return NOTE_WORDS.get(field) or FIELD_WORDS.get(kind, {}).get(field, field.replace("_", " "))
