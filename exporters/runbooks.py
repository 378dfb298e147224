"""
The runbooks as pages: what an alert means and what to do, for who is woken by it.

They are `docs/runbooks` of the source and part of the package, so that the link in an alert leads
somewhere wherever the daemon runs. What is read first is in the language that is asked for.
"""

import re
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from exporters.page import TEMPLATES

_PACKAGED = Path(__file__).parent / "runbooks"
_IN_SOURCE = Path(__file__).parents[1] / "docs" / "runbooks"
_INDEX = "README"
_HEADINGS = {"en": "## English\n", "id": "## Bahasa Indonesia\n"}
_OTHER = {"en": "id", "id": "en"}
_PAGE = re.compile(r'href="(\w+)\.md"')
_ELSEWHERE = re.compile(r'<a href="(?!https?:|/)[^"]*">(.*?)</a>', re.DOTALL)


def runbook_page(name: str, language: str) -> str | None:
    """Write the page of an alert, or the index where no name is given; nothing where none is so."""
    return _written(name, language) if (name or _INDEX) in _sources() else None


@cache
def _written(name: str, language: str) -> str:
    source = _sources()[name or _INDEX]
    return TEMPLATES.get_template("runbook.html").render(
        title=name or "Runbooks",
        body=Markup(_html(_in_language(source, language), language)),  # noqa: S704 - our own words
        language=language,
        is_index=not name,
    )


@cache
def _sources() -> dict[str, str]:
    folder = _PACKAGED if _PACKAGED.is_dir() else _IN_SOURCE
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}


def _in_language(source: str, language: str) -> str:
    """Put the part in one language before the other; a page that has no parts stays as it is."""
    wanted, other = _HEADINGS[language], _HEADINGS[_OTHER[language]]
    if wanted not in source or other not in source:
        return source
    head = source[: min(source.index(heading) for heading in (wanted, other))]
    first, last = (_part(source, heading) for heading in (wanted, other))
    return f"{head}\n{first}\n{other}\n{last}"


def _part(source: str, heading: str) -> str:
    text = source.partition(heading)[2]
    ends = [text.find(one) for one in _HEADINGS.values() if one in text]
    return text[: min(ends)] if ends else text


def _html(source: str, language: str) -> str:
    text = MarkdownIt("commonmark", {"html": False}).enable("table").render(source)
    # Pages of each other stay pages; what is in the source's other folders is not served.
    text = _PAGE.sub(rf'href="/runbooks/\1?lang={language}"', text)
    return _ELSEWHERE.sub(r"\1", text)
