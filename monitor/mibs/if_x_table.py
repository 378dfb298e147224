"""
ifXTable (IF-MIB, RFC 2863), which augments ifTable: names, descriptions and 64-bit counters.

Some agents have no such table (Ruijie N18010, Windows 2003) and many have 64-bit counters on
physical ports only. ifAlias is the operator's description, but several platforms fill it
themselves: with the interface's own name (EdgeOS, Vyatta, Cumulus), with "NAME Interface" (Huawei,
H3C). Such an alias says nothing and is left out; comparing with the name happens where both are
known, so here only the forms that need no other table are.
"""

from collections.abc import Iterator

from monitor.model.observation import Interface
from monitor.table import Fast, Row, Table


def decode(row: Row) -> Iterator[Interface]:
    """Yield what this table adds to the interface."""
    name, alias = row.opt_text(1), row.opt_text(18)
    high_speed = row.opt_int(15)
    came, went = row.opt_int(6), row.opt_int(10)
    # Half a set would be completed from the other set, whose numbers it cannot be held against.
    is_whole = came is not None and went is not None
    yield Interface(
        index=row.cursor().integer(),
        name=name,
        alias=None if alias is None or _is_no_description(alias, name) else alias,
        speed_bps=high_speed * 1_000_000 if high_speed else None,
        in_octets=came if is_whole else None,
        out_octets=went if is_whole else None,
        counter_bits=64 if is_whole else None,
    )


def _is_no_description(alias: str, name: str | None) -> bool:
    return alias == name or (name is not None and alias.endswith(f"{name} Interface"))


TABLE = Table(
    name="ifXTable",
    entry=(1, 3, 6, 1, 2, 1, 31, 1, 1, 1),
    columns={
        1: "ifName",
        6: "ifHCInOctets",
        10: "ifHCOutOctets",
        15: "ifHighSpeed",
        18: "ifAlias",
    },
    kind=Interface,
    decode=decode,
    fast=Fast(columns=(1, 6, 10), uplinks_only=True),
)
