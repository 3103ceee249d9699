"""A paper in every format, made in a process of its own: what a template costs in time and memory ends with it."""

import base64
import json
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from governance import errors
from governance.errors import PaperError
from papers.catalogue import PaperType
from papers.house import House
from papers.words import semantic_document

CHECKOUT = Path(__file__).parent.parent
LONGEST_SECONDS = 60
MOST_MEMORY = 3 * 1024**3


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """files: format (html, pdf, docx) → bytes; the same input gives the same bytes."""

    kind: str
    title: str
    template_digest: str
    files: Mapping[str, bytes]


def render_paper(
    paper_type: PaperType,
    facts: Mapping[str, Any],
    *,
    house: House,
    dated: date,
    formats: Sequence[str] = ("html", "pdf", "docx"),
    seconds: int = LONGEST_SECONDS,
) -> Rendered:
    """Render a paper. facts: plain values (governance.brief.facts). dated: the day printed into the files' properties.

    seconds: of computing, after which a template is stopped.

    Raises FactsMissing or TemplateFault, naming file and line, for a faulty template; PaperError for one that takes
    more than a minute or three gigabytes, or that a format refuses.
    """
    files: dict[str, bytes] = {}
    if formats:
        order = {
            "type": {**asdict(paper_type), "folder": str(paper_type.folder)},
            "facts": facts,
            "house": {**asdict(house), "folder": str(house.folder)},
            "dated": dated.isoformat(),
            "formats": list(formats),
        }
        files = _in_a_child(order, seconds)
    return Rendered(kind=paper_type.kind, title=paper_type.title, template_digest=paper_type.digest, files=files)


def check_paper(paper_type: PaperType, facts: Mapping[str, Any]) -> None:
    """Ask the template whether it is ready for these facts; raises what rendering would, and makes nothing."""
    semantic_document(paper_type, facts)


def _in_a_child(order: Mapping[str, Any], seconds: int) -> dict[str, bytes]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "papers.child"],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=seconds * 3,
            cwd=CHECKOUT,
            preexec_fn=partial(_limit, seconds),
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise _stopped(order, seconds) from fault
    if done.returncode or not done.stdout:
        raise _stopped(order, seconds)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise getattr(errors, answer["error"])(answer["sentence"])
    return {format_: base64.b64decode(content) for format_, content in answer["files"].items()}


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _stopped(order: Mapping[str, Any], seconds: int) -> PaperError:
    return PaperError(
        f"The template {order['type']['kind']}/body.html was stopped: it took more than {seconds} seconds or "
        "three gigabytes. Look for a loop in it that does not end."
    )
