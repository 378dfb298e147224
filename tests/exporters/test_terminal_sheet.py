"""Lines and tables: folded and aligned in a terminal, whole in a file."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from exporters.terminal_sheet import Sheet

HEADS = ("column", "OID", "value")
OID = "1.3.6.1.2.1.4.24.7.1.9." + ".".join(["203"] * 30)
ROWS = [("inetCidrRouteProto", OID, "4"), ("ifName", "1.3.6.1.2.1.31.1.1.1.1.7", "wan2")]
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=60)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(width: int | None, *, rows: object = ROWS, line: str = "", indent: int = 2) -> str:
    """Return what is printed in a terminal so wide, or to a file."""
    out = io.StringIO() if width is None else _Terminal()
    sheet = Sheet(Console(file=out, width=width or 20, color_system=None, markup=False))
    if line:
        sheet.line(line, indent)
    else:
        sheet.table(HEADS, rows, indent)  # type: ignore[arg-type]
    return out.getvalue()


def test_to_a_file_every_row_is_one_line_with_tabs_and_nothing_is_padded() -> None:
    assert shown(None).splitlines() == ["\t".join(row) for row in (HEADS, *ROWS)]


def test_to_a_file_a_line_is_never_folded() -> None:
    assert shown(None, line="word " * 200) == "  " + ("word " * 200).rstrip() + "\n"


def test_what_fits_is_aligned_without_blanks_at_the_end() -> None:
    assert shown(60, rows=[("a", "1", "x"), ("longer", "22", "y")]).splitlines() == [
        "  column  OID  value",
        "  a       1    x",
        "  longer  22   y",
    ]


def test_a_table_that_is_wider_than_the_terminal_becomes_a_list_and_loses_nothing() -> None:
    told = shown(60)
    assert "column" not in told
    assert told.startswith("  inetCidrRouteProto\n    OID:\n    1.3.6.1")
    assert "    OID: 1.3.6.1.2.1.31.1.1.1.1.7  value: wan2\n" in told
    assert OID in told.replace("\n", "").replace(" ", "")
    assert max(map(len, told.splitlines())) <= 60


def test_a_long_last_column_is_folded_where_there_is_room_for_it() -> None:
    told = shown(80, rows=[("a", "b", "many words " * 20)])
    assert told.splitlines()[0] == "  column  OID  value"
    assert all(line.startswith(" " * 15 + "many") for line in told.splitlines()[2:])


def test_an_empty_column_is_left_out_in_a_terminal_only() -> None:
    rows = [("a", "", "x")]
    assert shown(60, rows=rows).splitlines() == ["  column  value", "  a       x"]
    assert shown(None, rows=rows).splitlines() == ["column\tOID\tvalue", "a\t\tx"]


def test_lines_are_folded_between_words_and_keep_their_indent() -> None:
    told = shown(30, line="eighteen letters and a few more of them", indent=4).splitlines()
    assert told == ["    eighteen letters and a few", "    more of them"]


def test_pairs_are_two_columns_or_a_list() -> None:
    for width, told in (
        (60, "Where  dinkes\nID     7\n"),
        (20, "Where: " + "dinkes / r1 /\nwan2 on the fifth\nfloor\nID: 7\n"),
        (None, "Where\tdinkes\nID\t7\n"),
    ):
        out = io.StringIO() if width is None else _Terminal()
        sheet = Sheet(Console(file=out, width=width or 80, color_system=None))
        place = "dinkes / r1 / wan2 on the fifth floor" if width == 20 else "dinkes"
        sheet.pairs([("Where", place), ("ID", "7")])
        assert out.getvalue() == told


@pytest.mark.parametrize("rows", [[], [("a", "b", "[bold]no markup[/bold]")]])
def test_texts_are_no_markup_and_no_rows_are_nothing(rows: list[tuple[str, str, str]]) -> None:
    assert (
        shown(60, rows=rows) == "" if not rows else "[bold]no markup[/bold]" in shown(60, rows=rows)
    )


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1), st.integers(20, 200))
def test_nothing_is_lost_and_nothing_is_wider_than_the_terminal(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    told = shown(width, rows=rows)
    assert all(cell_len(line) <= width for line in told.splitlines())
    plain = "".join(told.split())
    for cell in {cell for row in rows for cell in row}:
        assert "".join(cell.split()) in plain or cell_len(cell) > width // 3


@pytest.mark.parametrize("width", [60, None])
def test_a_text_of_several_lines_keeps_them_and_a_cell_becomes_one(width: int | None) -> None:
    text = "Cisco IOS Software\nCompiled by\tprod_rel_team"
    assert shown(width, line=text).splitlines()[1].startswith("  Compiled by")
    told = shown(width, rows=[("a", "b", text)]).splitlines()
    assert len(told) == 2
    assert told[1].endswith("Cisco IOS Software Compiled by prod_rel_team")
