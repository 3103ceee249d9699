"""`cleardays pack`: the pack, a supplement or the exempt papers, written for whoever asks and for nobody else."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from despatches_played import CANARY, CYCLE, Despatched, despatched, supplemented
from pypdf import PdfReader

from config.settings import environment_for
from flows.demonstration import SAMPLE

pytestmark = pytest.mark.full
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Despatched:
    """A pack with an exempt twin beside it, and a supplement with one."""
    town = despatched(tmp_path_factory.mktemp("packed"))
    supplemented(town, "exception_report")
    return town


@pytest.fixture(scope="module")
def run(town: Despatched) -> Run:
    var = town.office.settings.var
    environment = environment_for(
        CLEARDAYS_VAR=str(var),
        CLEARDAYS_COUNCIL=str(SAMPLE / "council.toml"),
        CLEARDAYS_DATABASE=f"sqlite:///{var / 'plan.db'}",
        COLUMNS="200",
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flows", "pack", *words],
            env=environment, capture_output=True, text=True, timeout=120, umask=0o022,
        )  # fmt: skip

    return run


def words_of(file: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read_bytes())).pages)


def test_the_pack_is_the_one_that_was_published_and_says_where_each_paper_stands(
    town: Despatched, run: Run, tmp_path: Path
) -> None:
    done = run(CYCLE, "--folder", str(tmp_path))

    file = tmp_path / f"{CYCLE}-pack.pdf"
    assert done.returncode == 0, done.stderr
    assert file.read_bytes() == (town.folder / file.name).read_bytes()
    assert "Item 1, pages 2 to" in done.stdout
    assert oct(file.stat().st_mode & 0o777) == "0o644"


def test_a_supplement_is_made_with_the_pages_it_has(town: Despatched, run: Run, tmp_path: Path) -> None:
    done = run(CYCLE, "--supplement", "1", "--folder", str(tmp_path))

    file = tmp_path / f"{CYCLE}-supplement-1.pdf"
    assert done.returncode == 0, done.stderr
    assert file.read_bytes() == (town.folder / file.name).read_bytes()


@pytest.mark.parametrize(("more", "name"), [((), "pack"), (("--supplement", "1"), "supplement-1")])
def test_the_exempt_papers_are_for_whoever_made_the_file_and_for_nobody_else(
    town: Despatched, run: Run, tmp_path: Path, more: tuple[str, ...], name: str
) -> None:
    done = run(CYCLE, "--exempt", *more, "--folder", str(tmp_path))

    file = tmp_path / f"EXEMPT-{CYCLE}-{name}.pdf"
    assert done.returncode == 0, done.stderr
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert "not for publication" in words_of(file).lower()
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert not [path for path in town.folder.parent.rglob("*") if "EXEMPT" in path.name]


def test_the_exempt_words_stand_in_the_exempt_pack_alone(run: Run, tmp_path: Path) -> None:
    for more in ((), ("--exempt",)):
        assert run(CYCLE, *more, "--folder", str(tmp_path)).returncode == 0

    assert CANARY in words_of(tmp_path / f"EXEMPT-{CYCLE}-pack.pdf")
    assert CANARY not in words_of(tmp_path / f"{CYCLE}-pack.pdf")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((CYCLE, "--supplement", "7"), "has no supplement 7"),
        (("no-such-cycle",), "There is no cycle “no-such-cycle”"),
        ((CYCLE, "--folder", "/proc/nowhere"), "Name another --folder"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence_and_writes_nothing(
    run: Run, words: tuple[str, ...], says: str
) -> None:
    done = run(*words)

    assert done.returncode != 0
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_where_nothing_is_lacking_publish_says_so(run: Run) -> None:
    done = run(CYCLE, "--publish", "--as-of", "2027-02-04")

    assert (done.returncode, done.stdout.strip()) == (
        0,
        "Nothing is lacking: the pack, its supplements and the pages are out.",
    )
