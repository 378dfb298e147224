"""
One module per conceptual table, each with a typed constant `TABLE`; no module imports another.

A table is added by adding its file. Discovery walks the package and refuses to start on a module
without its constant, or on two tables of one name.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from monitor.table import Table


@cache
def tables() -> dict[str, Table]:
    """Return every table by its MIB name, in the order in which they are believed."""
    found: dict[str, Table] = {}
    for module in iter_modules(__path__):
        table = getattr(import_module(f"{__name__}.{module.name}"), "TABLE", None)
        if not isinstance(table, Table):
            raise TypeError(f"{__name__}.{module.name} has no constant TABLE of type Table")
        if table.name in found:
            raise ValueError(f"two modules of {__name__} declare the table {table.name}")
        found[table.name] = table
    return dict(sorted(found.items(), key=lambda item: (item[1].kind.__name__, item[1].rank)))


def column_of(oid: str) -> tuple[str, str]:
    """Return the table and the column that a dotted OID is a cell of; empty where none is known."""
    try:
        numbers = tuple(int(part) for part in oid.split("."))
    except ValueError:
        return "", ""
    for table in tables().values():
        size = len(table.entry)
        if numbers[:size] == table.entry and len(numbers) > size:
            return table.name, table.columns.get(numbers[size], "")
    return "", ""
