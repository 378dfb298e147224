"""
The tree of a YAML file, built from the parser's events, with the line of every node.

PyYAML's own composer calls itself for every level, and a file of ten thousand brackets ends the
process with a broken stack. This one keeps its own stack and a bound on it. What the parser says
of a syntax error is translated, never quoted: its words may repeat a secret from the file.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml: slower, the same answers
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_DEPTH = 50


class NotYamlError(Exception):
    """The text is not YAML. `line` counts from 1."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        self.line, self.message, self.hint = line, message, hint
        super().__init__(line, message, hint)


@dataclass(slots=True, eq=False)
class Scalar:
    """A text. `plain`: written without quotes; `tagged`: with a tag of its own (`!x`)."""

    line: int
    text: str
    plain: bool
    tagged: bool


@dataclass(slots=True, eq=False)
class Sequence:
    """A list."""

    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping:
    """Keys and values in the order of the file, doubles included."""

    line: int
    flat: list["Node"] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple["Node", "Node"]]:
        """The keys with their values."""
        return list(zip(self.flat[::2], self.flat[1::2], strict=True))


Node: TypeAlias = Scalar | Sequence | Mapping


def compose(text: str) -> Node | None:
    """Build the tree of a text with one document; `None` where there is nothing in it.

    Raises NotYamlError.
    """
    try:
        return _build(_Loader(text))
    except yaml.YAMLError as error:
        raise _translated(text, error) from None
    except (ValueError, OverflowError):
        raise NotYamlError(0, *_EXPLAINED["escape"]) from None


def _build(parser: _Loader) -> Node | None:
    root = Sequence(1)
    stack: list[Sequence | Mapping] = [root]
    anchors: dict[str, Node] = {}
    while parser.check_event():
        event = parser.get_event()
        assert event is not None
        assert event.start_mark is not None
        line: int = event.start_mark.line + 1
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            continue
        if isinstance(event, yaml.DocumentStartEvent) and root.items:
            raise NotYamlError(line, *_TWO_DOCUMENTS)
        if not isinstance(event, yaml.NodeEvent):
            continue
        node = _node(event, line, anchors)
        parent = stack[-1]
        (parent.items if isinstance(parent, Sequence) else parent.flat).append(node)
        if isinstance(event, yaml.CollectionStartEvent):
            if len(stack) > MAX_DEPTH or isinstance(node, Scalar):
                raise NotYamlError(line, *_TOO_DEEP)
            stack.append(node)
    return root.items[0] if root.items else None


def _node(event: yaml.NodeEvent, line: int, anchors: dict[str, Node]) -> Node:
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            raise NotYamlError(line, *_EXPLAINED["alias"])
        return anchors[event.anchor]
    node: Node
    if isinstance(event, yaml.ScalarEvent):
        node = Scalar(line, event.value, not event.style, (event.tag or "!") != "!")
    elif isinstance(event, yaml.SequenceStartEvent):
        node = Sequence(line)
    else:
        node = Mapping(line)
    if event.anchor is not None:
        anchors[event.anchor] = node
    return node


def _translated(text: str, error: yaml.YAMLError) -> NotYamlError:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        message = "holds a character that no text has"
        return NotYamlError(line, message, "remove control characters; save it as UTF-8")
    if not isinstance(error, yaml.MarkedYAMLError):
        return NotYamlError(0, "is not YAML", _LOOK)
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return NotYamlError(line, "is indented with a tab", "indent with blanks")
    said = f"{error.context or ''} {error.problem or ''}"
    explained = (words for sign, words in _EXPLAINED.items() if sign in said)
    return NotYamlError(line, *next(explained, ("is not YAML", _LOOK)))


_LOOK = "look at the indentation, colons and quotes of this line and the one before"
_QUOTE = "put the value in quotes"
_TOO_DEEP = (
    "is nested too deeply",
    "a configuration needs a few levels only; look for stray brackets",
)
_TWO_DOCUMENTS = ("holds more than one document (---)", "keep one; remove the second ---")
_EXPLAINED = {
    "alias": ("has a value that begins with * and is no alias of an anchor", _QUOTE),
    "anchor": ("has a value that begins with & and is no anchor", _QUOTE),
    "tag": ("has a value that begins with !", _QUOTE),
    "directive": ("has a value that begins with %", _QUOTE),
    "cannot start any token": (
        "has a value that begins with a sign YAML keeps for itself (@ ` % or a tab)",
        "put the value in quotes; indent with blanks",
    ),
    "escape": (
        "has a \\ in double quotes that stands for nothing",
        "use single quotes, or write the \\ twice",
    ),
    "quoted scalar": ("has a quote that is never closed", "close it, with the sign that opened it"),
    "flow": ("has a [ or { that is never closed, or lacks a comma", "close it on the same line"),
    "mapping values are not allowed": (
        "has a second colon in one line, or a wrong indentation",
        "put a value that holds a colon and a blank in quotes",
    ),
    "expected ':'": ("lacks a colon", "write  key: value  with a blank after the colon"),
}
