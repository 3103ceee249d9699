"""The press: what a template may take of it, several orders at a time, and that nothing of it is left over."""

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic, sleep

import pytest
from paper_pages import pages_of
from paper_samples import DATED, HOUSE, TEMPLATES, paper_facts

from governance.errors import PaperError, TemplateFault
from papers.answers import tell, told
from papers.catalogue import paper_types
from papers.press import PRESS, Press
from papers.rendering import check_paper, render_paper

CHECKOUT = Path(__file__).parents[2]
A_PAPER = "<h1>T</h1><p>{{ said }}</p>"
LOOPS = "<h1>T</h1>\n<p>a</p>\n{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
COMPUTES = "<h1>T</h1>\n<p>{{ 9 ** (9 ** 9) }}</p>"
EATS = (
    "<h1>T</h1>\n<p>{% set so_far = namespace(words='x' * 1000) %}{% for n in range(60) %}"
    "{% set so_far.words = so_far.words ~ so_far.words %}{% endfor %}</p>"
)
CALLS = "<h1>T</h1>{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}"
PRINTS = "<h1>T</h1>{% for n in range(250) %}<p>{{ 'word ' * 20000 }}</p>{% endfor %}"


@pytest.fixture
def with_template(tmp_path):
    """words of a body.html → its paper type, beside the house style."""

    def make(body):
        shutil.copytree(TEMPLATES / "house", tmp_path / "house", dirs_exist_ok=True)
        folder = tmp_path / "papers" / "trial"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "paper.toml").write_text('title = "Trial"\n')
        (folder / "body.html").write_text(body)
        return paper_types(tmp_path)["trial"]

    return make


@pytest.fixture
def press():
    press = Press()
    yield press
    press.close()


def lives(number):
    """Whether a process runs; one that has ended and waits to be buried does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children_of(number):
    return Path(f"/proc/{number}/task/{number}/children").read_text().split()


def until(ready, seconds=20):
    ends = monotonic() + seconds
    while not ready() and monotonic() < ends:
        sleep(0.02)
    return ready()


@pytest.mark.full
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            LOOPS,
            r"trial/body.html was stopped: it took more than 2 seconds in trial/body.html, line 3\. Look for a loop",
        ),
        (EATS, r"trial/body.html was stopped: it took more than a gigabyte of memory in trial/body.html, line 2\."),
        (CALLS, r"trial/body.html was stopped: a macro or a part of it calls itself without end"),
        (PRINTS, r"trial/body.html was stopped: it prints more than 20 million letters"),
    ],
    ids=["loops without end", "eats memory", "calls itself", "prints megabytes"],
)
def test_a_template_that_takes_too_much_is_stopped_at_its_place(with_template, body, says):
    seconds = 2 if body == LOOPS else 60

    with pytest.raises(TemplateFault, match=says):
        render_paper(with_template(body), {}, house=HOUSE, dated=DATED, seconds=seconds)


@pytest.mark.full
def test_a_template_that_python_cannot_interrupt_is_stopped_all_the_same(with_template):
    began = monotonic()

    with pytest.raises(PaperError, match=r"trial/body.html was stopped"):
        render_paper(with_template(COMPUTES), {}, house=HOUSE, dated=DATED, seconds=2)

    assert monotonic() - began < 60


@pytest.mark.full
def test_a_check_is_stopped_too(with_template):
    with pytest.raises(TemplateFault, match="was stopped: it took more than a gigabyte"):
        check_paper(with_template(EATS), {})


def test_after_a_faulty_template_the_next_paper_is_made(with_template):
    with pytest.raises(TemplateFault):
        check_paper(with_template("<h1>{{ 1 / 0 }}</h1>"), {})

    check_paper(with_template(A_PAPER), {"said": "All is well."})


def test_a_format_that_there_is_not_is_named(with_template):
    with pytest.raises(PaperError, match="“rtf” is no format of a paper; use html, pdf, docx"):
        render_paper(with_template("<h1>T</h1>"), {}, house=HOUSE, dated=DATED, formats=("rtf",))


def test_orders_of_several_threads_do_not_meet(with_template):
    paper_type = with_template(A_PAPER)

    def made(n):
        facts = {"said": f"Words of thread {n}."}
        return render_paper(paper_type, facts, house=HOUSE, dated=DATED, formats=("html",)).files["html"].decode()

    with ThreadPoolExecutor(8) as threads:
        pages = list(threads.map(made, range(24)))

    assert all(f"Words of thread {n}." in page for n, page in enumerate(pages))


def test_fonts_that_were_changed_meanwhile_are_read_again(with_template):
    paper_type = with_template(A_PAPER)
    house = replace(HOUSE, folder=paper_type.templates / "house")
    render = partial(render_paper, paper_type, {"said": "مرحبا"}, house=house, dated=DATED, formats=("pdf",))
    before = "".join(pages_of(render().files["pdf"]))

    for path in sorted(house.fonts.glob("NotoSansArabic_*.ttf")):
        path.unlink()
    after = "".join(pages_of(render().files["pdf"]))

    assert "[U+0645]" not in before
    assert "[U+0645]" in after


def test_a_press_that_was_ended_is_started_again(with_template):
    check_paper(with_template(A_PAPER), {"said": "a"})
    first = PRESS.number

    os.kill(first, signal.SIGKILL)
    assert until(lambda: not lives(first))

    check_paper(with_template(A_PAPER), {"said": "a"})
    assert PRESS.number != first


def test_the_press_stays_small_has_one_thread_and_no_children_when_idle():
    render_paper(paper_types(TEMPLATES)["progress_report"], paper_facts(actions=20), house=HOUSE, dated=DATED)

    assert until(lambda: children_of(PRESS.number) == [])
    status = Path(f"/proc/{PRESS.number}/status").read_text()
    told_of = dict(line.split(":", 1) for line in status.splitlines())
    assert told_of["Threads"].strip() == "1"  # a fork of several threads could stand still for ever
    assert int(told_of["VmRSS"].split()[0]) < 150_000


def test_a_closed_press_leaves_no_process(press):
    press.order(b"this is no order", seconds=20)
    number = press.number

    press.close()

    assert not lives(number)


def test_an_order_that_cannot_be_read_is_answered_with_nothing(press):
    assert told(press.order(b"this is no order", seconds=20)) is None


@pytest.mark.full
def test_the_press_ends_with_the_program_that_started_it_however_that_ends():
    program = (
        "import sys, time\nfrom papers.press import PRESS\nPRESS.order(b'', seconds=20)\n"
        "print(PRESS.number, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=CHECKOUT
    ) as running:
        number = int(running.stdout.readline())
        assert lives(number)

        running.kill()

    assert until(lambda: not lives(number))


def test_an_answer_that_breaks_off_is_no_answer():
    sent = bytearray()
    tell(sent.extend, {"html": b"a page", "pdf": b""})

    assert told(bytes(sent)) == {"html": b"a page", "pdf": b""}
    assert [told(bytes(sent[:length])) for length in range(len(sent))] == [None] * len(sent)
