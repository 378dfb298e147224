"""
Lines and tables for who reads them in a terminal, or in a file.

In a terminal lines are folded between words and tables are aligned; a table that is wider than the
terminal becomes a list. To a file or a pipe nothing is folded, cut or padded: every line stays
whole, and a tab is between two cells. So evidence is always there as it was read.
"""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from monitor.model.link import LinkStatus

Cell = str | Text
"""A text of a device is a cell as it stands: nothing in it is markup."""

STATUS_COLOURS: Mapping[LinkStatus, str] = {
    LinkStatus.KOMINFO: "green",
    LinkStatus.EXEMPT: "cyan",
    LinkStatus.APPROVED: "cyan",
    LinkStatus.FOREIGN: "bold red",
    LinkStatus.UNKNOWN: "yellow",
}
_GAP = 2
_LEAST_FOLDED = 30
"""A last column of fewer signs is no pleasure to read: then the table becomes a list."""


class Sheet:
    """Prints on a console, as wide as its terminal is."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = console.width if console.file.isatty() else None

    def head(self, text: str) -> None:
        """Print a heading, with an empty line before it."""
        self.line()
        self.line(text, style="bold")

    def line(self, text: Cell = "", indent: int = 0, style: str = "") -> None:
        """Print a text, each of its lines folded where the terminal ends."""
        told = _text(text)
        told.stylize_before(style)
        for line in told.split("\n", allow_blank=True) if told else [told]:
            for part in self._folded(line, indent):
                self._print(Text(" " * indent) + part)

    def pairs(self, rows: Sequence[tuple[str, Cell]], indent: int = 0) -> None:
        """Print names with what is behind each, in two columns."""
        self._print_rows((), rows, indent)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[Cell]], indent: int = 2) -> None:
        """Print a table; in a list a row begins with its first cell. Empty columns are left out."""
        if self._width is not None:
            some = [at for at in range(len(heads)) if any(str(row[at]) for row in rows)]
            heads = [heads[at] for at in some]
            rows = [[row[at] for at in some] for row in rows]
        self._print_rows(heads, rows, indent)

    def _print_rows(
        self, heads: Sequence[str], rows: Sequence[Sequence[Cell]], indent: int
    ) -> None:
        if not rows or not rows[0]:
            return
        lines = [[_cell(cell) for cell in row] for row in rows]
        titles = [[Text(head, style="bold") for head in heads]] if heads else []
        if self._width is None:
            for row in (*titles, *lines):
                self._print(Text("\t").join(row))
            return
        widths = [max(map(_width, column)) for column in zip(*titles, *lines, strict=True)]
        room = self._width - indent - sum(widths[:-1]) - _GAP * (len(widths) - 1)
        if room >= min(widths[-1], max(_LEAST_FOLDED, self._width // 3)):
            for row in (*titles, *lines):
                self._print_aligned(row, widths[:-1], indent)
        else:
            for row in lines:
                self._print_list(heads, row, indent)

    def _print_aligned(self, row: Sequence[Text], widths: Sequence[int], indent: int) -> None:
        start = Text(" " * indent)
        for cell, width in zip(row, widths, strict=False):
            start += cell + Text(" " * (width - _width(cell) + _GAP))
        for part in self._folded(row[-1], _width(start)):
            self._print(start + part)
            start = Text(" " * _width(start))

    def _print_list(self, heads: Sequence[str], row: Sequence[Text], indent: int) -> None:
        first, *others = row
        if not heads:
            self.line(Text(f"{first.plain}: ") + Text(" ").join(others), indent)
            return
        self.line(first, indent)
        told = [
            Text(f"{head}: ") + cell for head, cell in zip(heads[1:], others, strict=True) if cell
        ]
        together = Text(" " * _GAP).join(told)
        fits = self._width is None or _width(together) <= self._width - indent - 2
        for part in [together] if fits else told:
            self.line(part, indent + 2)

    def _folded(self, text: Text, indent: int) -> Sequence[Text]:
        if self._width is None or _width(text) <= self._width - indent:
            return [text]
        room = max(self._width - indent, 1)
        return list(text.wrap(self._console, room, overflow="fold"))

    def _print(self, text: Text) -> None:
        text.rstrip()
        if self._width is None:
            self._console.file.write(f"{text.plain}\n")  # A console makes blanks of tabs.
        else:
            self._console.print(text, soft_wrap=True)


def _text(cell: Cell) -> Text:
    return cell.copy() if isinstance(cell, Text) else Text(cell)


def _cell(cell: Cell) -> Text:
    """Return a cell as one line: a device's own words may have several."""
    text = _text(cell)
    if any(sign in text.plain for sign in "\n\r\t"):
        text.plain = " ".join(text.plain.split())
    return text


def _width(text: Text) -> int:
    return cell_len(text.plain)
