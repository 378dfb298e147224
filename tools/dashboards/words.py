"""
Texts in English and Indonesian, side by side: Grafana does not translate a dashboard.

The words of the field are those of the daemon's own pages, so that both say the same.
"""

from dataclasses import dataclass

from exporters.page_words import WORDS

NO_DATA = "no data · tidak ada data"
NOTHING = "nothing found, or nothing seen · tidak ada, atau tidak terlihat"


@dataclass(frozen=True, slots=True)
class Words:
    """A panel's title, and what it means and when to worry."""

    english_title: str
    indonesian_title: str
    english: str
    indonesian: str

    @property
    def title(self) -> str:
        """Return both titles."""
        return pair(self.english_title, self.indonesian_title)

    @property
    def description(self) -> str:
        """Return both texts, as Markdown."""
        return f"{self.english}\n\n*{self.indonesian}*"


def pair(english: str, indonesian: str) -> str:
    """Put a short text beside its translation."""
    return f"{english} · {indonesian}"


def both(key: str) -> str:
    """Look up a word of the daemon's pages in both languages."""
    return pair(WORDS["en"][key], WORDS["id"][key])
