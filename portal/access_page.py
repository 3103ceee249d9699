"""The access table as a page of docs/: `python -m portal.access_page` prints it anew. It knows no other page."""

from collections.abc import Iterable
from pathlib import Path

from governance.cycle import say
from governance.terms import Role
from portal.access import ACCESS, EVERYBODY, HOLDER, SIGNED_IN

PAGE = Path(__file__).parent.parent / "docs" / "access.md"
HEAD = """# Who may do what

Every address of the portal, and who may use it. What is not in this table opens to nobody; a test tries every address
with every role. “Whoever holds the link” is the one person a personal link was made for: it opens their own pages and
nothing else. Exempt words are withheld on every page from whoever is no exempt reader, officer or director, an auditor
among them. Printed from `portal/access.py` by `python -m portal.access_page`.

| who | may read | may send |
| --- | --- | --- |
"""


def access_page() -> str:
    """The whole page: one row for each kind of visitor that has addresses of its own, in the table's order."""
    rows = dict.fromkeys(ACCESS.values())
    return HEAD + "".join(_row(allowed) for allowed in rows)


def _row(allowed: frozenset[str]) -> str:
    addresses = [address.split(" ", 1) for address, roles in ACCESS.items() if roles == allowed]
    read, sent = ([path for verb, path in addresses if (verb == "GET") == shows] for shows in (True, False))
    return f"| {_who(allowed)} | {_listed(read)} | {_listed(sent)} |\n"


def _who(allowed: frozenset[str]) -> str:
    if allowed == EVERYBODY:
        return "everybody"
    if allowed == HOLDER:
        return "whoever holds the link"
    if allowed == SIGNED_IN:
        return "everybody who has signed in"
    return ", ".join(say(role) for role in Role if role in allowed)


def _listed(paths: Iterable[str]) -> str:
    return "<br>".join(f"`{path}`" for path in paths) or "–"


if __name__ == "__main__":
    PAGE.write_text(access_page(), encoding="utf-8")
