"""All mutants of a module: which mistake, where, and the tree of the module with it."""

import ast
import copy
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tools.mutation.operators import Change, changes, is_sql

_LOGS: Final = ("log", "_log", "logger")
_UNTOUCHED: Final = ("__slots__", "__all__", "__match_args__")


@dataclass(frozen=True, slots=True)
class Mutant:
    """
    A mistake in a module.

    `where` is the function or class by its qualified name, or `<module>`; `change` says what became
    what, and is unlike that of all others there. `function` is the outermost function that it lies
    in, or nothing where it takes effect at import. `lines` are those of its statement.
    """

    where: str
    change: str
    function: str
    lines: tuple[int, int]
    at: int

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.where}: {self.change}"


@dataclass(frozen=True, slots=True)
class _Place:
    parent: ast.AST
    field: str
    index: int | None

    def put(self, node: Change) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where the walk is: names of what encloses it, and the statement that it is in."""

    names: tuple[str, ...] = ()
    function: str = ""
    statement: ast.stmt | None = None


def mutants_of(source: str) -> list[Mutant]:
    """List the mutants of a module, in the order of its source."""
    found = []
    seen: Counter[tuple[str, str]] = Counter()
    for at, (_, node, other, scope) in enumerate(_changes(ast.parse(source))):
        where = ".".join(scope.names) or "<module>"
        change = _told(node, other)
        seen[where, change] += 1
        if (times := seen[where, change]) > 1:
            change = f"{change} (the {times}.)"
        found.append(Mutant(where, change, scope.function, _lines(node, scope.statement), at))
    return found


def tree_with(source: str, mutant: Mutant) -> ast.Module:
    """Return the tree of a module with the mistake in it."""
    tree = ast.parse(source)
    for at, (place, _, other, _) in enumerate(_changes(tree)):
        if at == mutant.at:
            place.put(other)
            return ast.fix_missing_locations(tree)
    raise ValueError(f"no such mutant: {mutant.name}")


def shuffled(source: str, mutants: list[Mutant]) -> list[Mutant]:
    """Put mutants into an order of chance that the source alone decides, for samples of them."""

    def drawn(mutant: Mutant) -> str:
        return hashlib.sha256(f"{source}\0{mutant.name}".encode()).hexdigest()

    return sorted(mutants, key=drawn)


def _changes(tree: ast.Module) -> Iterator[tuple[_Place, ast.AST, Change, _Scope]]:
    for place, node, scope in _walked(tree, _Scope()):
        for other in changes(node):
            # What it is made of stays where it is in the tree.
            yield place, node, ast.copy_location(copy.copy(other), node), scope


def _walked(parent: ast.AST, scope: _Scope) -> Iterator[tuple[_Place, ast.AST, _Scope]]:
    """Walk what is run; not annotations, decorators, docstrings, assertions and log calls."""
    for field, value in ast.iter_fields(parent):
        if field in ("annotation", "returns", "decorator_list", "type_comment"):
            continue
        nodes = value if isinstance(value, list) else [value]
        for index, node in enumerate(nodes):
            if not isinstance(node, ast.AST) or _is_left_out(node) or _is_wording(parent, node):
                continue
            place = _Place(parent, field, index if isinstance(value, list) else None)
            inner = _within(node, scope, is_default=isinstance(parent, ast.arguments))
            yield place, node, inner
            yield from _walked(node, inner)


def _within(node: ast.AST, scope: _Scope, *, is_default: bool) -> _Scope:
    statement = node if isinstance(node, ast.stmt) else scope.statement
    names, function = scope.names, scope.function
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        names = (*names, node.name)
        if not function and not isinstance(node, ast.ClassDef):
            function = ".".join(names)
    elif is_default and function == ".".join(names):
        # Defaults of an outermost function are made at import.
        function = ""
    return _Scope(names, function, statement)


def _is_left_out(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Assert():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name in _UNTOUCHED or _is_type_variable(node.value)
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return name in _LOGS
    return False


def _is_wording(parent: ast.AST, node: ast.AST) -> bool:
    """Whether it is a part of a sentence."""
    return (
        isinstance(parent, ast.JoinedStr)
        and isinstance(node, ast.Constant)
        and not (isinstance(node.value, str) and is_sql(node.value))
    )


def _is_type_variable(value: ast.AST) -> bool:
    match value:
        case ast.Call(func=ast.Name(id=name)):
            return name in ("TypeVar", "ParamSpec", "NewType")
    return False


def _lines(node: ast.AST, statement: ast.stmt | None) -> tuple[int, int]:
    """Return the first and last line that are run if the mistake is: of the header, in a block."""
    if statement is None or (isinstance(node, ast.stmt) and not hasattr(node, "body")):
        found: ast.AST = node
    else:
        found = statement
    first: int = found.lineno  # type: ignore[attr-defined]
    if isinstance(found, ast.If | ast.While):
        found = found.test
    elif isinstance(found, ast.For | ast.AsyncFor):
        found = found.iter
    elif isinstance(found, ast.With | ast.AsyncWith):
        found = found.items[-1].context_expr
    elif isinstance(found, ast.Try | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return first, first
    elif isinstance(found, ast.Match):
        found = found.subject
    last: int = found.end_lineno  # type: ignore[attr-defined]
    return first, last


def _told(before: ast.AST, after: ast.AST) -> str:
    if isinstance(before, ast.Constant) and isinstance(before.value, str) and is_sql(before.value):
        assert isinstance(after, ast.Constant)
        return _difference(before.value, str(after.value))
    return f"{_short(before)} -> {_short(after)}"


def _difference(before: str, after: str) -> str:
    """Show the words of a long text that differ, with a few before them."""
    old, new = before.split(), after.split()
    same = next(at for at, (one, other) in enumerate(zip(old, new, strict=True)) if one != other)
    start = max(0, same - 3)
    return f"SQL {' '.join(old[start : same + 2])} -> {' '.join(new[start : same + 2])}"


def _short(node: ast.AST) -> str:
    match node:
        case ast.If(test=test):
            text = f"if {ast.unparse(test)}"
        case ast.While(test=test):
            text = f"while {ast.unparse(test)}"
        case ast.Slice():
            text = ast.unparse(node)
        case _:
            text = ast.unparse(node)
    return " ".join(text.split())
