"""Which mistakes are made in a module, and which are not."""

import ast
from textwrap import dedent

import pytest

from tools.mutation.mutants import Mutant, mutants_of, shuffled, tree_with


def _changes(source: str) -> set[str]:
    return {mutant.change for mutant in mutants_of(dedent(source))}


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("x = a < b", {"a < b -> a <= b"}),
        ("x = a >= b", {"a >= b -> a > b"}),
        ("x = a is None", {"a is None -> a is not None"}),
        ("x = a not in b", {"a not in b -> a in b"}),
        ("x = a and b", {"a and b -> b", "a and b -> a"}),
        ("x = not a", {"not a -> a"}),
        ("x = a + b", {"a + b -> a - b"}),
        ("x = True", {"True -> False"}),
        ("x = 0", {"0 -> 1"}),
        ("x = 3", {"3 -> 4", "3 -> 2"}),
        ("x = 2.0", {"2.0 -> 2.5", "2.0 -> 1.6"}),
        ("x = 'key'", {"'key' -> 'keyX'"}),
        ("x = min(a)", {"min(a) -> max(a)"}),
        ("x = sorted(a, key=b)", {"sorted(a, key=b) -> list(a)"}),
        ("x = a.lower()", {"a.lower() -> a"}),
        ("x = a[1:]", {"1: -> :", "1 -> 2"}),
        ("x = a if b else c", {"a if b else c -> a if not b else c"}),
        ("if a: b()", {"if a -> if not a", "b() -> pass"}),
        ("raise a", {"raise a -> pass"}),
        ("x.a = b", {"x.a = b -> pass"}),
        ("x += a", {"x += a -> x -= a", "x += a -> pass"}),
        (
            "x = 'DELETE FROM t WHERE a < 5'",
            {
                "SQL t WHERE a < 5 -> t WHERE a <= 5",
                "SQL WHERE a < 5 -> WHERE a < 6",
            },
        ),
    ],
)
def test_a_statement_is_made_wrong_in_these_ways(written: str, becomes: set[str]) -> None:
    assert _changes(written) == becomes


@pytest.mark.parametrize(
    "written",
    [
        '"""What a module is about."""',
        "x = 'a sentence for people'",
        "x = f'{a}: word'",
        "assert a < b",
        "log.info('word', 1)",
        "import a",
        "__slots__ = ('a', 'b')",
        "T = TypeVar('T', bound=int)",
        "Name: TypeAlias = dict[str, 1]",
        "if TYPE_CHECKING:\n    x = 1",
        "@cache(size=1)\ndef f(a: 'str') -> 'int': ...",
    ],
)
def test_what_says_nothing_of_the_behaviour_stays(written: str) -> None:
    assert _changes(written) == set()


SOURCE = dedent(
    """
    LIMIT = 5

    class Box:
        size = 1

        def fits(self, n, spare=2):
            if n < self.size:
                return True

            def inner(k=7):
                return k
            return inner()
    """
)


def _by_change(source: str) -> dict[str, Mutant]:
    return {mutant.change: mutant for mutant in mutants_of(source)}


def test_a_mutant_knows_what_it_lies_in_and_whether_that_is_run_at_import() -> None:
    found = _by_change(SOURCE)
    told = {change: (found[change].where, found[change].function) for change in found}
    assert told["5 -> 6"] == ("<module>", "")
    assert told["1 -> 2"] == ("Box", "")
    assert told["2 -> 3"] == ("Box.fits", "")
    assert told["n < self.size -> n <= self.size"] == ("Box.fits", "Box.fits")
    assert told["7 -> 8"] == ("Box.fits.inner", "Box.fits")


def test_a_condition_is_reached_by_its_own_line_and_not_by_its_block() -> None:
    assert _by_change(SOURCE)["n < self.size -> n <= self.size"].lines == (8, 8)
    assert _by_change(SOURCE)["True -> False"].lines == (9, 9)


def test_the_same_mistake_twice_in_one_place_has_two_names() -> None:
    assert [one.change for one in mutants_of("x = 0, 0")] == ["0 -> 1", "0 -> 1 (the 2.)"]


def test_each_mutant_is_one_mistake_and_compiles() -> None:
    whole = ast.dump(ast.parse(SOURCE))
    trees = set()
    for mutant in mutants_of(SOURCE):
        tree = tree_with(SOURCE, mutant)
        compile(tree, "box.py", "exec")
        trees.add(ast.dump(tree))
    assert whole not in trees
    assert len(trees) == len(mutants_of(SOURCE))


def test_a_sample_is_drawn_by_the_source_alone() -> None:
    mutants = mutants_of(SOURCE)
    order = shuffled(SOURCE, mutants)
    assert order == shuffled(SOURCE, list(reversed(mutants)))
    assert set(order) == set(mutants)
    assert order != shuffled(f"{SOURCE}\n", mutants)
