"""`python -m bench.papers [--weasyprint PYTHON]`: what a paper costs, beside the least that Typst could do.

Times are medians of runs in turn, each in a process of its own since Typst remembers what it has set. WeasyPrint, which
is no part of the project, is run by the Python it is installed for; LibreOffice if it is on the machine.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, sleep

HERE = Path(__file__).parents[1]
sys.path[:0] = [str(HERE), str(HERE / "tests"), str(HERE / "tests" / "papers")]

import typst  # noqa: E402
from paper_samples import DATED, HOUSE, TEMPLATES, paper_facts  # noqa: E402

from bench.plain_typst import plain_source  # noqa: E402
from papers.catalogue import paper_types  # noqa: E402
from papers.checker import CheckSettings, check  # noqa: E402
from papers.coverage import FAMILIES  # noqa: E402
from papers.document import Node  # noqa: E402
from papers.pdf_file import read_fonts, write_pdf  # noqa: E402
from papers.press import PRESS  # noqa: E402
from papers.rendering import render_paper  # noqa: E402
from papers.words import semantic_document  # noqa: E402

RUNS = 7
# About as much as a careful owner writes.
SAID = (
    "All four teams have been trained and the audit of thirty case files in February shows better plans, although "
    "supervision is still recorded late in the two teams that carry vacancies. Interviews for both posts are on the "
    "12th, and until they are filled the service lead reads every plan herself before it is signed, which costs her a "
    "day a week."
)
WEASYPRINT = (
    "import sys, time, weasyprint\n"
    "page = open(sys.argv[1]).read()\n"
    "began = time.perf_counter()\n"
    "weasyprint.HTML(string=page).write_pdf(pdf_variant='pdf/ua-1')\n"
    "print(time.perf_counter() - began)\n"
)


def in_a_fork(work: Callable[[], object]) -> float:
    """The seconds that the work takes in a fork that has the program's memory and ends with the work."""
    to_read, to_write = os.pipe()
    if not (number := os.fork()):
        began = perf_counter()
        work()
        os.write(to_write, json.dumps(perf_counter() - began).encode())
        os._exit(0)
    os.close(to_write)
    with os.fdopen(to_read, "rb") as told:
        seconds = float(json.loads(told.read()))
    os.waitpid(number, 0)
    return seconds


def taken(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def in_turn(*works: Callable[[], float]) -> list[float]:
    """The median of each, all of them run in turn."""
    times = [[work() for work in works] for _ in range(RUNS)]
    return [statistics.median(each) for each in zip(*times, strict=True)]


def row(name: str, ours: float, floor: float, floor_is: str) -> None:
    print(f"{name:<54} {ours * 1000:8.0f} ms  {floor * 1000:8.0f} ms  {ours / floor:6.2f} ×  {floor_is}")


def facts_of(actions: int) -> dict[str, object]:
    """A paper in which every action that said something says as much as a careful owner would."""
    plain: dict[str, object] = json.loads(
        json.dumps(paper_facts(said=SAID, actions=actions)), object_hook=_with_more_words
    )
    return plain


def _with_more_words(value: dict[str, object]) -> dict[str, object]:
    if str(value.get("words", "")).startswith("Words about action"):
        value["words"] = f"{value['words']} {SAID}"
    return value


def plainly(document: Node) -> bytes:
    made = typst.compile(
        plain_source(document, FAMILIES),  # type: ignore[type-var]  # its stub forgets bytes
        root=str(TEMPLATES / "house"),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HOUSE.fonts)]),
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)
    return made


def beside_plain_typst() -> None:
    """A real quarter's paper in all formats, and the PDF of one that is eight times as long."""
    kind = paper_types(TEMPLATES)["progress_report"]
    read_fonts(HOUSE.fonts)
    for actions, formats in ((60, ("html", "pdf", "docx")), (500, ("pdf",))):
        facts = facts_of(actions)
        document = semantic_document(kind, facts)

        ordered = partial(render_paper, kind, facts, house=HOUSE, dated=DATED, formats=formats)
        written = partial(write_pdf, document, HOUSE, dated=DATED)
        least = partial(plainly, document)
        ordered()
        whole, writing, plain = in_turn(
            partial(taken, ordered),
            partial(in_a_fork, written),
            partial(in_a_fork, least),
        )
        row(f"{actions} actions: facts to {', '.join(formats)}", whole, plain, "Typst alone, plain source, bare")
        row(f"{actions} actions: document to PDF", writing, plain, "Typst alone, plain source, bare")


def checked_beside_made() -> None:
    """The rules read a paper before sign-off; beside them, the same paper made as a page."""
    kind = paper_types(TEMPLATES)["progress_report"]
    for actions in (60, 500):
        facts = facts_of(actions)
        document = semantic_document(kind, facts)
        read = partial(check, document, facts, CheckSettings(as_of=DATED))
        made = partial(render_paper, kind, facts, house=HOUSE, dated=DATED, formats=("html",))
        made()
        reading, making = in_turn(partial(taken, read), partial(taken, made))
        row(f"{actions} actions: read by the rules", reading, making, "the same paper made as a page")


def memory() -> None:
    """What the largest process took, and what the press holds when all is done."""
    number = PRESS.number
    while Path(f"/proc/{number}/task/{number}/children").read_text().split():
        sleep(0.05)
    status = dict(line.split(":", 1) for line in Path(f"/proc/{number}/status").read_text().splitlines())
    PRESS.close()
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    idle = int(status["VmRSS"].split()[0]) / 1024
    print(f"largest process: {largest:.0f} MB; the press, idle afterwards: {idle:.0f} MB")


def beside_others(weasyprint: str, actions: int = 60) -> None:
    """WeasyPrint, imported beforehand, sets the page that we wrote; LibreOffice the Word file, its start counted."""
    kind = paper_types(TEMPLATES)["progress_report"]
    facts = facts_of(actions)
    files = render_paper(kind, facts, house=HOUSE, dated=DATED).files
    ours = statistics.median(
        taken(lambda: render_paper(kind, facts, house=HOUSE, dated=DATED, formats=("pdf",))) for _ in range(3)
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in ("html", "docx"):
            (Path(folder) / f"paper.{name}").write_bytes(files[name])
        if weasyprint:
            ran = subprocess.run(
                [weasyprint, "-c", WEASYPRINT, f"{folder}/paper.html"], capture_output=True, text=True, check=True
            )
            row(f"{actions} actions: facts to pdf", ours, float(ran.stdout), "WeasyPrint, from our page")
        else:
            print("WeasyPrint: not installed; name a Python that has it with --weasyprint")
        if shutil.which("soffice"):
            command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, f"{folder}/paper.docx"]
            office = taken(lambda: subprocess.run(command, capture_output=True, check=True))
            row(f"{actions} actions: facts to pdf", ours, office, "LibreOffice, from our Word file, its start in it")
        else:
            print("LibreOffice: not installed")


def main(weasyprint: str = "") -> None:
    beside_plain_typst()
    checked_beside_made()
    memory()
    beside_others(weasyprint)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--weasyprint", default="", help="a Python that WeasyPrint is installed for")
    main(parser.parse_args().weasyprint)
