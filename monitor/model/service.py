"""
What a device does beside forwarding: VPNs it keeps up, machines it runs, clients it counts.

They come from vendors' tables only; no standard table tells them.
"""

from dataclasses import dataclass

from monitor.model.prefixes import IPAddress
from monitor.model.reading import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class VpnPeer(Observation):
    """
    The far end of an IPsec tunnel.

    `name` is what the device calls the tunnel, where it has one: the name of its interface, if it
    has an interface. `is_dialled_in`: whether it is a user who was given an address here.
    """

    index: str
    remote: IPAddress
    name: str | None = None
    is_up: bool | None = None
    is_dialled_in: bool = False

    @property
    def key(self) -> object:
        """The table's own index of it."""
        return self.index

    @property
    def is_tunnel(self) -> bool:
        """Whether it is a way to somewhere else, and may be up."""
        return self.is_up is not False and not self.is_dialled_in


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualMachine(Observation):
    """A machine that a hypervisor runs or could run."""

    index: int
    name: str | None = None
    is_on: bool | None = None

    @property
    def key(self) -> object:
        """The hypervisor's number for it."""
        return self.index


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCount(Observation):
    """How many clients a device counts: `leases` of its DHCP server, or `wifi`, by interface."""

    source: str
    number: int
    label: str = ""

    @property
    def key(self) -> object:
        """What is counted, and where."""
        return (self.source, self.label)
