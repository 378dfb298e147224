"""One finding's story in a terminal: what, since when, how sure and why, what would clear it."""

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from exporters.story import (
    STORY_WORDS,
    Story,
    changes,
    closing,
    facts,
    kind_of_signal,
    reckoning,
)
from exporters.words import band_word
from monitor.model.numbers import ratio_words, share_words


def print_story(console: Console, story: Story, lang: str) -> None:
    """Print a finding's story in `en` or `id`."""
    _Printer(console, story, lang).print()


class _Printer:
    def __init__(self, console: Console, story: Story, lang: str) -> None:
        self._console = console
        self._story = story
        self._lang = lang
        self._words = STORY_WORDS[lang]

    def print(self) -> None:
        case = self._story.finding.case
        self._console.print(Text(case.text.in_language(self._lang)), style="bold")
        self._console.print(self._facts())
        self._head("sure")
        self._confidence()
        self._head("why")
        self._evidence()
        self._head("clears")
        self._list((one.rule, one.clears) for one in self._story.rules)
        self._console.print(Padding(closing(self._story, self._lang), (0, 0, 0, 2)))
        self._head("lies")
        self._list((one.rule, one.lies) for one in self._story.rules)
        self._head("history")
        self._console.print(self._history())

    def _head(self, word: str) -> None:
        self._console.print(f"\n{self._words[word]}", style="bold")

    def _facts(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for word, text in facts(self._story, self._lang):
            table.add_row(word, Text(text))
        return table

    def _confidence(self) -> None:
        weighing, case = self._story.weighing, self._story.finding.case
        self._console.print(
            f"  {share_words(self._lang, case.confidence)}, {band_word(self._lang, case.band)}"
        )
        table = Table(
            *(self._words[word] for word in ("signal", "family", "strength", "weight", "counts")),
            box=None,
            pad_edge=True,
        )
        for part in weighing.parts:
            signal = part.signal
            counts = self._words["yes" if part.counts else "no"]
            table.add_row(
                Text(signal.rule),
                kind_of_signal(self._lang, signal.family),
                kind_of_signal(self._lang, signal.strength),
                ratio_words(self._lang, part.weight),
                counts,
            )
        self._console.print(table)
        for line in reckoning(self._story, self._lang):
            self._console.print(Padding(line, (0, 0, 0, 2)))

    def _evidence(self) -> None:
        for signal in self._story.finding.case.signals:
            text = Text(f"{signal.rule}: {signal.text.in_language(self._lang)}")
            self._console.print(Padding(text, (0, 0, 0, 2)))
            if not signal.evidence:
                self._console.print(f"    {self._words['no_rows']}")
                continue
            table = Table(
                *(self._words[word] for word in ("cell", "oid", "type", "value")),
                box=None,
                pad_edge=True,
            )
            for cell in signal.evidence:
                table_name, column = self._story.column_of(cell.oid)
                table.add_row(
                    Text(column or table_name), Text(cell.oid), Text(cell.type), Text(cell.value)
                )
            self._console.print(Padding(table, (0, 0, 0, 2)))

    def _list(self, told: Iterable[tuple[str, str]]) -> None:
        for rule, text in told:
            self._console.print(Padding(Text(f"{rule}: {text}"), (0, 0, 0, 2)))

    def _history(self) -> Table | str:
        if not self._story.history:
            return f"  {self._words['none']}"
        table = Table(
            *(self._words[word] for word in ("time", "change", "cause", "by")),
            box=None,
            pad_edge=True,
        )
        for when, change, cause, by in changes(self._story, self._lang):
            table.add_row(when, change, Text(cause), Text(by))
        return table
