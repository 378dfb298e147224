"""
One YAML file as plain text values, with the line of everything in it.

Scalars are not guessed at: every one stays the text that was written, or `None` where nothing
was. YAML 1.1 would read the MAC address `12:34:56:10:20:30` as a number in base 60, the name `NO`
as false and the contract `007` as 7; here the field that wants a number reads a number.

What aliases unfold to is bounded ("billion laughs").
"""

from collections.abc import Sequence as Path
from dataclasses import dataclass, field
from typing import TypeAlias

from monitor.sources.nodes import MAX_DEPTH, Mapping, Node, Scalar, Sequence, compose
from monitor.sources.problem import Problem, Severity
from monitor.sources.signs import odd_sign
from monitor.sources.yaml_faults import ORDINARY, NotYamlError

Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"
Step: TypeAlias = str | int

MAX_NODES = 1_000_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_UNFOLDS = "unfolds to more than can be read: an alias inside itself, too deep or too many"


@dataclass(slots=True)
class Document:
    """A file, what stands in it, who may read it, and the problems found so far in it."""

    file: str
    data: Data = None
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    world_readable: bool = False

    def problem(
        self,
        path: Path[Step],
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a problem at a key path."""
        self.problem_at(self.line_of(path), path, message, hint, severity)

    def problem_at(
        self,
        line: int,
        path: Path[Step],
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a problem at a line that is not the key path's own."""
        self.problems.append(Problem(self.file, line, dotted(path), message, hint, severity))

    @property
    def has_errors(self) -> bool:
        """Whether something found so far stops the start-up."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def warn(self, path: Path[Step], message: str, hint: str = "") -> None:
        """Note something that is probably a mistake and does not stop the start-up."""
        self.problem(path, message, hint, Severity.WARNING)

    def respell(self, path: Path[Step], wrong: str, right: str) -> None:
        """Find a key of the mapping at `path` under the name that was meant, from now on."""
        node = self.root
        for step in path:
            found = _child(node, step)
            node = found[1] if found else None
        for key, _ in node.pairs if isinstance(node, Mapping) else ():
            if isinstance(key, Scalar) and key.text == wrong:
                key.text = right

    def line_of(self, path: Path[Step]) -> int:
        """Find the line of a key path: of the key in a mapping, of the item in a list."""
        node, line = self.root, 0 if self.root is None else self.root.line
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line


def dotted(path: Path[Step]) -> str:
    """Write a key path: `devices[3].address`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def parse(file: str, text: str) -> Document:
    """Parse a YAML text. What cannot be parsed is a document without data, with the problem."""
    document = Document(file)
    try:
        document.root = compose(text)
    except NotYamlError as error:
        document.problems.append(Problem(file, error.line, "", error.message, error.hint))
    if document.root is not None:
        unfolding = _Unfolding(document)
        data = unfolding.value(document.root, ())
        document.data = None if unfolding.refused else data
    return document


class _Unfolding:
    """The way from nodes to plain data, with a bound on how far aliases may unfold."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.left = MAX_NODES
        self.refused = False
        # All that is being unfolded: a merge goes as deep as any value, without a step in the path.
        self.open: set[int] = set()

    def value(self, node: Node, path: tuple[Step, ...]) -> Data:
        self.left -= 1
        if self.left < 0 or len(self.open) > MAX_DEPTH or id(node) in self.open:
            if not self.refused:
                self.document.problem(path, _UNFOLDS, "write it out without anchors (&) and (*)")
            self.refused = True
        if self.refused:
            return None
        if isinstance(node, Scalar):
            return self._scalar(node, path)
        self.open.add(id(node))
        try:
            if isinstance(node, Sequence):
                return [self.value(item, (*path, at)) for at, item in enumerate(node.items)]
            return self._mapping(node, path)
        finally:
            self.open.discard(id(node))

    def _scalar(self, node: Scalar, path: tuple[Step, ...]) -> str | None:
        if node.tagged:
            self.document.problem(path, "has a tag (!...)", "put the value in quotes")
        return None if node.plain and node.text in _NULLS else node.text

    def _mapping(self, node: Mapping, path: tuple[Step, ...]) -> dict[str, Data]:
        result: dict[str, Data] = {}
        lines: dict[str, int] = {}
        merged: list[Node] = []
        for key, value in node.pairs:
            if not isinstance(key, Scalar):
                self._at(key, path, "has a key that is not plain text", "write  key: value")
            elif key.text == "<<" and key.plain:
                merged += value.items if isinstance(value, Sequence) else [value]
            elif sign := odd_sign(key.text):
                self._odd_key(key, path, sign)
            elif key.text in result:
                message = f"stands twice, first in line {lines[key.text]}"
                self._at(key, (*path, key.text), message, "keep one of the two")
            else:
                lines[key.text] = key.line
                result[key.text] = self.value(value, (*path, key.text))
        for other in merged:
            inherited = self.value(other, path)
            if isinstance(inherited, dict):
                result = {**inherited, **result}
            elif not self.refused:
                self._at(other, path, "merges (<<) what is no mapping", "write the keys out")
        return result

    def _odd_key(self, key: Scalar, path: tuple[Step, ...], sign: str) -> None:
        """Give the file up: most often a whole part is indented with such signs: misplaced."""
        if not self.refused:
            self._at(key, path, f"has a key with the sign {sign} in it", ORDINARY)
        self.refused = True

    def _at(self, node: Node, path: tuple[Step, ...], message: str, hint: str) -> None:
        self.document.problem_at(node.line, path, message, hint)


def _child(node: Node | None, step: Step) -> tuple[int, Node] | None:
    """Find the line and the node one step down."""
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        item = node.items[step]
        return item.line, item
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            if isinstance(key, Scalar) and key.text == step:
                return key.line, value
    return None
