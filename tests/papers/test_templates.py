"""What a template may do, and what stops it."""

import io
import shutil
import zipfile

import pytest
from paper_samples import DATED, HOUSE, TEMPLATES, paper_facts

from governance.errors import ConfigError, FactsMissing, PaperError, TemplateFault
from papers.catalogue import paper_types
from papers.document import parse
from papers.rendering import check_paper, render_paper

EVERY = ("html", "mail", "pdf", "docx")


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
        ("<h1>T</h1>{% for n in range(99999) %}<blockquote>{% endfor %}", "<blockquote> stands inside 20 other tags"),
        ("<h1>T</h1><p>" + "<span>" * 400 + "x" + "</span>" * 400 + "</p>", "<span> stands inside 20 other tags"),
        ("<h1>T</h1><p " + "a" * 99_999 + ">x</p>", "may not carry aaa"),
        ("<h1>T</h1>{{ '<script>x</script>' | safe }}", "<script> is not among the tags"),
        ("<h1>T</h1>{% autoescape false %}{{ '<p onclick=x>' }}{% endautoescape %}", "may not carry onclick"),
        ("<h1>T</h1><figure><img src='/etc/passwd' alt='x'><figcaption>c</figcaption></figure>", "no picture “/etc"),
        ("<h1>T</h1><figure>{{ trend(cover) }}</figure>", "points"),
        ("<h1>T</h1><p>{{ '9' * 99999 | int | day }}</p>", "line 1"),
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
        "{% include ['/etc/passwd', '../paper.toml'] %}",
        "{% import '../house/house.css' as x %}",
        "{% from '/etc/passwd' import x %}",
        "{% extends '../../../../../etc/passwd' %}",
        "{{ cover | attr('__class__') }}",
        "{{ ''['__class__'] }}",
        "{{ ['a'] | map('attr', '__class__') | join }}",
        "{{ ['a'] | map(attribute='__class__') | join }}",
        "{{ actions | selectattr('__class__.__mro__') | list }}",
        "{{ trend.__self__.drawn }}",
        "{{ trend.__func__.__globals__ }}",
        "{{ joiner.__init__.__globals__ }}",
        "{{ self.__dict__ }}",
        "{{ self._TemplateReference__context }}",
        "{% for a in [1] %}{{ loop._iterator }}{% endfor %}",
        "{% do cover %}",
        "{% debug %}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ actions.append(1) }}",
        "{{ cover.update({}) }}",
    ],
)
def test_a_template_reaches_nothing_but_the_facts(with_template, reach):
    with pytest.raises(PaperError):
        check_paper(with_template(f"<h1>T</h1><p>{reach}</p>"), paper_facts())


def test_tags_as_deep_as_may_be_are_set_in_every_format(with_template):
    lists = "<ul><li>a" * 10 + "</li></ul>" * 10
    spans = "<p>" + "<span><strong>" * 9 + "b" + "</strong></span>" * 9 + "</p>"
    quotes = "<blockquote>" * 19 + "<p>c</p>" + "</blockquote>" * 19

    made = render_paper(
        with_template(f"<h1>T</h1>{lists}{spans}{quotes}"), {}, house=HOUSE, dated=DATED, formats=EVERY
    ).files

    assert set(made) == set(EVERY)


@pytest.mark.parametrize(
    "leads", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "file:///e", "//x.example"]
)
def test_a_link_that_runs_or_opens_something_is_words_alone_in_every_format(with_template, leads):
    kind = with_template('<h1>T</h1><p><a href="{{ said }}">the words</a> <a href="https://y.example">more</a></p>')

    made = render_paper(kind, {"said": leads}, house=HOUSE, dated=DATED, formats=EVERY).files

    for content in (*made.values(), *parts_of(made["docx"])):
        assert leads.encode() not in content
    assert all(b"the words" in made[format_] for format_ in ("html", "mail"))


def parts_of(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        return [file.read(name) for name in file.namelist()]


# Each asks for much in its own way. The first of them are stopped while they compute, the others by their memory.
GREEDY = {
    "loops without end": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "sorts for ever": "{% for a in range(99999) %}{{ range(99999) | sort | length }}{% endfor %}",
    "computes one number": "{{ (7 ** 99999999) | string | length }}",
    "draws for ever": "{% for a in range(99999) %}{{ standing_bar(ratings, 'x') }}{% endfor %}",
    "calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "reads itself in": "{% include 'body.html' %}",
    "goes round in a list": "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "multiplies words": "{{ 'x' * 10**10 }}",
    "multiplies a list": "{{ ([1] * 10**10) | length }}",
    "joins": "{{ (['x' * 10**7] * 10**4) | join | length }}",
    "doubles": "{% set n = namespace(x='x') %}{% for a in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "replaces": "{{ ('x' * 10**5) | replace('x', 'y' * 10**6) }}",
    "centres": "{{ 'x' | center(10**10) }}",
    "formats": "{{ '%9999999999d' | format(1) }}",
    "formats otherwise": "{{ '{:9999999999}'.format(1) }}",
    "fills up": "{{ [1] | batch(10**10, 0) | list | length }}",
    "prints": "{% for n in range(250) %}<p>{{ 'word ' * 20000 }}</p>{% endfor %}",
}


@pytest.mark.full
@pytest.mark.parametrize("body", GREEDY.values(), ids=GREEDY)
def test_a_template_that_asks_for_too_much_is_stopped_and_named(with_template, body):
    with pytest.raises(PaperError, match=r"trial/body\.html was stopped: (it took|it prints|a macro)"):
        render_paper(with_template(f"<h1>T</h1>{body}"), paper_facts(), house=HOUSE, dated=DATED, seconds=2)


def test_a_range_is_never_long(with_template):
    with pytest.raises(TemplateFault, match="Range too big"):
        check_paper(with_template("<h1>{{ range(10**9) | length }}</h1>"), paper_facts())


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
