"""
Observations that only tie others together: LLDP's addresses and ports, bridge ports, VLANs.

They are read, joined into neighbours and forwarding entries, and in no snapshot.
"""

from dataclasses import dataclass, field

from monitor.model.prefixes import IPAddress
from monitor.model.reading import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourAddress(Observation):
    """A management address of an LLDP neighbour; joined into `Neighbour.addresses`."""

    protocol: str
    local_port: str | None
    remote_index: str
    address: IPAddress
    time_mark: int | None = field(default=None, compare=False)

    @property
    def key(self) -> object:
        """The neighbour and the address."""
        return (
            self.protocol, self.local_port, self.remote_index, self.time_mark, self.address
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPort(Observation):
    """A local LLDP port: the way from lldpRemLocalPortNum to an interface."""

    number: int
    port_id: str | None = None
    mac: str | None = None
    descr: str | None = None
    if_index: int | None = None

    @property
    def key(self) -> object:
        """The LLDP port number, which is not the ifIndex."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgePort(Observation):
    """A bridge port and the interface it is (dot1dBasePortTable)."""

    port: int
    if_index: int

    @property
    def key(self) -> object:
        """The bridge port number."""
        return self.port


@dataclass(frozen=True, slots=True, kw_only=True)
class Vlan(Observation):
    """A VLAN of a switch that keeps a forwarding database for each."""

    number: int

    @property
    def key(self) -> object:
        """The VLAN id."""
        return self.number
