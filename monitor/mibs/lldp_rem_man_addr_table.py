"""
lldpRemManAddrTable (LLDP-MIB, IEEE 802.1AB): management addresses of LLDP neighbours.

The address stands in the index, behind the three numbers of the neighbour: subtype (IANA address
family), length, octets. RouterOS has it as text in a column instead. A MAC (family 6) is no
address to compare with and is left out.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from monitor.model.joins import NeighbourAddress
from monitor.model.prefixes import unmapped
from monitor.table import BadRowError, Row, Table

_IPV4, _IPV6 = 1, 2


def decode(row: Row) -> Iterator[NeighbourAddress]:
    """Yield the management address, where it is an IP address."""
    index = row.cursor()
    time_mark = index.integer() if index.remaining >= 3 else None
    local_port = index.integer() if index.remaining >= 2 else None
    remote = index.integer()
    address = _from_text(row) if index.remaining < 2 else None
    if index.remaining >= 2:
        family, length = index.integer(), index.integer()
        octets = index.octets(min(length, index.remaining))
        if family == _IPV4 and len(octets) == 4:
            address = IPv4Address(octets)
        elif family == _IPV6 and len(octets) == 16:
            address = IPv6Address(octets)
    if address is not None:
        yield NeighbourAddress(
            protocol="lldp",
            local_port=str(local_port) if local_port else None,
            remote_index=str(remote),
            time_mark=time_mark,
            address=unmapped(address),
        )


def _from_text(row: Row) -> IPv4Address | IPv6Address | None:
    text = row.opt_text(2)
    if text is None:
        return None
    try:
        return ip_address(text)
    except ValueError as error:
        raise BadRowError("lldpRemManAddr is no address") from error


TABLE = Table(
    name="lldpRemManAddrTable",
    entry=(1, 0, 8802, 1, 1, 2, 1, 4, 2, 1),
    columns={2: "lldpRemManAddr", 3: "lldpRemManAddrIfSubtype", 4: "lldpRemManAddrIfId"},
    kind=NeighbourAddress,
    decode=decode,
)
