"""
hrSWRunTable (HOST-RESOURCES-MIB, RFC 2790): running programs.

hrSWRunParameters is never asked: command lines carry passwords.
"""

from collections.abc import Iterator

from monitor.model.observation import Process
from monitor.table import BadRowError, Row, Table


def decode(row: Row) -> Iterator[Process]:
    """Yield the program."""
    name, path = row.opt_text(2), row.opt_text(4)
    if name is None and path is None:
        raise BadRowError("no usable hrSWRunName")
    yield Process(
        index=row.cursor().integer(),
        name=name or (path or "").rstrip("/").rpartition("/")[2] or str(path),
        path=path,
    )


TABLE = Table(
    name="hrSWRunTable",
    entry=(1, 3, 6, 1, 2, 1, 25, 4, 2, 1),
    columns={2: "hrSWRunName", 4: "hrSWRunPath"},
    kind=Process,
    decode=decode,
)
