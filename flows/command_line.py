"""`cleardays`: the one door for officers and operators. It only finds the command and prints errors as sentences."""

import sys

import typer

from flows.commands import (
    check_paper,
    cycles,
    dates,
    invite,
    load,
    office_acts,
    pack,
    paper,
    paper_acts,
    post,
    printed,
    rehearse,
    running,
    tick,
)
from governance.errors import GovernanceError

app = typer.Typer(
    help="Runs the governance cycle of an improvement plan.", no_args_is_help=True, pretty_exceptions_enable=False
)

app.command()(dates.dates)
app.command()(dates.clocks)
app.command()(load.load)
app.command()(cycles.cycles)
app.command()(cycles.story)
app.command()(tick.tick)
app.command()(post.post)
app.command()(rehearse.rehearse)
app.command()(paper.papers)
app.command()(paper.paper)
app.command()(pack.pack)
app.command()(paper_acts.sign_off)
app.command()(paper_acts.send_back)
app.command()(paper_acts.mend)
app.command()(paper_acts.to_follow)
app.command()(paper_acts.supplement)
app.command()(paper_acts.cancel)
app.command()(paper_acts.late_item)
app.command()(office_acts.grant_date)
app.command()(office_acts.refuse_date)
app.command()(office_acts.minutes)
app.command()(office_acts.respond)
app.command()(invite.invite)
app.command()(check_paper.check_paper)
app.command()(running.migrate)
app.command()(running.check)
app.command()(running.serve)
app.command()(running.portal)
app.command()(running.demo)
app.command()(printed.print_docs)


def main() -> None:
    """Run a command. A GovernanceError is printed as it stands and sets the exit code; any other is our own fault."""
    try:
        app()
    except GovernanceError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
