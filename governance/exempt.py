"""Exempt information: the paragraphs of Schedule 12A under which words may be kept from the public. Pure.

Part 1 of Schedule 12A to the Local Government Act 1972, as amended in 2006 (England). Which paragraph applies, and that
the public interest in keeping it back is the greater, is decided by a person; software only keeps the words apart.
"""

from collections.abc import Mapping

WITHHELD = "[Exempt information: withheld]"
PARAGRAPHS: Mapping[int, str] = {
    1: "Information relating to any individual",
    2: "Information which is likely to reveal the identity of an individual",
    3: "Information relating to the financial or business affairs of any particular person",
    4: "Information relating to consultations or negotiations in connection with any labour relations matter",
    5: "Information to which legal professional privilege could be maintained in legal proceedings",
    6: "Information which reveals that the authority proposes to give a notice or make an order or direction",
    7: "Information relating to the prevention, investigation or prosecution of crime",
}
# What can be marked: a kind of thing in the record, and those of its fields that hold words.
MARKABLE: Mapping[str, tuple[str, ...]] = {
    "action": ("title",),
    "finding": ("title",),
    "deliveryplan": ("title",),
    "update": ("narrative", "reason", "would_move"),
    "datechange": ("reason",),
    "evidence": ("shows", "link"),
    "standingtext": ("words",),
    "risk": ("words", "mitigation", "contingency"),
    "fundingline": ("words", "condition"),
    "measure": ("title", "caveat"),
    "inspection": ("summary", "judgement"),
    "externalevent": ("title", "words"),
    "resolution": ("words",),
    "decision": ("words", "response"),
    "memberquestion": ("about", "question", "answer"),
}
