"""What keeps a text from being YAML is told in the line where it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources.document import parse
from monitor.sources.signs import odd_sign, odd_sign_in_place, without_odd_signs

OPEN, NBSP = "opens a quote that is never closed", "\u00a0"
CASES = {
    "to the end": ('a: 1\nb: "x\nc: 2\n', 2, OPEN),
    "to the next, in a block": ('- name: "A\n  code: a\n- name: "B"\n', 1, OPEN),
    "to the next, in braces": ('- {name: "A}\n- {name: B}\n- {name: "C"}\n', 1, OPEN),
    "to the next, simple quotes": ("- {name: 'A}\n- {code: b}\n- {name: 'C'}\n", 1, OPEN),
    "an apostrophe": ("- name: 'Jum'at'\n  code: a\n", 1, "has text behind a closing quote"),
    "quotes within": ('- name: "the "A" house"\n', 1, "has text behind a closing quote"),
    "a colon": ("- code: a\n  name: Dinas: Nomor\n", 2, "has a colon and a blank inside a value"),
    "a colon in braces": ("- {name: Dinas: Nomor}\n", 1, "has a colon and a blank inside a value"),
    "no comma": ("- {code: a name: A}\n", 1, "or lacks a comma"),
    "no blank": ("- code:a\n  name: A\n", 1, "lacks a blank behind the colon"),
    "no colon": ("agencies\n  - code: a\n", 1, "lacks a colon"),
    "no colon, a remark": ("agencies  # all\n\n# of them\n  - code: a\n", 1, "lacks a colon"),
    "no colon at all": ("a: 1\nb\nc: 2\n", 2, "lacks a colon"),
    "too far right": ("- code: a\n   name: A\n", 2, "begins in a column of its own"),
    "too far left": ("a:\n  - code: b\n c: 1\n", 3, "begins in a column of its own"),
    "between": ("- code: a\n name: A\n", 2, "begins in a column of its own"),
    "an open bracket": ("a: [1,\n    2\nb:\n  - c: 3\n", 1, "has a [ or { that is never closed"),
    "an open brace": ("- {a: 1\n- {a: 2}\n", 1, "has a [ or { that is never closed"),
    "an open bracket at the end": ("a: 1\nb: [1,\n 2\n", 2, "has a [ or { that is never closed"),
    "no comma in a long list": ("a: [\n  1,\n  'b' [2],\n  3]\n", 3, "closing quote"),
    "a bracket after another": ("a: [\n  1,\n  [2] [3],\n  4]\n", 3, "or lacks a comma"),
    "a tab": ("a:\n\t- b\n", 2, "is indented with a tab"),
    "a no-break space behind a colon": (
        f"- code:{NBSP}a\n  name: A\n", 1, "holds the sign U+00A0 (no-break space)",
    ),
    "a no-break space behind a dash": (f"-{NBSP}code: a\n  name: A\n", 1, "U+00A0"),
    "a line of one": (f"a: 1\n{NBSP}\nb: 2\n", 2, "U+00A0"),
    "one before a remark": (f"a: [1]{NBSP}# one\nb: 2\n", 1, "U+00A0"),
    "one before a key": (f"- code: a\n  {NBSP}name: A\n", 2, "has a key with the sign U+00A0"),
    "indented with them": (f"- code: a\n{NBSP}{NBSP}name: A\n", 1, ""),
    "an em space": ("a:\n\u2003b: 1\n", 2, "has a key with the sign U+2003 (em space)"),
    "of no width": ("\u200ba: 1\n", 1, "has a key with the sign U+200B (zero width space)"),
    "one within a name, and a colon": (f"name: A{NBSP}B: C\n", 1, "has a colon"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_is_told_where_it_was_written(case: str) -> None:
    text, line, said = CASES[case]
    problem = parse("a.yaml", text).problems[0]
    assert said in problem.message
    assert problem.line == line or not said
    assert problem.hint


def test_quoting_is_what_a_colon_wants() -> None:
    problem = parse("a.yaml", "name: Dinas: Nomor\n").problems[0]
    assert problem.hint == 'quote it, as in  name: "Dinas: Nomor"'


def test_signs_that_look_like_blanks_within_a_value_are_nobodys_business() -> None:
    document = parse("a.yaml", f"name: Dinas{NBSP}Kesehatan\n")
    assert document.problems == []
    assert document.data == {"name": f"Dinas{NBSP}Kesehatan"}


PIECES = [
    *[
        ": ",
        ":",
        "- ",
        "  ",
        "\n",
        '"',
        "'",
        "[",
        "]",
        "{",
        "}",
        ",",
        "a",
        "b: c",
        "# d",
        "\t",
        "&x ",
        "*x",
        "!t ",
        "\\",
        "---\n",
        "<<",
        "%",
        "@",
    ],
    *("|", NBSP, "\u200b", "\u2028"),
]


@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text())
def test_any_text_is_a_document_or_has_a_line_of_its_own(text: str) -> None:
    document = parse("a.yaml", text)
    # The parser's lines are also those that other systems end otherwise.
    last = len(text.splitlines()) + 1
    for problem in document.problems:
        assert 0 <= problem.line <= last
        assert problem.message


@given(st.text())
def test_what_is_left_without_odd_signs_has_none(text: str) -> None:
    assert odd_sign(without_odd_signs(text)) == ""
    assert bool(odd_sign(text)) == (without_odd_signs(text) != text)
    if odd_sign_in_place(text):
        assert odd_sign(text)


def chain(length: int) -> str:
    """Write mappings each of which merges the one before."""
    links = [f"k{n}: &a{n} {{<<: *a{n - 1}, x{n}: {n}}}" for n in range(1, length)]
    return "\n".join(["k0: &a0 {x0: 0}", *links, ""])


def test_a_chain_of_merges_is_followed_as_deep_as_anything_else() -> None:
    document = parse("a.yaml", chain(20))
    assert document.problems == []
    assert isinstance(document.data, dict)
    assert document.data["k19"] == {f"x{n}": str(n) for n in range(20)}


@pytest.mark.parametrize("length", [60, 1_000, 5_000])
def test_a_chain_of_merges_without_end_is_one_problem_with_its_line(length: int) -> None:
    document = parse("a.yaml", chain(length))
    assert document.data is None
    said = [(one.message, one.line > 0) for one in document.problems]
    assert len(said) == 1
    assert said[0][0].startswith("unfolds to more")
    assert said[0][1]


def test_a_chain_of_lists_of_merges_is_one_problem_too() -> None:
    links = [f"k{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 5_000)]
    document = parse("a.yaml", "\n".join(["k0: &a0 {x: 0}", *links, ""]))
    assert document.data is None
    assert len(document.problems) == 1
