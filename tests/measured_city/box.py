"""
What one device is like at one moment, before any agent shows it.

Plain lists that are easy to change: a thing that happens in the city (`Effect`) is a function that
changes a box. Ports are known by a `uid` of the simulation's own, for names and ifIndexes change.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface, ip_network

from tests.measured_city.activity import Activity

IPAddress = IPv4Address | IPv6Address
ANYWHERE = "0.0.0.0/0"


@dataclass(slots=True)
class Port:
    """
    An interface. `load_bps` are octets per second inwards at the site's busiest, `steady_bps`
    those that always flow; `share` is what goes outwards of each.
    """

    uid: str
    name: str
    type: int = 6
    descr: str = ""
    alias: str = ""
    mac: str = ""
    is_up: bool = True
    is_admin_up: bool = True
    mtu: int = 1500
    speed_mbps: int = 1000
    load_bps: float = 0.0
    steady_bps: float = 0.0
    share: float = 0.3
    index: int = 0
    is_bridged: bool = False
    tunnel_local: IPv4Address | None = None
    tunnel_remote: IPv4Address | None = None
    imsi: str = ""
    ssid: str = ""
    bssid: str = ""
    activity: Activity | None = None
    """Of those whose traffic it carries, where they are not the device's own."""


@dataclass(slots=True)
class Held:
    """An address of the device's own; `origin` as ipAddressOrigin (2 manual, 4 dhcp)."""

    port: str
    address: IPv4Interface | IPv6Interface
    origin: int = 2


@dataclass(slots=True)
class Way:
    """
    A route. `protocol` as inetCidrRouteProto (2 local, 3 netmgmt, 13 ospf, 14 bgp); `type` 4 is
    remote(4). `port` is empty where the agent does not say. `is_shown` is false for what the agent
    leaves out: the second of two equal routes, a VRF's, a policy's.
    """

    hop: IPAddress | None
    port: str
    destination: str = ANYWHERE
    protocol: int = 3
    metric: int = 1
    is_shown: bool = True


@dataclass(slots=True)
class Resolved:
    """An entry of the ARP or neighbour cache."""

    port: str
    address: IPAddress
    mac: str


@dataclass(slots=True)
class Heard:
    """A box that announced itself. `says` are LLDP's capabilities; `maker` its platform."""

    port: str
    mac: str
    name: str
    descr: str = ""
    address: IPv4Address | None = None
    says: frozenset[str] = frozenset({"router"})
    maker: str = ""
    protocols: frozenset[str] = frozenset({"lldp"})


@dataclass(slots=True)
class Peer:
    """A BGP session; state 6 is established."""

    address: IPv4Address
    remote_as: int
    local: IPv4Address
    state: int = 6


@dataclass(slots=True)
class Adjacency:
    """An OSPF neighbour; state 8 is full."""

    address: IPv4Address
    router_id: IPv4Address
    state: int = 8


@dataclass(slots=True)
class Learnt:
    """A MAC address behind a bridge port."""

    port: str
    mac: str
    vlan: int = 1


@dataclass(slots=True)
class Client:
    """Somebody's computer or telephone on the LAN; `port` is where the ARP cache has it."""

    address: IPv4Address
    mac: str
    port: str
    bridge_port: str = ""
    is_resolved: bool = True


@dataclass(slots=True)
class Box:
    """Everything of one device. `clients` come and go with the hour, everything else stays."""

    object_id: str
    descr: str
    name: str
    location: str = ""
    serial: str = ""
    engine_id: bytes = b""
    bridge_mac: str = ""
    ports: list[Port] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    resolved: list[Resolved] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)
    adjacencies: list[Adjacency] = field(default_factory=list)
    learnt: list[Learnt] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    programs: list[tuple[str, str]] = field(default_factory=list)
    listens: list[int] = field(default_factory=list)
    leases: bool = False
    hidden: frozenset[str] = frozenset()
    """Tables that its agent's access control leaves out."""

    def port(self, uid: str) -> Port:
        """Return a port by its uid."""
        found = next((port for port in self.ports if port.uid == uid), None)
        if found is None:
            raise LookupError(f"{self.name} has no port {uid}.")
        return found

    def has_port(self, uid: str) -> bool:
        """Whether there is such a port."""
        return any(port.uid == uid for port in self.ports)

    def number(self) -> None:
        """Give every port without an ifIndex the next free one."""
        taken = {port.index for port in self.ports}
        free = 1
        for port in self.ports:
            if not port.index:
                while free in taken:
                    free += 1
                port.index = free
                taken.add(free)

    def drop_port(self, uid: str) -> None:
        """Take a port away with everything on it."""
        self.ports = [port for port in self.ports if port.uid != uid]
        self.held = [one for one in self.held if one.port != uid]
        self.ways = [one for one in self.ways if one.port != uid]
        self.resolved = [one for one in self.resolved if one.port != uid]
        self.heard = [one for one in self.heard if one.port != uid]


@dataclass(frozen=True, slots=True)
class Effect:
    """
    Something that is so from one moment until another: a change of a box.

    It is quiet where nothing but counters tells of it.
    """

    start_s: float
    end_s: float
    change: Callable[[Box], None]
    is_quiet: bool = False

    def holds(self, time_s: float) -> bool:
        """Whether it is so at a moment."""
        return self.start_s <= time_s < self.end_s


def network_of(text: str) -> tuple[bytes, int]:
    """Return the octets and the length of a prefix."""
    network = ip_network(text)
    return network.network_address.packed, network.prefixlen
