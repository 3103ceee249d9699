"""Notices put into words: a folder of templates and plain facts in, subject, text and HTML out.

It knows no address book, no channel and no database; owners' words come out as they were written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from delivery.filters import FILTERS, cleaned
from governance.errors import FactsMissing, TemplateFault

LONGEST_SUBJECT = 150


@dataclass(frozen=True, kw_only=True)
class Words:
    """What one person is sent. subject: one line; text ends with one line break; html is a whole page."""

    subject: str
    text: str
    html: str


def write_notice(kind: str, facts: Mapping[str, Any], templates: Path) -> Words:
    """Render the three templates of templates/notices/<kind>/ strictly.

    facts: plain JSON values, dates as ISO strings (cycle, council, person, owed, link, paper_address, desk_address,
    occurrence, last_occurrence). Raises FactsMissing where a template names what they do not hold, TemplateFault for
    any other fault of a template; both name file and line.
    """
    plain = cleaned(facts)
    subject = _one_line(_render(templates, f"{kind}/subject.txt", plain))
    if not subject:
        raise TemplateFault(f"{templates / 'notices' / kind / 'subject.txt'} gives an empty subject; write one line.")
    return Words(
        subject=subject,
        text=_render(templates, f"{kind}/body.txt", plain).strip("\n") + "\n",
        html=_render(templates, f"{kind}/body.html", {**plain, "subject": subject}).strip("\n") + "\n",
    )


def _render(templates: Path, name: str, facts: Mapping[str, Any]) -> str:
    notices = templates / "notices"
    try:
        return _environment(notices).get_template(name).render(facts)
    except UndefinedError as fault:
        place = _place(fault, notices, name)
        raise FactsMissing(f"{place}, names what the facts do not hold: {fault.message}.") from fault
    except TemplateNotFound as fault:
        raise TemplateFault(f"{notices / name} asks for “{fault.name}”, which is not in {notices}.") from fault
    except TemplateSyntaxError as fault:
        raise TemplateFault(f"{fault.filename}, line {fault.lineno}, cannot be read: {fault.message}.") from fault
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
        raise TemplateFault(f"{_place(fault, notices, name)}, cannot be worked out: {fault}.") from fault


@cache
def _environment(notices: Path) -> ImmutableSandboxedEnvironment:
    """The sandbox for one folder of notices: it sees plain values and nothing else, and changes none of them."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(notices),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    return environment


def _place(fault: Exception, notices: Path, name: str) -> str:
    """The innermost template that a fault came through: “…/body.txt, line 3”."""
    place, step = str(notices / name), fault.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if file.startswith(str(notices)):
            place = f"{file}, line {step.tb_lineno}"
        step = step.tb_next
    return place


def _one_line(words: str) -> str:
    """One line of at most 150 characters, cut at a word where there is one to cut at."""
    line = " ".join(words.split())
    if len(line) <= LONGEST_SUBJECT:
        return line
    kept = line[: LONGEST_SUBJECT - 1]
    if not line[LONGEST_SUBJECT - 1].isspace():
        kept = kept.rpartition(" ")[0] or kept
    return kept.rstrip(" ,;:–-") + "…"
