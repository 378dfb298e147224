"""
ipAddrTable (RFC 4293, deprecated): IPv4 addresses of the device. What most old agents have.

The netmask is a column, the address is the index. An interface without a lease may show 0.0.0.0,
which is no address, and the mask 0.0.0.0 would make the whole world its subnet: it says nothing.
"""

from collections.abc import Iterator

from monitor.model.observation import Address
from monitor.table import Row, Table


def decode(row: Row) -> Iterator[Address]:
    """Yield the address with the prefix length of its netmask, where that is a netmask."""
    address = row.cursor().ipv4()
    if int(address):
        yield Address(
            address=address,
            if_index=row.opt_int(2) or None,
            prefix_length=row.opt_netmask(3) or None,
        )


TABLE = Table(
    name="ipAddrTable",
    entry=(1, 3, 6, 1, 2, 1, 4, 20, 1),
    columns={2: "ipAdEntIfIndex", 3: "ipAdEntNetMask"},
    kind=Address,
    decode=decode,
    rank=1,
)
