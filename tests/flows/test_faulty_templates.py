"""A fault in a template never stops a paper: its last good version or the standard one is used, and it is said."""

import shutil
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from quarters import an_office, load_ashcombe, moment, play

from flows.drafting import gather, render
from flows.office import Office
from flows.stand_ins import files_of
from governance.errors import ConfigError
from papers.catalogue import paper_types
from plan_store import cycles, papers
from plan_store.database import reading, transaction

CYCLE, KIND = "improvement-board-2027-02-09", "progress_report"
AT = moment(date(2027, 1, 27), time(10))
pytestmark = pytest.mark.full


def an_own_template(office: Office, folder: Path, body: str) -> Office:
    """The council's own progress report, with this in the place of its title."""
    own = folder / "papers" / KIND
    own.mkdir(parents=True, exist_ok=True)
    shipped = office.templates / "papers" / KIND
    shutil.copy(shipped / "paper.toml", own)
    whole = (shipped / "body.html").read_text(encoding="utf-8")
    (own / "body.html").write_text(whole.replace("<h1>{{ cover.title }}</h1>", body), encoding="utf-8")
    return replace(office, paper_types=paper_types(office.templates, folder / "papers"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("faulty")
    made = an_office(folder, f"sqlite:///{folder / 'plan.db'}", formats=("html",))
    load_ashcombe(made)
    play(made, to_on=date(2027, 1, 25))
    return made


def drafted(office: Office) -> tuple[str, str]:
    """The page and the remark of a paper drafted now."""
    with reading(office.engine) as session:
        gathered = gather(session, office, cycles.require(session, CYCLE), KIND, at=AT)
    draft = render(office, CYCLE, KIND, gathered, at=AT)
    return draft.files["html"][1].decode(), draft.remark


def test_a_councils_own_words_are_used(office: Office, tmp_path: Path) -> None:
    own = an_own_template(office, tmp_path, "<h1>{{ cover.title }}</h1><p>Our own words.</p>")

    page, remark = drafted(own)

    assert "Our own words." in page
    assert remark == ""


def test_a_misspelt_name_is_told_with_its_line_and_the_standard_paper_is_made(office: Office, tmp_path: Path) -> None:
    own = an_own_template(office, tmp_path, "<h1>{{ cover.titel }}</h1>")
    with transaction(office.engine) as session:
        session.delete(papers.kept_template(session, KIND))

    page, remark = drafted(own)

    assert "<h1>" in page
    assert "progress_report/body.html, line 4" in remark
    assert "titel" in remark
    assert "the standard one instead" in remark


def test_the_last_version_that_made_a_paper_goes_before_the_standard_one(office: Office, tmp_path: Path) -> None:
    good = an_own_template(office, tmp_path, "<h1>{{ cover.title }}</h1><p>Words of last time.</p>")
    paper_type = good.paper_types[KIND]
    with transaction(office.engine) as session:
        papers.keep_template(session, KIND, paper_type.digest, files_of(paper_type), by="system", at=AT)
    faulty = an_own_template(office, tmp_path, "<h1>{% for %}</h1>")

    page, remark = drafted(faulty)

    assert "Words of last time." in page
    assert "the version that was good on 27 January 2027 instead" in remark


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}<h1>T</h1>", "does not end"),
        ("<h1>{{ ''.__class__.__mro__ }}</h1>", "line 4"),
        ("{% include '../../../../etc/passwd' %}<h1>T</h1>", "is not there"),
    ],
)
def test_a_template_that_loops_or_reaches_out_is_stopped_and_the_paper_is_made(
    office: Office, tmp_path: Path, body: str, says: str
) -> None:
    page, remark = drafted(an_own_template(office, tmp_path, body))

    assert "Summary of issues" in page
    assert says in remark


def test_a_paper_toml_that_cannot_be_read_leaves_the_standard_type_with_the_reason(tmp_path: Path) -> None:
    templates = Path(__file__).parents[2] / "templates"
    own = tmp_path / KIND
    own.mkdir()
    (own / "body.html").write_text("<h1>T</h1>", encoding="utf-8")
    (own / "paper.toml").write_text('titel = "x"\n', encoding="utf-8")

    found = paper_types(templates, tmp_path)[KIND]

    assert found.folder == templates / "papers" / KIND
    assert "has the key “titel”" in found.fault
    (own / "paper.toml").rename(tmp_path / "x")
    (tmp_path / "a_new_type").mkdir()
    (tmp_path / "a_new_type" / "paper.toml").write_text("order = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="has no title"):
        paper_types(templates, tmp_path)
