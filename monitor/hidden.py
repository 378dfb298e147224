"""
What an agent that answers does not show: because it may not, or because it is out of order.

To the protocol what access control hides is simply not there (RFC 3413, 3.2), so it is known by
what every device has: a system group (RFC 3418), and interfaces, or it would not answer by IP.
"""

from collections.abc import Collection
from dataclasses import replace

from monitor.model.observation import Identity, Interface
from monitor.model.reading import TableStatus
from monitor.reading import Read
from monitor.snmp.errors import BrokenAgentError, NotPermittedError, SnmpError
from monitor.table import Table

_HIDDEN = "the agent shows its system group only: let its access control permit the rest"
_OPEN_TO_ALL = {"system", "snmpEngine"}
_NOBODY = Identity()


def says_who(first: Read) -> bool:
    """Whether a system group has anything in it that decodes."""
    return any(seen != _NOBODY for seen in first.observations)


def unreadable(address: str, first: Read) -> SnmpError:
    """Say why a device that answers has no system group: it is refused, or its agent is broken."""
    if first.status in (TableStatus.ABSENT, TableStatus.REFUSED):
        return NotPermittedError(
            f"{address} answers but shows not even its system group: let its access "
            "control (view, group) permit this user or community to read."
        )
    why = first.reason or "none of its values decodes"
    return BrokenAgentError(
        f"{address} answers, but not with a system group that can be read: {why}."
    )


def unhidden(wanted: Collection[Table], reads: dict[str, Read]) -> dict[str, Read]:
    """
    Call refused what access control hides.

    Net-snmp as shipped shows the system group and nothing else; to the protocol all other tables
    are simply not there. But a device without interfaces does not answer by IP.
    """
    rest = [table for table in wanted if table.name not in _OPEN_TO_ALL]
    if not any(table.kind is Interface for table in rest):
        return reads
    if any(reads[table.name].status is not TableStatus.ABSENT for table in rest):
        return reads
    return {
        name: replace(read, status=TableStatus.REFUSED, reason=_HIDDEN)
        if name not in _OPEN_TO_ALL
        else read
        for name, read in reads.items()
    }
