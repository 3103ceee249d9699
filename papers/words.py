"""A template and plain facts become the semantic HTML. Templates are sandboxed, and whatever they print is escaped."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import Any

from jinja2 import (
    BytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from governance.calendar_words import say_date
from governance.errors import FactsMissing, TemplateFault
from papers.catalogue import PaperType
from papers.charts import Pictures
from papers.coverage import legal
from papers.document import Node, parse

# A paper longer than this is a mistake: letters of its words and tags.
MOST_LETTERS = 20_000_000


def semantic_document(paper_type: PaperType, facts: Mapping[str, Any]) -> Node:
    """The paper as one semantic document, from which every format is written. Raises as write_document and parse do."""
    pictures = Pictures()
    html = write_document(paper_type, facts, pictures)
    if len(html) > MOST_LETTERS:
        raise TemplateFault(
            f"The template {paper_type.kind}/body.html was stopped: it prints more than {MOST_LETTERS // 10**6} "
            "million letters. Look for a loop in it."
        )
    return parse(html, template=f"{paper_type.kind}/body.html", pictures=pictures.drawn)


def write_document(paper_type: PaperType, facts: Mapping[str, Any], pictures: Pictures) -> str:
    """The semantic HTML of a paper. pictures: gets what the template draws.

    Raises FactsMissing where the template names what the facts do not hold, TemplateFault for any other fault of it;
    both name the file and its line.
    """
    environment = _environment(paper_type)
    environment.globals.update(pictures.drawers())
    try:
        template: Template = environment.get_template("body.html")
        return template.render(frozen(facts))
    except UndefinedError as fault:
        raise FactsMissing(f"{_place(fault, paper_type)}: {fault.message}. The brief holds no such fact.") from fault
    except TemplateSyntaxError as fault:
        raise TemplateFault(f"{paper_type.kind}/{fault.name}, line {fault.lineno}: {fault.message}.") from fault
    except TemplateNotFound as fault:
        raise TemplateFault(f"{paper_type.kind}: the template {fault.name} is not there.") from fault
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as fault:
        raise TemplateFault(f"{_place(fault, paper_type)}: {fault}.") from fault


def _environment(paper_type: PaperType) -> ImmutableSandboxedEnvironment:
    loader = FileSystemLoader([paper_type.folder, *paper_type.parts])
    return sandbox(loader=loader, finalize=printable, trim_blocks=True, lstrip_blocks=True, bytecode_cache=COMPILED)


class Compiled(BytecodeCache):
    """What templates were compiled to, by their words, in memory: a template that is changed is another one."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


def read_templates(paper_type: PaperType) -> None:
    """Compile the templates of a type now, so that no paper has to wait for it; a faulty one is left to its paper."""
    environment = _environment(paper_type)
    for name in environment.list_templates(extensions=("html",)):
        with suppress(TemplateError):
            environment.get_template(name)


def sandbox(**options: Any) -> ImmutableSandboxedEnvironment:
    """What templates and Word forms are rendered in: nothing is changed or reached from it, and all it prints escaped.

    options: as Jinja names them.
    """
    environment = ImmutableSandboxedEnvironment(**{"undefined": StrictUndefined} | options, autoescape=True)
    environment.filters.update(FILTERS)
    environment.tests["holding"] = lambda several, one: one in several
    return environment


def printable(value: Any) -> Any:
    """What is printed: nothing for None, and no sign that would be invisible or mislead."""
    if value is None:
        return ""
    return legal(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def frozen(value: Any) -> Any:
    """Plain values only, none that a template could change, and in them no sign that misleads."""
    if isinstance(value, dict):
        return MappingProxyType({str(key): frozen(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple([frozen(item) for item in value])
    if isinstance(value, str):
        # Here already, since words also reach pictures and their alternative texts, which are not printed as such.
        return legal(value)
    if value is None or isinstance(value, int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} is not a plain value")


def _day(written: str) -> str:
    return say_date(_date(written))


def _short_day(written: str) -> str:
    on = _date(written)
    return f"{on.day} {on:%b %Y}"


def _date(written: str) -> date:
    return datetime.fromisoformat(written).date()


def _lines(words: str) -> Markup:
    """Line breaks kept, and nothing else of the words changed."""
    return Markup("<br>").join(escape(printable(line)) for line in words.replace("\r\n", "\n").split("\n"))


def _money(pounds: int) -> str:
    return f"£{pounds:,}"


FILTERS = {"day": _day, "short_day": _short_day, "lines": _lines, "money": _money}


def _place(fault: BaseException, paper_type: PaperType) -> str:
    """The template's file and line, from the innermost frame that is a template's."""
    place, trace = f"{paper_type.kind}/body.html", fault.__traceback__
    while trace is not None:
        name = Path(trace.tb_frame.f_code.co_filename)
        if name.suffix == ".html":
            place = f"{name.parent.name}/{name.name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place
