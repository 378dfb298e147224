"""
What the page says of each device, kept until it is another.

A scrape comes four times a minute, and a device is asked once: most lines about most devices are as
they were. So each device's lines of each family are written once and put together at every scrape.
What is gone has no block: the page is still what the city is now.
"""

from collections.abc import Iterator, Sequence

from exporters.prometheus_family import Cleaned, DeviceFamily, Row, unlike
from exporters.prometheus_text import lines_of
from monitor.model.city import CityView, DeviceView


class Block:
    """A device's lines of one family: counted, and written when they are first needed."""

    __slots__ = ("_text", "basis", "dropped", "size")

    def __init__(self, family: DeviceFamily, view: DeviceView, cleaned: Cleaned) -> None:
        self.basis = family.basis(view)
        rows = list(unlike(family.of(view), cleaned))
        self.dropped = rows.count(None)
        self.size = len(rows) - self.dropped
        self._text: str | None = None if rows else ""

    def text(self, family: DeviceFamily, view: DeviceView, cleaned: Cleaned) -> str:
        """Return all lines about the device, of whom this is a block."""
        if self._text is None:
            self._text = "".join(lines_of(family.name, family.labels, _rows(family, view, cleaned)))
        return self._text


class Blocks:
    """Blocks of all devices by their names."""

    def __init__(self, families: Sequence[DeviceFamily]) -> None:
        self._families = tuple(families)
        self._known: dict[str, tuple[DeviceView, tuple[Block, ...]]] = {}

    def renew(self, city: CityView, cleaned: Cleaned) -> None:
        """Bring the blocks to how the city is now."""
        families, known = self._families, self._known
        now = {}
        for name, view in city.devices.items():
            before = known.get(name)
            if before is None:
                blocks = tuple([Block(family, view, cleaned) for family in families])
            elif before[0] is view:
                blocks = before[1]
            else:
                blocks = tuple(
                    [
                        block if block.basis == family.basis(view) else Block(family, view, cleaned)
                        for family, block in zip(families, before[1], strict=True)
                    ]
                )
            now[name] = (view, blocks)
        self._known = now

    def written(self, at: int, room: int, cleaned: Cleaned) -> tuple[list[str], int, int]:
        """
        Write at most `room` lines of the family `at`.

        Return their texts, their number, and how many were left out.
        """
        family = self._families[at]
        texts: list[str] = []
        left, dropped = room, 0
        for view, blocks in self._known.values():
            block = blocks[at]
            dropped += block.dropped
            if block.size <= left:
                texts.append(block.text(family, view, cleaned))
                left -= block.size
                continue
            if left:
                some = block.text(family, view, cleaned).splitlines(keepends=True)[:left]
                texts.append("".join(some))
            dropped += block.size - left
            left = 0
        return texts, room - left, dropped


def _rows(family: DeviceFamily, view: DeviceView, cleaned: Cleaned) -> Iterator[Row]:
    return (row for row in unlike(family.of(view), cleaned) if row is not None)
