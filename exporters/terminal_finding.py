"""One finding's story in a terminal: what, since when, how sure and why, what would clear it."""

from collections.abc import Iterable

from rich.console import Console

from exporters.story import (
    STORY_WORDS,
    Story,
    changes,
    closing,
    facts,
    kind_of_signal,
    reckoning,
)
from exporters.terminal_sheet import Sheet
from exporters.words import band_word
from monitor.model.numbers import ratio_words, share_words


def print_story(console: Console, story: Story, lang: str) -> None:
    """Print a finding's story in `en` or `id`."""
    _Printer(console, story, lang).print()


class _Printer:
    def __init__(self, console: Console, story: Story, lang: str) -> None:
        self._sheet = Sheet(console)
        self._story = story
        self._lang = lang
        self._words = STORY_WORDS[lang]

    def print(self) -> None:
        sheet, story = self._sheet, self._story
        sheet.line(story.finding.case.text.in_language(self._lang), style="bold")
        sheet.pairs(list(facts(story, self._lang)))
        sheet.head(self._words["sure"])
        self._confidence()
        sheet.head(self._words["why"])
        self._evidence()
        sheet.head(self._words["clears"])
        self._list((one.rule, one.clears) for one in story.rules)
        if told := closing(story, self._lang):
            sheet.line(told, 2)
        sheet.head(self._words["lies"])
        self._list((one.rule, one.lies) for one in story.rules)
        sheet.head(self._words["history"])
        self._history()

    def _confidence(self) -> None:
        weighing, case = self._story.weighing, self._story.finding.case
        sure = share_words(self._lang, case.confidence)
        self._sheet.line(f"{sure}, {band_word(self._lang, case.band)}", 2)
        self._sheet.table(
            self._heads("signal", "family", "strength", "weight", "counts"),
            [
                (
                    part.signal.rule,
                    kind_of_signal(self._lang, part.signal.family),
                    kind_of_signal(self._lang, part.signal.strength),
                    ratio_words(self._lang, part.weight),
                    self._words["yes" if part.counts else "no"],
                )
                for part in weighing.parts
            ],
        )
        for line in reckoning(self._story, self._lang):
            self._sheet.line(line, 2)

    def _evidence(self) -> None:
        for signal in self._story.finding.case.signals:
            self._sheet.line(f"{signal.rule}: {signal.text.in_language(self._lang)}", 2)
            if not signal.evidence:
                self._sheet.line(self._words["no_rows"], 4)
                continue
            rows = []
            for cell in signal.evidence:
                table_name, column = self._story.column_of(cell.oid)
                rows.append((column or table_name, cell.oid, cell.type, cell.value))
            self._sheet.table(self._heads("cell", "oid", "type", "value"), rows, 4)

    def _list(self, told: Iterable[tuple[str, str]]) -> None:
        for rule, text in told:
            self._sheet.line(f"{rule}: {text}", 2)

    def _history(self) -> None:
        if not self._story.history:
            self._sheet.line(self._words["none"], 2)
            return
        told = list(changes(self._story, self._lang))
        self._sheet.table(self._heads("time", "change", "cause", "by"), told)

    def _heads(self, *words: str) -> list[str]:
        return [self._words[word] for word in words]
