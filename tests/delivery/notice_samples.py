"""Facts of an invented cycle of Ashcombe, as every notice gets them: plain JSON values, dates as ISO strings."""

from copy import deepcopy
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parents[2] / "templates"
LINK = "https://plan.ashcombe.example/answer/7Zk2Qm4Xv9Tn1Rb8Yc5Wd3?from=mail&cycle=2026-Q1"

# What people paste, type and try: each must come out as it went in, and run nowhere.
AWKWARD = {
    "a Jinja expression": "Sum is {{ 7*7 }} and {% for x in y %}",
    "Typst code": '#read("/etc/passwd") and $ x^2 $',
    "a script": "<script>alert('hello')</script> & <b>bold</b>",
    "Markdown signs": "# Not a heading\n* not *a* list\n`code` [link](http://x.example) | a | b |",
    "emoji": "On track 👍🏽 with 👩‍👩‍👧 and 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "Welsh": "Mae’r gwaith ar y gweill ŵ ŷ Ŵ Ŷ â î",
    "Arabic": "العمل يسير وفق الخطة (٣ من ٥)",
    "a word of 5,000 letters": "x" * 5000,
    "quotes and entities": "\"double\" 'single' &amp; &lt;not a tag&gt; “curly”",
    "lines with dots": ".\n..\n.leading\nFrom the start",
    "spaces kept": "two  spaces, a\ttab, and a trailing space ",
}


def an_action(reference: str, title: str, **facts: Any) -> dict[str, Any]:
    return {
        "reference": reference,
        "title": title,
        "due_on": "2026-03-31",
        "due_words": "31 March 2026",
        "overdue": False,
        "status_word": "On track",
        "last_said_on": "2026-01-12",
        "last_said": "Seven of the twelve posts are filled. Interviews for the rest are on 2 February.",
        "why": [],
        "owners": ["Amara Nwosu"],
        "percent": None,
        "would_move": "",
        "reason": "",
        "asked_due_on": None,
        "files": [],
        **facts,
    }


OWED = [
    an_action("A-014", "Recruit twelve permanent social workers to the assessment teams"),
    an_action(
        "A-021",
        "Audit every child in need plan that is older than six months",
        due_on="2026-02-13",
        due_words="13/02/2026",
        overdue=True,
        status_word="At risk",
        last_said="No change.",
        why=[
            "It was due on 13 February 2026, 12 days ago.",
            "“No change” was reported twice running, last on 12 January 2026.",
        ],
        owners=["Amara Nwosu", "Bryn Ellis"],
        percent=40,
        would_move="Somebody has to decide who pays for the second auditor.",
        reason="The second auditor left in January.",
        asked_due_on="2026-06-30",
        files=["Audit of plans.xlsx"],
    ),
    an_action(
        "A-033",
        "Agree the joint protocol with the integrated care board",
        due_on="2026-05-31",
        due_words="Spring 2026",
        status_word="",
        last_said_on=None,
        last_said="",
        owners=["Bryn Ellis"],
    ),
]

FACTS: dict[str, Any] = {
    "cycle": {
        "council": "Ashcombe Council",
        "reference": "2026-Q1",
        "plan": "Children’s Services Improvement Plan",
        "board": "Children’s Services Improvement Board",
        "meeting_at": "2026-03-17T14:00:00",
        "place": "Committee Room 2, Ashcombe Town Hall",
        "lock_at": "2026-02-26T12:00:00",
        "publish_by_at": "2026-03-09T10:00:00",
        "sign_off_due_at": "2026-03-05T17:00:00",
        "paper_title": "Children’s Services improvement: progress to February 2026",
        "paper_path": "papers/2026-Q1/progress",
        "paper_address": "https://plan.ashcombe.example/papers/2026-Q1/progress",
        "comment": "Paragraph 4 gives two figures for caseloads.\nPlease check both with the teams & say which holds.",
        "headline": [
            "Nine of 14 actions are complete or on track; two are overdue.",
            "No update was received on three actions.",
            "Caseloads have fallen for the third month running.",
        ],
        "paper_remark": "The template names “actoins”, which there is not, so the last good one was used.",
        "late_item_paragraph": (
            "This report was not available for five clear days before the meeting. The chair is asked to take it as a "
            "matter of urgency under section 100B(4)(b) of the Local Government Act 1972. The special circumstances "
            "are: [reason]."
        ),
    },
    "council": {
        "name": "Ashcombe Council",
        "short_name": "Ashcombe",
        "reply_to": "governance@ashcombe.example",
        "colour": "#5a2d82",
    },
    "person": {"name": "Amara Nwosu", "first_name": "Amara"},
    "owed": OWED,
    "link": LINK,
    "received_at": "2026-02-25T16:40:00",
    "late": False,
    "from_name": "Bryn Ellis",
    "words": "I am in court that week.\nAmara knows the audit better than I do.",
    "away_until": "",
    "paper_address": "https://plan.ashcombe.example/papers/2026-Q1/progress",
    "desk_address": "https://plan.ashcombe.example/desk/cycles/2026-Q1",
    "code": "1234 5678",
    "good_until": "2026-02-23T10:10:00",
    "director": "Dev Malhotra",
    "supplement": {
        "titles": ["Children’s Services improvement: progress to February 2026", "Exception report"],
        "exempt": 1,
        "late": "This report was not open to inspection for five clear days.\nThe delay arose because of one figure.",
    },
    "refused": "There is no pack: the template has changed. Put the template back.",
    "comments": [
        {
            "place": 12,
            "quote": "Nine of 14 actions are complete or on track",
            "words": "Which nine?\nThe table says ten.",
            "by": "Dev Malhotra",
        },
        {"place": 31, "quote": "", "words": "Name the team.", "by": "Dev Malhotra"},
    ],
    "question": {
        "by": "Councillor Ffion Rees",
        "about": "A-021: Audit every child in need plan",
        "words": "How many are left?",
    },
    "reply": {
        "board": "Children’s Services Improvement Board",
        "meeting_at": "2026-03-17T14:00:00",
        "question": "When will every family have been visited?\nAnd who tells us?",
        "about": "A-014",
        "answer": "By the end of May.\nThe next paper says so.",
    },
    "occurrence": 1,
    "last_occurrence": False,
}


def sample_facts(**changed: Any) -> dict[str, Any]:
    """A fresh copy; changed: whole facts put in the place of the sample's."""
    return {**deepcopy(FACTS), **changed}
