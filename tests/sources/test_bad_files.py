"""
Every folder of `bad/` is a configuration somebody might write; `expected.txt` is the whole report.

OPD_REWRITE_GOLDEN=1 writes the reports anew; a person reads the difference.
"""

import os
import shutil
from pathlib import Path

import pytest

from monitor.sources.yaml_files import ConfigError, load_all, load_registry
from tests.scenes import NOW

BAD = Path(__file__).parent / "bad"
CASES = sorted(path.name for path in BAD.iterdir() if path.is_dir())
ENVIRONMENT = {"GOOD": "a-good-secret", "SHORT": "kurang", "EMPTY": ""}


def load(folder: Path) -> None:
    """Load what is in a folder: a whole configuration, or a registry alone."""
    if (folder / "monitor.yaml").exists():
        load_all(folder / "monitor.yaml", environ=ENVIRONMENT, now=NOW)
        return
    names = ("registry.yaml", "providers.yaml", "oui.yaml")
    single, providers, oui = (folder / name for name in names)
    load_registry(
        single if single.exists() else folder / "registry",
        providers if providers.exists() else None,
        oui if oui.exists() else None,
        now=NOW,
    )


def report_of(case: str, tmp_path: Path) -> str:
    """Load a copy, since git does not keep who may read a file."""
    folder = tmp_path / case
    shutil.copytree(BAD / case, folder)
    for path in folder.rglob("*.yaml"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with pytest.raises(ConfigError) as caught:
        load(folder)
    return str(caught.value).replace(f"{tmp_path}/", "") + "\n"


@pytest.mark.parametrize("case", CASES)
def test_everything_wrong_in_it_is_in_one_report(case: str, tmp_path: Path) -> None:
    expected = BAD / case / "expected.txt"
    report = report_of(case, tmp_path)
    if os.environ.get("OPD_REWRITE_GOLDEN"):
        expected.write_text(report, encoding="utf-8")
    assert report == expected.read_text(encoding="utf-8")


def test_no_report_repeats_what_may_be_a_secret() -> None:
    for case in CASES:
        report = (BAD / case / "expected.txt").read_text(encoding="utf-8")
        assert "S3cr3t" not in report, case
        assert "31337" not in report, case
        assert "a-good-secret" not in report, case
        assert "kurang" not in report, case
