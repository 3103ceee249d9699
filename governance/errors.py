"""Everything that can go wrong for a reason an officer can act on.

GovernanceError                 (message = one sentence: what, where, what now)
├── CalendarError               a date or a meeting rule that cannot be worked out
├── CycleError                  the cycle does not allow this now
│   ├── WrongStage              this move is not legal from here
│   └── NotYourTurn             this person's role may not do it
├── PlanFileError               a spreadsheet that cannot be read (sheet, row, cell)
├── RecordError                 something asked of the record that it does not hold
├── LinkError                   a personal link that is unknown, expired or withdrawn
├── PaperError
│   ├── FactsMissing            a template names what the brief does not hold
│   ├── TemplateFault           a template that cannot be read (file, line)
│   └── ChangedSinceApproval    the bytes are not those that were signed off
├── DeliveryFailed              a message that did not leave (permanent or not)
└── ConfigError                 a setting that cannot be used (which, why, what now)
"""

import re

# “progress_report”, “A-001”, “cleardays migrate”: names of the program’s own. Anything else may be somebody’s words.
OF_OURS = re.compile(r"[a-z0-9_./-]+|[A-Z]{1,4}[-/.]?\d[\w.-]*|cleardays [\w -]+")
QUOTED = re.compile(r"“([^”]*)”|(?<=[\s:=(])'([^']*)'(?=[\s,.;:)]|$)")


class GovernanceError(Exception):
    """Shown to people as it stands, without a traceback."""

    exit_code = 1


class CalendarError(GovernanceError):
    exit_code = 3


class CycleError(GovernanceError):
    exit_code = 4


class WrongStage(CycleError):
    pass


class NotYourTurn(CycleError):
    pass


class PlanFileError(GovernanceError):
    """A spreadsheet, or one place in it, that cannot be used; nothing has been changed."""

    exit_code = 5

    def __init__(self, why: str, *, sheet: str = "", row: int | None = None, cell: str = "") -> None:
        self.why, self.sheet, self.row, self.cell = why, sheet, row, cell
        place = ", ".join(
            part
            for part in (
                f"sheet “{sheet}”" if sheet else "",
                f"cell {cell}" if cell else f"row {row}" if row else "",
            )
            if part
        )
        super().__init__(f"{place[0].upper()}{place[1:]}: {why}" if place else why)


class RecordError(GovernanceError):
    exit_code = 6


class LinkError(GovernanceError):
    exit_code = 6


class PaperError(GovernanceError):
    exit_code = 7


class FactsMissing(PaperError):
    pass


class TemplateFault(PaperError):
    pass


class ChangedSinceApproval(PaperError):
    pass


class UnderEmbargo(PaperError):
    """A public paper that would say what an inspection found before its day."""


class DeliveryFailed(GovernanceError):
    """A message that did not leave.

    permanent: trying again cannot help (the address was refused); otherwise it is tried later.
    """

    exit_code = 8

    def __init__(self, why: str, *, permanent: bool) -> None:
        super().__init__(why)
        self.permanent = permanent


class ConfigError(GovernanceError):
    exit_code = 2


def in_a_log(fault: BaseException) -> str:
    """What a log may say of a fault: an error's own sentence without the words it quotes, and of others their kind.

    The message of an error that is not ours can hold anything that was being worked on.
    """
    if not isinstance(fault, GovernanceError):
        return type(fault).__name__
    return without_quoted(str(fault))


def without_quoted(sentence: str) -> str:
    """A sentence of the program's own without the words it quotes, but for names of the program's own."""
    return QUOTED.sub(lambda found: found[0] if OF_OURS.fullmatch(found[1] or found[2] or "") else "“…”", sentence)
