"""
An agency's site with its router, its switch and its line to Kominfo, before anything happens there.

A `Home` holds what a story may change beforehand (how the line is delivered, who accounts for it);
its boxes are built from that when they are needed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, ip_interface
from random import Random

from tests.measured_city.agent import Agent
from tests.measured_city.box import (
    Adjacency,
    Box,
    Client,
    Heard,
    Held,
    Learnt,
    Peer,
    Port,
    Resolved,
    Way,
)
from tests.measured_city.facts import mac_of, serial_of
from tests.measured_city.platforms import SWITCH, Platform

CITY_AS = 64512
_DAEMONS = (
    ("snmpd", "/usr/sbin/snmpd"),
    ("lldpd", "/usr/sbin/lldpd"),
    ("sshd", "/usr/sbin/sshd"),
    ("zebra", "/usr/lib/frr/zebra"),
)
_ROUTED_BY = {"static": 3, "ospf": 13, "bgp": 14, "dhcp": 2}


@dataclass(slots=True)
class Upstream:
    """The router of Kominfo's at the other end of a line."""

    name: str
    mac: str
    loopback: IPv4Address


@dataclass(slots=True, kw_only=True)
class Home:
    """
    A site. `own` and `hop` are the two ends of its line; `routed_by` static, ospf, bgp or dhcp;
    `accounted` for by a circuit with its interface, by a circuit with its next hop, or by the plan
    alone.
    """

    code: str
    agency: str
    name: str
    number: int
    platform: Platform
    upstream: Upstream
    lan: IPv4Network
    own: IPv4Interface
    hop: IPv4Address
    management: IPv4Address
    rng: Random
    routed_by: str = "static"
    accounted: str = "circuit"
    hop_mac: str = ""
    lan_own: IPv4Interface | None = None
    wan_alias: str = ""
    is_announced: bool = True
    is_carriers: bool = False
    """Whether a provider's box is at the other end, rented by Kominfo."""
    has_switch: bool = False
    taken: set[str] = field(default_factory=set)
    """What the stories told here need for themselves (`Story.takes`)."""
    is_v3: bool = False
    load_bps: float = 2e6
    macs: dict[str, str] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list)
    serial: str = ""
    engine_id: bytes = b""
    router: Agent | None = None
    switch: Agent | None = None
    second: tuple[IPv4Interface, IPv4Address, Upstream] | None = None
    edge: Agent | None = None
    """The agent of Kominfo's router at the other end."""
    upstream_end: IPv4Address | None = None
    """The provider edge's own address, where the next hop is a virtual one."""
    closed: frozenset[int] = frozenset()
    """Days on which nobody works, besides holidays."""
    kept: list[Callable[[Box], None]] = field(default_factory=list)
    """What is so at the router from the beginning to the end."""

    @property
    def device(self) -> str:
        """The router's name."""
        return f"opd-{self.code}"

    @property
    def edge_port(self) -> str:
        """The uid of the port of Kominfo's router where its line ends."""
        return f"to-{self.code}"

    @property
    def is_taken(self) -> bool:
        """Whether anything happens here."""
        return bool(self.taken)

    @property
    def switch_name(self) -> str:
        """The switch's name."""
        return f"sw-{self.code}"

    @property
    def lan_port(self) -> str:
        """The uid of the port whose ARP cache has the clients."""
        return "lan"

    @property
    def lan_gateway(self) -> IPv4Interface:
        """The router's address on the LAN."""
        return self.lan_own or IPv4Interface((int(self.lan.network_address) + 1, 24))

    def lan_address(self, last: int) -> IPv4Address:
        """Return an address of the LAN by its last octet."""
        return self.lan_gateway.network.network_address + last

    def agent(self) -> Agent:
        """Return the router's agent."""
        assert self.router is not None
        return self.router

    def box(self) -> Box:
        """Build the router as it always is."""
        platform = self.platform
        box = Box(
            object_id=platform.object_id,
            descr=platform.descr,
            name=self.device,
            location=self.name,
            serial=self.serial,
            engine_id=self.engine_id,
            bridge_mac=self.macs["lan"],
            leases=platform.maker == "MikroTik",
        )
        box.ports = self._ports()
        if platform.key == "linux":
            box.programs = list(_DAEMONS)
            box.listens = [22, 2601]
        box.held = [
            Held("wan", self.own, 4 if self.routed_by == "dhcp" else 2),
            Held("lan", self.lan_gateway),
        ]
        if platform.key in ("cisco", "huawei", "linux"):
            box.held.append(Held("loop", IPv4Interface((int(self.management), 32))))
        protocol = _ROUTED_BY[self.routed_by]
        box.ways = [Way(self.hop, "wan", protocol=protocol, metric=10 if protocol == 13 else 1)]
        box.resolved = [Resolved("wan", self.hop, self.hop_mac or self.upstream.mac)]
        self._routing(box)
        self._neighbourhood(box)
        box.clients = list(self.clients)
        for change in self.kept:
            change(box)
        return box

    def _ports(self) -> list[Port]:
        platform = self.platform
        ports = [
            Port("wan", platform.wan, alias=self.wan_alias, mac=self.macs["wan"],
                 load_bps=self.load_bps, steady_bps=400.0),
            Port("lan", platform.lan, type=platform.lan_type, mac=self.macs["lan"],
                 load_bps=self.load_bps * 0.4, steady_bps=900.0, share=2.4),
        ]  # fmt: skip
        if platform.second_lan:
            ports.append(
                Port("lan1", platform.second_lan, mac=self.macs["lan"], is_bridged=True,
                     load_bps=self.load_bps * 0.4, steady_bps=500.0, share=2.4)
            )  # fmt: skip
        ports.append(Port("spare", platform.spare, mac=self.macs["spare"], is_up=False))
        if platform.key in ("cisco", "huawei", "linux"):
            name = "lo" if platform.key == "linux" else "Lo0"
            ports.insert(0, Port("loop", name, type=24, mtu=65535))
        return ports

    def _routing(self, box: Box) -> None:
        own = self.own.ip
        if self.routed_by == "ospf":
            box.adjacencies.append(Adjacency(self.hop, self.upstream.loopback))
        if self.routed_by == "bgp":
            box.peers.append(Peer(self.hop, CITY_AS, own))
        if self.second is not None:
            address, hop, upstream = self.second
            port = box.port("spare")
            port.is_up, port.load_bps, port.steady_bps = True, self.load_bps * 0.5, 400.0
            box.held.append(Held("spare", address))
            box.ways.append(Way(hop, "spare", protocol=_ROUTED_BY[self.routed_by]))
            box.resolved.append(Resolved("spare", hop, upstream.mac))
            if self.routed_by == "ospf":
                box.adjacencies.append(Adjacency(hop, upstream.loopback))

    def _neighbourhood(self, box: Box) -> None:
        if self.is_announced:
            box.heard.append(
                Heard("wan", self.upstream.mac, self.upstream.name, "Cisco IOS XE 17.6",
                      self.upstream.loopback, frozenset({"router", "bridge"}), "cisco ASR1001-X",
                      frozenset({"lldp", "cdp"}))
            )  # fmt: skip
        if self.has_switch:
            port = "lan1" if box.has_port("lan1") else "lan"
            box.heard.append(
                Heard(port, self.macs["switch"], self.switch_name, SWITCH.descr,
                      self.lan_address(250), frozenset({"bridge"}), "Huawei",
                      frozenset({"lldp"}))
            )  # fmt: skip
            box.resolved.append(Resolved("lan", self.lan_address(250), self.macs["switch"]))

    def switch_box(self) -> Box:
        """Build the switch as it always is: the router on port 1, people on 2 to 7."""
        box = Box(
            object_id=SWITCH.object_id,
            descr=SWITCH.descr,
            name=self.switch_name,
            location=self.name,
            serial=f"S{self.serial[1:]}",
            engine_id=self.engine_id[::-1],
            bridge_mac=self.macs["switch"],
        )
        for number in range(1, 9):
            box.ports.append(
                Port(f"p{number}", f"GigabitEthernet0/0/{number}", mac=self.macs["switch"],
                     is_bridged=True, is_up=number < 8, load_bps=self.load_bps * 0.1,
                     steady_bps=300.0, share=1.0)
            )  # fmt: skip
        box.ports.append(
            Port("vlan", "Vlanif1", type=53, mac=self.macs["switch"], steady_bps=200.0)
        )
        box.held = [Held("vlan", ip_interface(f"{self.lan_address(250)}/24"))]
        gateway = self.lan_gateway.ip
        box.ways = [Way(gateway, "vlan")]
        box.resolved = [Resolved("vlan", gateway, self.macs["lan"])]
        box.learnt = [Learnt("p1", self.macs["lan"])]
        box.heard = [
            Heard("p1", self.macs["lan"], self.device, self.platform.descr, self.management,
                  frozenset({"router"}), self.platform.maker)
        ]  # fmt: skip
        box.clients = [
            Client(one.address, one.mac, "vlan", one.bridge_port, is_resolved=False)
            for one in self.clients
        ]
        return box


def furnish(home: Home) -> None:
    """Give a home its hardware and its people."""
    rng, maker = home.rng, home.platform.maker
    known = {"MikroTik": "MikroTik", "cisco C1921": "Cisco", "Huawei": "Huawei",
             "Fortinet": "Fortinet"}  # fmt: skip
    maker = known.get(maker, "Dell")
    base = mac_of(rng, maker)
    for step, key in enumerate(("wan", "lan", "spare", "extra")):
        last = (int(base[-2:], 16) + step) % 256
        home.macs[key] = f"{base[:-2]}{last:02x}"
    home.macs["switch"] = mac_of(rng, "Huawei")
    home.serial = serial_of(rng, maker)
    home.engine_id = bytes.fromhex("80001f8803") + bytes.fromhex(home.macs["wan"].replace(":", ""))
    home.load_bps = rng.lognormvariate(13.8, 0.8)
    has_bridge = bool(home.platform.second_lan)
    for at in range(min(70, max(2, round(rng.lognormvariate(2.4, 0.7))))):
        client = rng.choice(("PC", "PC", "PC", "Telephone"))
        home.clients.append(
            Client(
                home.lan_address(20 + at),
                mac_of(rng, client),
                home.lan_port,
                f"p{2 + at % 6}" if home.has_switch else ("lan1" if has_bridge else ""),
            )
        )
