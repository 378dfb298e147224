"""
What an agent that answers does not show: because it may not, or because it is out of order.

To the protocol what access control hides is simply not there (RFC 3413, 3.2), so it is known by
what every device has: a system group (RFC 3418), and interfaces with an address, or it would not
answer by IP. Tables that a device may well not have, such as LLDP's, are never called withheld.
"""

from collections.abc import Collection
from dataclasses import replace

from monitor.model.observation import Address, ArpEntry, Identity, Interface, Route
from monitor.model.reading import TableStatus
from monitor.reading import Read
from monitor.snmp.errors import BrokenAgentError, NotPermittedError, SnmpError
from monitor.table import Table

_HIDDEN = "the agent shows its system group only: let its access control permit the rest"
_OF_IP = frozenset({Address, Route, ArpEntry})
"""What whatever answers by IP has at least one row of, in one of them."""
_OPENED_BY = (
    ("1.3.6.1.4.1.8072.", "let the view in snmpd.conf include .1.3.6.1.2.1.4"),
    ("1.3.6.1.4.1.9.", "let the view of snmp-server include 1.3.6.1.2.1.4"),
    ("1.3.6.1.4.1.2011.", "let the mib-view of snmp-agent include 1.3.6.1.2.1.4"),
)
"""By sysObjectID: which of its settings show the IP tables again."""
_OPENED_BY_A_VIEW = "let the view of this user or community include 1.3.6.1.2.1.4"
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


def unwithheld(
    wanted: Collection[Table], reads: dict[str, Read], object_id: str | None
) -> dict[str, Read]:
    """
    Call withheld what a view leaves out of a device that shows its interfaces.

    The reason says what would open it, in the words of the device's maker.
    """
    of_ip = [table.name for table in wanted if table.kind in _OF_IP]
    has_asked = {table.kind for table in wanted} >= _OF_IP
    if not has_asked or any(reads[name].status is not TableStatus.ABSENT for name in of_ip):
        return reads
    ports = (reads[table.name] for table in wanted if table.kind is Interface)
    if not any(read.observations for read in ports):
        return reads
    platform = f"{object_id}."
    remedy = next(
        (text for prefix, text in _OPENED_BY if platform.startswith(prefix)), _OPENED_BY_A_VIEW
    )
    reason = f"interfaces are shown, and neither addresses nor routes nor ARP: {remedy}"
    return {
        name: replace(read, status=TableStatus.WITHHELD, reason=reason) if name in of_ip else read
        for name, read in reads.items()
    }
