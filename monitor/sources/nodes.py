"""
The tree of a YAML file, built from the parser's events, with the line of every node.

PyYAML's own composer calls itself for every level, and a file of ten thousand brackets ends the
process with a broken stack. This one keeps its own stack and a bound on it. What the parser says
of a syntax error is translated (`yaml_faults`), never quoted: its words may repeat a secret.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from monitor.sources.yaml_faults import (
    ALIAS,
    ESCAPE,
    TOO_DEEP,
    TWO_DOCUMENTS,
    Loader,
    NotYamlError,
    translated,
)

MAX_DEPTH = 50


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
        return _build(Loader(text))
    except yaml.YAMLError as error:
        raise translated(text, error) from None
    except (ValueError, OverflowError):
        raise NotYamlError(0, *ESCAPE) from None


def _build(parser: Loader) -> Node | None:
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
            raise NotYamlError(line, *TWO_DOCUMENTS)
        if not isinstance(event, yaml.NodeEvent):
            continue
        node = _node(event, line, anchors)
        parent = stack[-1]
        (parent.items if isinstance(parent, Sequence) else parent.flat).append(node)
        if isinstance(event, yaml.CollectionStartEvent):
            if len(stack) > MAX_DEPTH or isinstance(node, Scalar):
                raise NotYamlError(line, *TOO_DEEP)
            stack.append(node)
    return root.items[0] if root.items else None


def _node(event: yaml.NodeEvent, line: int, anchors: dict[str, Node]) -> Node:
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            raise NotYamlError(line, *ALIAS)
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
