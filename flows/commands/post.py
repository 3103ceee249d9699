"""`cleardays post`: what waits in the outbox, what did not go, and why."""

from collections import Counter

from config.clock import london
from flows.commands.entrance import open_here, screen
from plan_store import notices
from plan_store.database import reading

NOT_GONE = ("due", "taken", "in_doubt", "dead", "held")


def post() -> None:
    """Show the messages that have not gone: waiting, in doubt, refused for good, or held with the reason."""
    office, console = open_here(), screen()
    with reading(office.engine) as session:
        written = notices.written_after(session, 0)
    states = Counter(notice.state for notice, _ in written)
    counted = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in states.items())
    console.print(counted or "No message has been written yet.")
    for notice, person in written:
        if notice.state in NOT_GONE:
            when = f"{london(notice.written_at):%Y-%m-%d %H:%M}"
            because = f": {notice.because}" if notice.because else ""
            console.print(f"{when}  {notice.state.replace('_', ' ')}  {notice.kind} to {person.name}{because}")
