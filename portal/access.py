"""Who may do what: every address of the portal and the roles that may use it. What is not in here opens to nobody.

It knows nothing of pages. A test tries every row of it with every role.
"""

from collections.abc import Mapping

from governance.terms import Role

# Two kinds of visitor beside the roles: anybody at all, and the holder of a personal link (its handler checks which).
EVERYBODY = frozenset({"everybody"})
HOLDER = frozenset({"link holder"})

OFFICER = frozenset({Role.OFFICER})
DIRECTOR = frozenset({Role.DIRECTOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
# An auditor reads what an officer reads, and changes nothing.
DESK_READERS = frozenset({Role.OFFICER, Role.AUDITOR})
BOARD_READERS = frozenset({Role.BOARD_MEMBER, Role.LEADER, Role.OFFICER, Role.DIRECTOR, Role.AUDITOR})
SIGNED_IN = frozenset(Role) - {Role.SYSTEM}

ACCESS: Mapping[str, frozenset[str]] = {
    # Everybody: what is published, and the ways in.
    "GET /": EVERYBODY,
    "GET /health": EVERYBODY,
    "GET /static/council.css": EVERYBODY,
    "GET /static/council-logo": EVERYBODY,
    "GET /papers/{cycle}/{kind}": EVERYBODY,
    "GET /papers/{cycle}/{kind}.{extension}": EVERYBODY,
    # Owners, with a personal link.
    "GET /answer/{token}": HOLDER,
    "GET /answer/{token}/": HOLDER,
    "GET /answer/{token}/{reference:path}": HOLDER,
    "POST /answer/{token}/{reference:path}": HOLDER,
    # Directors, with a personal link.
    "GET /sign-off/{token}": HOLDER,
    "GET /sign-off/{token}/": HOLDER,
    "GET /sign-off/{token}/paper/{kind}/{version:int}.{extension}": HOLDER,
    "POST /sign-off/{token}": HOLDER,
    # Signing in and out.
    "GET /home": SIGNED_IN,
    "POST /sign-out": EVERYBODY,
    # The officer's desk: the cycle.
    # The officer's desk: the plan and its people.
    # The officer's desk: spreadsheets, meetings and rehearsals.
    # The director, signed in.
    # The board's reading room.
}


def may_use(address: str, roles: frozenset[str]) -> bool:
    """Whether somebody of these roles may use an address like “GET /desk”. Unknown addresses open to nobody."""
    return bool(ACCESS.get(address, frozenset()) & roles)
