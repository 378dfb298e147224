"""What holds for every table, whatever an agent sends."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import mibs
from monitor.mibs import column_of, tables
from monitor.snmp import ber
from monitor.snmp.oid import encode_index
from monitor.table import Table, decode_rows

numbers = st.one_of(st.integers(0, 22), st.integers(0, 255), st.integers(0, 2**32 - 1))
indexes = st.one_of(
    st.lists(numbers, max_size=46).map(lambda numbers: encode_index(tuple(numbers))),
    st.binary(max_size=40),
)
contents = st.one_of(st.binary(max_size=24), st.sampled_from([b"1" * 5_000, bytes(6), b"00"]))
tags = st.sampled_from([0x02, 0x04, 0x05, 0x06, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46, 0x81])
wires = st.one_of(st.builds(ber.tlv, tags, contents), st.binary(max_size=12))
every_table = pytest.mark.parametrize("table", tables().values(), ids=lambda table: table.name)


@every_table
@settings(max_examples=40)
@given(st.data())
def test_any_cells_below_any_index_are_understood_or_counted(
    table: Table, data: st.DataObject
) -> None:
    rows = data.draw(
        st.dictionaries(
            indexes,
            st.dictionaries(st.sampled_from([*table.columns, 99]), wires, min_size=1),
            max_size=4,
        )
    )
    columns: dict[int, dict[bytes, bytes]] = {}
    for suffix, row in rows.items():
        for column, wire in row.items():
            columns.setdefault(column, {})[suffix] = wire
    decoded = decode_rows(table, columns)
    assert decoded.rows + decoded.skipped == len(rows)
    assert bool(decoded.first_problem) == bool(decoded.skipped)
    for seen in decoded.observations:
        assert isinstance(seen, table.kind)
        assert seen.key is not None  # type: ignore[attr-defined]
        [source] = seen.rows
        assert source.table == table.name
        assert all(bind.value.isprintable() for bind in source.varbinds())


@every_table
def test_a_table_can_be_asked(table: Table) -> None:
    assert table.columns
    assert table.key_column is None or table.key_column in table.columns
    assert set(table.fast.columns if table.fast else ()) <= set(table.columns)
    assert set(table.concealed) <= set(table.columns)


def test_every_module_is_found_once_under_a_name_of_its_own() -> None:
    modules = [path for path in Path(mibs.__path__[0]).glob("*.py") if path.stem != "__init__"]
    assert len(tables()) == len(modules)
    assert all(name == table.name for name, table in tables().items())


def test_every_module_has_its_tests() -> None:
    here = Path(__file__).parent
    for path in Path(mibs.__path__[0]).glob("[a-z]*.py"):
        assert (here / f"test_{path.name}").is_file(), path.stem


def test_of_one_kind_the_more_believed_comes_first() -> None:
    ranks: dict[str, list[int]] = {}
    for table in tables().values():
        ranks.setdefault(table.kind.__name__, []).append(table.rank)
    assert all(found == sorted(found) for found in ranks.values())


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that discovery looks into as well."""
    monkeypatch.setattr(mibs, "__path__", [*mibs.__path__, str(tmp_path)])
    tables.cache_clear()
    yield tmp_path
    tables.cache_clear()
    for path in tmp_path.glob("*.py"):
        sys.modules.pop(f"{mibs.__name__}.{path.stem}", None)
        if hasattr(mibs, path.stem):
            delattr(mibs, path.stem)


def test_a_module_without_its_table_is_refused_by_name(package: Path) -> None:
    (package / "forgotten_table.py").write_text('"""No table."""\n', encoding="utf-8")
    with pytest.raises(TypeError, match=r"monitor\.mibs\.forgotten_table has no constant TABLE"):
        tables()


def test_two_modules_of_one_table_are_refused(package: Path) -> None:
    (package / "again_table.py").write_text(
        "from monitor.mibs.if_table import TABLE\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"two modules .* declare the table ifTable"):
        tables()


@pytest.mark.parametrize(
    ("oid", "column"),
    [
        ("1.3.6.1.2.1.2.2.1.8.17", ("ifTable", "ifOperStatus")),
        ("1.3.6.1.2.1.2.2.1.999.17", ("ifTable", "")),
        ("1.3.6.1.2.1.2.2.1", ("", "")),
        ("1.3.6.1.2.1.2.2", ("", "")),
        ("1.2.3", ("", "")),
        ("", ("", "")),
        ("1.3.6.1.2.1.17.4.3.1.1.0.1.…", ("", "")),
    ],
)
def test_a_cell_is_named_by_its_table_and_column(oid: str, column: tuple[str, str]) -> None:
    assert column_of(oid) == column
