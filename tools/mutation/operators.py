"""
The mistakes: for a node of the syntax tree, the nodes that may stand in its place.

They are those that a person makes, or a change leaves behind: a bound off by one, a condition left
out or the wrong way round, a call forgotten, a number that is another. Sentences for people are
left as they are, which other tests hold; of SQL the words that decide are changed.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final, TypeAlias

Change: TypeAlias = ast.AST
"""What stands in place of a node."""

_Value: TypeAlias = str | bytes | bool | int | float

_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_BOUNDS: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_COMPUTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
_TIDIED: Final = ("lower", "upper", "casefold", "strip", "rstrip", "lstrip")
_SQL: Final = re.compile(r"\b(SELECT|DELETE FROM|UPDATE|INSERT|PRAGMA)\b")
_SQL_WORDS: Final[tuple[tuple[re.Pattern[str], dict[str, str]], ...]] = (
    (
        re.compile(r"<=|>=|<>|!=|<|>|="),
        {"<=": "<", ">=": ">", "<": "<=", ">": ">=", "=": "<>", "<>": "=", "!=": "="},
    ),
    (re.compile(r"\bAND\b|\bOR\b"), {"AND": "OR", "OR": "AND"}),
    (re.compile(r"\bIS NOT\b|\bIS\b"), {"IS NOT": "IS", "IS": "IS NOT"}),
    (re.compile(r"\bDESC\b"), {"DESC": "ASC"}),
    (re.compile(r"\b(?:min|max)(?=\()"), {"min": "max", "max": "min"}),
    (re.compile(r"\b\d+\b"), {}),
)


def changes(node: ast.AST) -> Iterator[Change]:
    """Yield what may stand in place of a node, each time a mistake."""
    match node:
        case ast.BoolOp(values=values) if len(values) > 1:
            for at in range(len(values)):
                left = [*values[:at], *values[at + 1 :]]
                yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.BinOp(op=op) if type(op) in _COMPUTED:
            yield ast.BinOp(node.left, _COMPUTED[type(op)](), node.right)
        case ast.Constant(value=value):
            yield from map(ast.Constant, _other_values(value))
        case ast.Slice():
            yield from _sliced(node)
        case ast.Compare():
            yield from _compared(node)
        case ast.Call():
            yield from _called(node)
        case ast.IfExp() | ast.If() | ast.While():
            yield from _reversed(node)
        case _:
            yield from _statements(node)


def is_sql(text: str) -> bool:
    """Whether a text is a statement for the database."""
    return _SQL.search(text) is not None


def _statements(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.AugAssign(op=op) if type(op) in _COMPUTED:
            yield ast.AugAssign(node.target, _COMPUTED[type(op)](), node.value)
            yield ast.Pass()
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise() | ast.Delete():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Pass()
        case ast.Return(value=value) if value and not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))


def _sliced(node: ast.Slice) -> Iterator[Change]:
    if node.lower:
        yield ast.Slice(None, node.upper, node.step)
    if node.upper:
        yield ast.Slice(node.lower, None, node.step)


def _compared(node: ast.Compare) -> Iterator[Change]:
    for at, op in enumerate(node.ops):
        if type(op) in _COMPARED:
            ops = [*node.ops[:at], _COMPARED[type(op)](), *node.ops[at + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)


def _reversed(node: ast.IfExp | ast.If | ast.While) -> Iterator[Change]:
    test = node.test
    if isinstance(test, ast.BoolOp | ast.Constant | ast.NamedExpr) or (
        isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    ):
        return
    if isinstance(test, ast.Compare) and not isinstance(test.ops[0], _BOUNDS):
        return
    negated = ast.UnaryOp(ast.Not(), test)
    if isinstance(node, ast.IfExp):
        yield ast.IfExp(negated, node.body, node.orelse)
    else:
        yield type(node)(negated, node.body, node.orelse)


def _called(node: ast.Call) -> Iterator[Change]:
    match node.func:
        case ast.Name(id=name) if name in _CALLED and node.args:
            keywords = [] if name == "sorted" else node.keywords
            yield ast.Call(ast.Name(_CALLED[name], ast.Load()), node.args, keywords)
        case ast.Attribute(value=value, attr=attr) if attr in _TIDIED and not node.args:
            yield value


def _other_values(value: object) -> Iterator[_Value]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
        if value > 1:
            yield value - 1
    elif isinstance(value, float):
        # Far enough to matter, near enough to be a mistake.
        yield value * 1.25 or 0.25
        if value:
            yield value * 0.8
    elif isinstance(value, str) and is_sql(value):
        yield from _other_statements(value)
    elif isinstance(value, str) and len(value.split()) == 1 and re.search(r"\w", value):
        yield f"{value}X"
    elif isinstance(value, bytes) and value:
        yield value + b"X"


def _other_statements(text: str) -> Iterator[str]:
    for pattern, others in _SQL_WORDS:
        for found in pattern.finditer(text):
            word = found.group()
            other = others.get(word) or str(int(word) + 1)
            yield text[: found.start()] + other + text[found.end() :]
