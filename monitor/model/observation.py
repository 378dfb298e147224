"""
What one device said at one time, as typed facts.

A `Snapshot` holds the observations of one poll and, for every table that was asked, how the
reading went. "Nothing there" and "could not look" are different answers, and everything after
this module depends on the difference: an empty `routes` with status `complete` is a device
without routes, the same with status `refused` is a device nobody could see into.

A field is `None` where the device did not say. Addresses are `ipaddress` objects, MAC addresses
lower-case `aa:bb:cc:dd:ee:ff`, durations seconds, sizes octets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Network

from monitor.model.prefixes import IPAddress, IPNetwork, is_link_local
from monitor.model.reading import Observation, Pace, TableReading, TableStatus
from monitor.model.service import ClientCount, VirtualMachine, VpnPeer


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Observation):
    """Who the device says it is. `object_id` is dotted, `engine_id` and `mac` hexadecimal."""

    sys_descr: str | None = None
    object_id: str | None = None
    sys_name: str | None = None
    sys_location: str | None = None
    uptime_s: float | None = None
    engine_id: str | None = None
    engine_boots: int | None = None
    bridge_address: str | None = None
    serial: str | None = None

    @property
    def key(self) -> object:
        """There is one identity."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface(Observation):
    """
    An interface (RFC 2863).

    `type` is the IANAifType number. Octet counters are as read; `counter_bits` says where they
    wrap. `in_octets_32` and `out_octets_32` are those of ifTable, which agents with broken 64-bit
    ones still count (`monitor.traffic` chooses). `last_change_s` is sysUpTime at the last change of
    `oper_status`. `is_tunnel` is set where TUNNEL-MIB has a row of it. `has_modem` and
    `modem_operator` (MCC and MNC, five digits) come from a vendor's table of cellular modems,
    `ssid` and `bssid` from one of Wi-Fi interfaces that are somebody's client.
    """

    index: int
    name: str | None = None
    descr: str | None = None
    alias: str | None = None
    type: int | None = None
    mtu_bytes: int | None = None
    speed_bps: int | None = None
    mac: str | None = None
    admin_up: bool | None = None
    oper_status: str | None = None
    last_change_s: float | None = None
    in_octets: int | None = None
    out_octets: int | None = None
    counter_bits: int | None = None
    in_octets_32: int | None = None
    out_octets_32: int | None = None
    is_tunnel: bool | None = None
    tunnel_local: IPAddress | None = None
    tunnel_remote: IPAddress | None = None
    has_modem: bool | None = None
    modem_operator: str | None = None
    ssid: str | None = None
    bssid: str | None = None

    @property
    def key(self) -> object:
        """The ifIndex; stable only until the device restarts."""
        return self.index

    @property
    def label(self) -> str:
        """The name that carries series and finding keys: ifName, else ifDescr, else the index."""
        return self.name or self.descr or f"if{self.index}"

    @property
    def is_up(self) -> bool:
        """Whether packets may pass, as far as the device says. `dormant` waits, `unknown` may be.

        Tunnels and modems of Linux say `unknown` while they work, so only an explicit other
        state counts as down.
        """
        return self.admin_up is not False and self.oper_status in {None, "up", "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Observation):
    """An address of the device itself. `origin` is ipAddressOrigin, `dhcp` where leased."""

    address: IPAddress
    prefix_length: int | None = None
    if_index: int | None = None
    origin: str | None = None

    @property
    def key(self) -> object:
        """The address and its interface: VRFs may repeat an address."""
        return (self.address, self.if_index)

    @property
    def network(self) -> IPNetwork | None:
        """The subnet of the address, where its prefix length is known."""
        if self.prefix_length is None:
            return None
        if isinstance(self.address, IPv4Address):
            return IPv4Network((int(self.address), self.prefix_length), strict=False)
        return IPv6Network((int(self.address), self.prefix_length), strict=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Observation):
    """
    A route. `next_hop` is `None` where the route leaves by an interface without one.

    A link-local next hop means something only with its interface (RFC 4007, section 6).
    """

    destination: IPNetwork
    next_hop: IPAddress | None = None
    if_index: int | None = None
    type: str | None = None
    protocol: str | None = None
    metric: int | None = None

    @property
    def key(self) -> object:
        """Destination and where it leads: a next hop, with the interface where that needs one."""
        hop = self.next_hop
        if hop is None or is_link_local(hop):
            return (self.destination, hop, self.if_index)
        return (self.destination, hop, None)

    @property
    def is_default(self) -> bool:
        """Whether it is `0.0.0.0/0` or `::/0`."""
        return self.destination.prefixlen == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArpEntry(Observation):
    """An ARP or neighbour-discovery entry. `mac` is `None` for one not resolved."""

    address: IPAddress
    if_index: int | None = None
    mac: str | None = None
    type: str | None = None

    @property
    def key(self) -> object:
        """The address on its interface."""
        return (self.address, self.if_index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour(Observation):
    """
    A box that announced itself by LLDP, CDP or MikroTik's discovery.

    `capabilities` are LLDP's words (`router`, `bridge`, `telephone`, ...), `None` where nothing
    was said. `local_port` is the protocol's own port number or name, `if_index` where it could be
    joined with an interface. `time_mark` is lldpRemTimeMark (TimeTicks), by which rows of one port
    and number may differ while one box takes another's place.
    """

    protocol: str
    local_port: str | None = None
    if_index: int | None = None
    chassis_id: str | None = None
    mac: str | None = None
    port_id: str | None = None
    sys_name: str | None = None
    sys_descr: str | None = None
    addresses: tuple[IPAddress, ...] = ()
    capabilities: frozenset[str] | None = None
    remote_index: str | None = None
    time_mark: int | None = field(default=None, compare=False)

    @property
    def key(self) -> object:
        """Protocol, local port, the table's own number of the neighbour, and the box it is."""
        return (
            self.protocol,
            self.local_port or self.if_index,
            self.remote_index,
            self.chassis_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BgpPeer(Observation):
    """
    A BGP session. `remote_as` is `None` where the agent could only say AS_TRANS.

    `if_index` is the zone of a link-local peer, where the agent tells it.
    """

    address: IPAddress
    if_index: int | None = None
    remote_as: int | None = None
    local_address: IPAddress | None = None
    state: str | None = None
    instance: str = ""

    @property
    def key(self) -> object:
        """The peer's address within its routing instance, with its zone."""
        return (self.instance, self.address, self.if_index)


@dataclass(frozen=True, slots=True, kw_only=True)
class OspfNeighbour(Observation):
    """An OSPF neighbour. `if_index` is set for addressless links only."""

    address: IPv4Address
    router_id: IPv4Address | None = None
    state: str | None = None
    if_index: int | None = None

    @property
    def key(self) -> object:
        """The neighbour's address, with the interface of an addressless link."""
        return (self.address, self.if_index)


@dataclass(frozen=True, slots=True, kw_only=True)
class FdbEntry(Observation):
    """A MAC address a bridge has learnt, and on which of its ports."""

    mac: str
    port: int | None = None
    if_index: int | None = None
    vlan: int | None = None
    status: str | None = None

    @property
    def key(self) -> object:
        """The MAC within its VLAN."""
        return (self.mac, self.vlan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener(Observation):
    """A TCP port somebody listens on. The unspecified address means all addresses."""

    address: IPAddress
    port: int
    process_id: int | None = None

    @property
    def key(self) -> object:
        """Address and port."""
        return (self.address, self.port)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process(Observation):
    """A running program (HOST-RESOURCES-MIB)."""

    index: int
    name: str
    path: str | None = None

    @property
    def key(self) -> object:
        """The process id."""
        return self.index


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Observation):
    """
    The device answered, and did not let itself be read: `reason` is `authentication` or `refused`.

    `detail` is what it said, in one sentence.
    """

    reason: str
    detail: str

    @property
    def key(self) -> object:
        """The reason."""
        return self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """
    One device at one time (`time_s`, Unix seconds), and how every table was read.

    `kinds` says of every kind of observation how it could be seen, over all tables that yield it,
    `is_utf8` whether the device writes UTF-8. `left_out` counts by kind what is not in it since the
    device shows more than is judged.
    """

    device: str
    address: str
    time_s: float
    pace: Pace
    duration_s: float = 0.0
    identity: Identity = Identity()
    interfaces: tuple[Interface, ...] = ()
    addresses: tuple[Address, ...] = ()
    routes: tuple[Route, ...] = ()
    arp: tuple[ArpEntry, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    bgp_peers: tuple[BgpPeer, ...] = ()
    ospf_neighbours: tuple[OspfNeighbour, ...] = ()
    fdb: tuple[FdbEntry, ...] = ()
    listeners: tuple[Listener, ...] = ()
    processes: tuple[Process, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    vpn_peers: tuple[VpnPeer, ...] = ()
    virtual_machines: tuple[VirtualMachine, ...] = ()
    client_counts: tuple[ClientCount, ...] = ()
    tables: Mapping[str, TableReading] = field(default_factory=dict)
    kinds: Mapping[str, TableStatus] = field(default_factory=dict)
    is_utf8: bool = True
    left_out: Mapping[str, int] = field(default_factory=dict)

    def status_of(self, kind: type[Observation]) -> TableStatus:
        """How this kind of observation could be seen; absent where nothing was asked."""
        return self.kinds.get(kind.__name__, TableStatus.ABSENT)
