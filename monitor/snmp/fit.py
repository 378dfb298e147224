"""
How much an agent takes in one request, and sends in one answer, learnt from its silence.

Many an agent says nothing to a request of more names than it likes, or its longer answers get lost
on the way. So after silence it is asked for one thing, then with each answer for twice as many, and
at last for as many as were answered; TCP finds the width of a path in this way (RFC 5681, 3.1).
More are tried again after ever more answers, for it may have been the line that was silent.
"""

from typing import Final

MOST: Final = 64
"""About as many varbinds as fill an Ethernet frame; more would only burden slow agents."""
_PATIENCE: Final = 64
_LONGEST_PATIENCE: Final = 4_096


class Bound:
    """A number that is found by trying: `most` is how much to ask for."""

    __slots__ = ("_at_most", "_good", "_patience", "_silent_at", "most")

    def __init__(self) -> None:
        self.most = MOST
        self._good = 0
        self._silent_at = 0
        self._at_most = 0
        self._patience = _PATIENCE

    def is_tried(self, size: int) -> bool:
        """Whether so much would be more than was answered, once there was silence."""
        return size > self._good and self.most < MOST

    def has_answered(self, size: int) -> bool:
        """Whether so much was answered before."""
        return size <= self._good

    def answered(self, size: int) -> None:
        """Learn that so much was answered."""
        if size > self._good:
            self._good = size
            if size >= self._silent_at:
                self._silent_at = 0
        if self.most < MOST and size >= self.most:
            self._grow()

    def unanswered(self, size: int) -> None:
        """Learn that an agent which is otherwise there was silent to so much."""
        if self._silent_at:
            self._patience = min(_LONGEST_PATIENCE, self._patience * 2)
        if self._good >= size:
            # What it took before it takes no more.
            self._good = 1
        self._silent_at = size
        self._at_most = 0
        self.most = max(1, self._good)

    def forget(self) -> None:
        """Learn that less was not answered either: ask for one until there is an answer."""
        self.most = 1
        self._good = self._silent_at = self._at_most = 0
        self._patience = _PATIENCE

    def _grow(self) -> None:
        more = min(MOST, self.most * 2)
        if self._silent_at and more >= self._silent_at:
            self._at_most += 1
            if self._at_most < self._patience:
                return
            self._at_most = 0
        self.most = more


class Fit:
    """
    How many names an agent takes in a request, and how many values its answer may have.

    `is_tried` says that one of the two is being found; until the first silence nothing is noted.
    """

    __slots__ = ("_values", "is_tried", "names")

    def __init__(self) -> None:
        self.names = Bound()
        self._values = Bound()
        self.is_tried = False

    def rows(self, names: int) -> int:
        """Return how many rows of so many columns to ask for: one where the columns are tried."""
        if not self.is_tried:
            return MOST
        return 1 if self.names.is_tried(names) else max(1, self._values.most // names)

    def answered(self, names: int, rows: int) -> None:
        """Learn that a request of so many names was answered, with so many rows at most."""
        self.names.answered(names)
        self._values.answered(names * rows)
        self.is_tried = self.names.most < MOST or self._values.most < MOST

    def unanswered(self, names: int, rows: int) -> None:
        """Learn that a request was not; one row of as many names may tell which was too much."""
        self.is_tried = True
        if rows > 1:
            self._values.unanswered(names * rows)
        if rows == 1 or not self.names.has_answered(names):
            self.names.unanswered(names)

    def forget(self) -> None:
        """Learn that less was not answered either: ask for one until there is an answer."""
        self.is_tried = True
        self.names.forget()
