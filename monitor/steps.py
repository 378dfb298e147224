"""
Long work in steps: a generator that yields where others may go on, and returns what came of it.

Pure work knows nothing of a loop. It yields now and then; who is in no hurry has it done at once
(`finished`), and the daemon lets others in between.
"""

from collections.abc import Generator, Iterable, Iterator
from typing import TypeVar

Result = TypeVar("Result")
Item = TypeVar("Item")
Steps = Generator[None, None, Result]
"""Work that yields between its steps, and returns its result."""


def finished(steps: Steps[Result]) -> Result:
    """Do all steps at once, and return what came of it."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result


def in_parts(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items in lists of at most `size`."""
    part: list[Item] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part
