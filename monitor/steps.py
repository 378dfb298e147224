"""
Long work in steps: a generator that yields where others may go on, and returns what came of it.

Pure work knows nothing of a loop. It yields now and then; who is in no hurry has it done at once
(`finished`), and the daemon lets others in between. Work that is large throughout, and touches
nothing that others change, is yielded as a whole, to be done aside, and its result sent back.
"""

from collections.abc import Generator, Iterable, Iterator
from typing import Any, TypeVar

Result = TypeVar("Result")
Item = TypeVar("Item")
Steps = Generator["Generator[Any, Any, Any] | None", Any, Result]
"""Work that yields between its steps, or work to be done aside, and returns its result."""


def finished(steps: Steps[Result]) -> Result:
    """Do all steps at once, and return what came of it."""
    given: Any = None
    while True:
        try:
            aside = steps.send(given)
            given = None if aside is None else finished(aside)
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
