"""What an agent of ours has to show: values in the order of their OIDs."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from monitor.snmp.oid import Oid
from monitor.snmp.values import Wire

# A value, or what makes it when asked: a moving counter.
Shown: TypeAlias = Wire | Callable[[], Wire]


class View(Protocol):
    """The MIB of one agent, or of one SNMPv3 context of it."""

    def get(self, oid: Oid) -> Wire | None:
        """Return the value of an OID, or `None`."""
        ...

    def next(self, oid: Oid) -> tuple[Oid, Wire] | None:
        """Return the first OID behind this one with its value; `None` at the end."""
        ...


class MappingView:
    """A view of a mapping; `replace` swaps the mapping while the agent runs."""

    __slots__ = ("_order", "_values")

    def __init__(self, values: Mapping[Oid, Shown]) -> None:
        self.replace(values)

    def replace(self, values: Mapping[Oid, Shown]) -> None:
        """Show other values from now on."""
        self._values = dict(values)
        self._order = sorted(self._values)

    def get(self, oid: Oid) -> Wire | None:
        """Return the value of an OID, or `None`."""
        shown = self._values.get(oid)
        return shown() if callable(shown) else shown

    def next(self, oid: Oid) -> tuple[Oid, Wire] | None:
        """Return the first OID behind this one with its value; `None` at the end."""
        at = bisect_right(self._order, oid)
        if at == len(self._order):
            return None
        following = self._order[at]
        shown = self._values[following]
        return following, shown() if callable(shown) else shown
