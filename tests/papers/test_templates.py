"""What a template may do, and what stops it."""

import shutil

import pytest
from paper_samples import DATED, HOUSE, TEMPLATES, paper_facts

from governance.errors import ConfigError, FactsMissing, PaperError, TemplateFault
from papers.catalogue import paper_types
from papers.document import parse
from papers.rendering import check_paper, render_paper


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


def test_every_paper_type_is_ready_for_a_real_brief():
    for paper_type in paper_types(TEMPLATES).values():
        check_paper(paper_type, paper_facts())


def test_a_folder_is_all_a_new_paper_type_takes(with_template):
    paper_type = with_template("<h1>{{ cover.title }}</h1><p>{{ summary[0] }}</p>")

    files = render_paper(paper_type, paper_facts(), house=HOUSE, dated=DATED).files

    assert set(files) == {"html", "pdf", "docx"}
    assert files["pdf"].startswith(b"%PDF")


def test_a_name_the_brief_does_not_hold_is_named_with_its_line(with_template):
    paper_type = with_template("<h1>Trial</h1>\n<p>{{ cover.titel }}</p>")

    with pytest.raises(FactsMissing, match=r"trial/body.html, line 2: .*titel"):
        check_paper(paper_type, paper_facts())


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<h1>T</h1>\n{% for x in %}", "line 2"),
        ("<h1>T</h1><p>open", "<p> is never closed"),
        ("<h1>T</h1><p>a</b>", "closes nothing"),
        ("<h1>T</h1><script>x</script>", "<script> is not among the tags"),
        ('<h1>T</h1><p onclick="x">a</p>', "may not carry onclick"),
        ("<h1>T</h1><h3>a</h3>", "a level is left out"),
        ("<h1>T</h1><h2> </h2>", "says nothing"),
        ("<h1>T</h1>loose words", "outside any paragraph"),
        ("<p>a</p>", "has no heading"),
        ("<h1>T</h1><table><tbody><tr><td>a</td></tr></tbody></table>", "a caption, a thead and a tbody"),
        ("<h1>{{ 1 / 0 }}</h1>", "division by zero"),
        ("{% include 'nowhere.html' %}", "nowhere.html"),
    ],
)
def test_a_faulty_template_is_refused_with_a_place(with_template, body, says):
    with pytest.raises(TemplateFault) as refused:
        check_paper(with_template(body), paper_facts())

    assert says in str(refused.value)


@pytest.mark.parametrize(
    "reach",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cover.__class__ }}",
        "{{ lipsum.__globals__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% include '/etc/passwd' %}",
        "{% include '../../../README.md' %}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ actions.append(1) }}",
        "{{ cover.update({}) }}",
    ],
)
def test_a_template_reaches_nothing_but_the_facts(with_template, reach):
    with pytest.raises(PaperError):
        check_paper(with_template(f"<h1>T</h1><p>{reach}</p>"), paper_facts())


LOOPS = "<h1>T</h1>{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
EATS = "<h1>{{ 'x' * 10**10 }}</h1>"


@pytest.mark.full
@pytest.mark.parametrize("body", [LOOPS, EATS], ids=["loops without end", "eats memory"])
def test_a_template_that_loops_or_eats_memory_is_stopped(with_template, body):
    with pytest.raises(PaperError, match="was stopped"):
        render_paper(with_template(body), paper_facts(), house=HOUSE, dated=DATED, seconds=5)


def test_a_paper_type_that_cannot_be_used_is_refused_by_name(tmp_path):
    folder = tmp_path / "papers" / "trial"
    folder.mkdir(parents=True)
    for written, says in (
        ("title = ", "not valid TOML"),
        ('tilte = "x"', "has the key “tilte”"),
        ("order = 1", "has no title"),
        ('title = "x"', "has no body.html"),
    ):
        (folder / "paper.toml").write_text(written)
        with pytest.raises(ConfigError, match=says):
            paper_types(tmp_path)


def a_folder_called(name, within, written='title = "x"'):
    folder = within / "papers" / name
    folder.mkdir(parents=True)
    (folder / "paper.toml").write_text(written)
    (folder / "body.html").write_text("<h1>T</h1>")


@pytest.mark.parametrize(
    "name",
    ["a&b", "late-note", "Late", "x\r\nSet-Cookie: a", "مرحبا", "pack", "report_mail", "report_exempt", "1x", "a b"],
)
def test_a_folder_whose_name_could_not_name_a_file_or_would_name_another_is_refused(tmp_path, name):
    a_folder_called(name, tmp_path)

    with pytest.raises(ConfigError, match="its files are named by it"):
        paper_types(tmp_path)


@pytest.mark.parametrize("form", ["../form.docx", "/etc/passwd", "deeper/form.docx", ".."])
def test_a_form_that_does_not_lie_beside_its_paper_is_refused(tmp_path, form):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "form.docx").write_bytes(b"x")
    a_folder_called("trial", tmp_path, f'title = "x"\nform = "{form}"')

    with pytest.raises(ConfigError, match=r"write its name only|stands beside it"):
        paper_types(tmp_path)


def test_white_space_is_folded_and_a_no_break_space_is_not():
    document = parse("<h1>T</h1>\n<p>  a \n b\u00a0c <strong> d </strong> e </p>", template="t")

    assert document.inside[1].words() == "a b\u00a0c  d  e"
