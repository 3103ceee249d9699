"""Every address of the portal that shows something, with whatever the town's store has in each of its places."""

import itertools
import re

from casts import CYCLE, Ashcombe
from sqlmodel import select

from plan_store.database import reading
from plan_store.tables import Meeting
from portal.access import ACCESS

EXTENSIONS = ("html", "pdf")


def every_page(town: Ashcombe) -> list[str]:
    with reading(town.office.engine) as session:
        meetings = [str(key) for key in session.exec(select(Meeting.id))]
    values = {
        "cycle": [CYCLE],
        "kind": ["progress_report", "exempt_report"],
        "extension": list(EXTENSIONS),
        "version": ["1"],
        "meeting_id": meetings,
        "reference": [CYCLE, "A-001", "A-002"],
        "number": ["1", "2"],
    }
    paths = []
    for address in ACCESS:
        method, _, path = address.partition(" ")
        if method != "GET" or "token" in path:
            continue
        names = re.findall(r"{(\w+)(?::\w+)?}", path)
        for chosen in itertools.product(*(values.get(name, ["1"]) for name in names)):
            filled = path
            for name, value in zip(names, chosen, strict=True):
                filled = re.sub(rf"{{{name}(?::\w+)?}}", value, filled)
            paths.append(filled)
    return paths
