"""The serial number of a RouterOS box."""

from monitor.mibs import tables
from monitor.mibs.mtxr_system import TABLE
from monitor.model.observation import Identity

from .rows import one


def test_the_serial_number_is_read() -> None:
    assert one(Identity, TABLE, (0,), {3: "AB12CD345E6F"}).serial == "AB12CD345E6F"


def test_a_virtual_router_has_none() -> None:
    assert one(Identity, TABLE, (0,), {3: ""}).serial is None


def test_no_table_asks_where_a_get_runs_a_script() -> None:
    scripts = (1, 3, 6, 1, 4, 1, 14988, 1, 1, 18)
    for table in tables().values():
        for column in table.columns:
            cell = (*table.entry, column)
            assert cell[: len(scripts)] != scripts
            assert scripts[: len(cell)] != cell
