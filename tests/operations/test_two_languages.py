"""Pages for operators are in two languages, and say the same to whoever copies from them."""

import re
from pathlib import Path

import pytest

from tests.operations.delivered import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.id.md"))
pytestmark = pytest.mark.skipif(not PAGES, reason="the pages are not beside the tests")


def _english(page: Path) -> Path:
    return page.with_name(page.name.replace(".id.md", ".md"))


def _texts(page: Path) -> list[str]:
    return re.findall(
        r"^```\w*\n.*?^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


def _depths(page: Path) -> list[int]:
    outside = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    return [len(signs) for signs in re.findall(r"^(#+) ", outside, re.MULTILINE)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_both_have_the_same_commands_and_chapters(page: Path) -> None:
    assert _texts(page) == _texts(_english(page))
    assert _depths(page) == _depths(_english(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_leads_to_the_other_and_to_what_is_there(page: Path) -> None:
    assert f"]({_english(page).name})" in page.read_text(encoding="utf-8")
    assert f"[Bahasa Indonesia]({page.name})" in _english(page).read_text(encoding="utf-8")
    for lead in re.findall(r"\]\(([^):#]+)\)", page.read_text(encoding="utf-8")):
        assert (DOCS / lead).exists(), lead
