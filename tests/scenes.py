"""
A small city for the tests of the middle, and builders for what its devices show.

The city has 10.0.0.0/8 and 2001:db8:100::/40, the AS 64512, a gateway and a core router; a health
centre with the router `r1`, a switch, a server and a printer. Telkom is 203.0.113.0/24,
2001:db8:f00::/40 and AS 7713. Every observation carries a row, as a decoded one does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from ipaddress import IPv4Address, ip_address, ip_interface, ip_network
from itertools import chain
from typing import Any

from monitor.judge import judge
from monitor.levels import level
from monitor.links import Whose, links_of
from monitor.model.declared import (
    Agency,
    ApprovedDestination,
    Circuit,
    Device,
    DeviceRole,
    Gateway,
    Network,
    Site,
    Waiver,
)
from monitor.model.device_class import DeviceClass, DeviceClasses
from monitor.model.finding import Case, Judgement, Signal
from monitor.model.inventory import Inventory
from monitor.model.link import Link
from monitor.model.memory import NO_MEMORY, Day, Memory, OpenSlot, Usage
from monitor.model.observation import (
    Address,
    ArpEntry,
    BgpPeer,
    FdbEntry,
    Identity,
    Interface,
    Listener,
    Neighbour,
    OspfNeighbour,
    Process,
    Refusal,
    Route,
    Snapshot,
)
from monitor.model.outside import Outside
from monitor.model.policy import Policy
from monitor.model.provider import Provider, Providers
from monitor.model.reading import Observation, Pace, TableStatus, Varbind
from monitor.model.registry import Registry
from monitor.model.service import ClientCount, VirtualMachine, VpnPeer
from monitor.model.subject import Subject
from monitor.outside import seen_from_outside
from monitor.rule import Rule, Scene
from monitor.rules import rules

DAY = date(2026, 5, 12)
NOW_S = 1_778_500_000.0
NOW = datetime.fromtimestamp(NOW_S, UTC)
GATEWAY_MAC = "00:00:5e:00:53:01"
CORE_MAC = "48:8f:5a:00:00:01"
R1_MAC = "6c:3b:6b:00:00:10"
ONT_MAC = "c8:50:e9:12:34:56"
HOME_ROUTER_MAC = "50:c7:bf:00:00:01"
"""Of a maker who also makes access points."""
FIELDS: dict[type[Observation], str] = {
    Interface: "interfaces",
    Address: "addresses",
    Route: "routes",
    ArpEntry: "arp",
    Neighbour: "neighbours",
    BgpPeer: "bgp_peers",
    OspfNeighbour: "ospf_neighbours",
    FdbEntry: "fdb",
    Refusal: "refusals",
    Listener: "listeners",
    Process: "processes",
    VpnPeer: "vpn_peers",
    VirtualMachine: "virtual_machines",
    ClientCount: "client_counts",
}

R1 = Device("r1", "10.20.0.1", "puskesmas", macs=frozenset({R1_MAC}))
SWITCH = Device("sw1", "10.20.0.2", "puskesmas", role=DeviceRole.SWITCH)
SERVER_MAC = "3c:ec:ef:00:00:10"
SERVER = Device(
    "srv1", "10.20.0.10", "puskesmas", role=DeviceRole.SERVER, macs=frozenset({SERVER_MAC})
)
PRINTER = Device("prn1", "10.20.0.20", "puskesmas", role=DeviceRole.APPLIANCE)
OLT = Device("olt1", "10.20.0.30", "puskesmas", role=DeviceRole.ACCESS)
CORE = Device(
    "core", "10.0.0.2", "noc", role=DeviceRole.CORE, macs=frozenset({CORE_MAC, "48:8f:5a:00:00:02"})
)
BORDER = Device("border", "10.0.0.3", "noc", role=DeviceRole.BORDER)
TELKOM = Provider(
    "Telkom",
    patterns=("telkom", "indihome"),
    as_numbers=frozenset({7713}),
    prefixes=(ip_network("203.0.113.0/24"), ip_network("2001:db8:f00::/40")),
)
NETWORK = Network(
    as_numbers=frozenset({64512}),
    allowed_peer_as=frozenset({64500}),
    prefixes=(ip_network("10.0.0.0/8"), ip_network("2001:db8:100::/40")),
    gateways=(Gateway(ip_address("10.0.0.1"), GATEWAY_MAC, "pe-1"),),
    data_centre_prefixes=(ip_network("10.50.0.0/24"),),
    cgnat_prefixes=(ip_network("100.64.8.0/21"),),
    approved_destinations=(ApprovedDestination("BPJS", (ip_network("198.51.100.0/24"),)),),
)
REGISTRY = Registry(
    network=NETWORK,
    agencies={
        "dinkes": Agency("dinkes", "Dinas Kesehatan"),
        "kominfo": Agency("kominfo", "Dinas Komunikasi dan Informatika"),
    },
    sites={
        "puskesmas": Site("puskesmas", "dinkes", "Puskesmas Kota"),
        "rsud": Site("rsud", "dinkes", "RSUD"),
        "noc": Site("noc", "kominfo", "NOC"),
    },
    devices={device.name: device for device in (R1, SWITCH, SERVER, PRINTER, OLT, CORE, BORDER)},
    providers=Providers((TELKOM,)),
    oui=DeviceClasses(
        vendors={
            DeviceClass.CPE: ("raisecom", "tp link"),
            DeviceClass.ACCESS_POINT: ("tp link",),
            DeviceClass.PRINTER: ("seiko epson",),
        },
        prefixes={DeviceClass.HYPERVISOR: ("52:54:00", "00:50:56")},
    ),
)
NO_PLAN = Network()


@dataclass(frozen=True)
class FakeRow:
    """The row an observation came from."""

    table: str
    key: str

    def varbinds(self) -> tuple[Varbind, ...]:
        return (Varbind(f"1.3.6.1.2.1.{self.table}.{self.key}", "OctetString", self.key),)


def row_of(seen: Observation) -> Varbind:
    """The one cell of an observation made here."""
    [row] = seen.rows
    return row.varbinds()[0]


def _rows(table: str, *key: object) -> tuple[FakeRow, ...]:
    return (FakeRow(table, " ".join(map(str, key))),)


def port(index: int, name: str | None = None, **said: Any) -> Interface:
    """An interface that is up; ethernet unless told."""
    given = {"type": 6, "oper_status": "up", "admin_up": True, **said}
    return Interface(index=index, name=name, rows=_rows("ifTable", index), **given)


def own(address: str, index: int | None = None, **said: Any) -> Address:
    """An address of the device, written with its prefix length."""
    interface = ip_interface(address)
    return Address(
        address=interface.ip,
        prefix_length=interface.network.prefixlen if "/" in address else None,
        if_index=index,
        rows=_rows("ipAddressTable", address, index),
        **said,
    )


def route(destination: str, hop: str | None = None, index: int | None = None, **said: Any) -> Route:
    return Route(
        destination=ip_network(destination),
        next_hop=ip_address(hop) if hop else None,
        if_index=index,
        rows=_rows("inetCidrRouteTable", destination, hop, index),
        **said,
    )


def default(hop: str | None, index: int | None = None, **said: Any) -> Route:
    """A default route in the family of its next hop; IPv4 without one."""
    is_v6 = hop is not None and ip_address(hop).version == 6
    return route("::/0" if is_v6 else "0.0.0.0/0", hop, index, **said)


def arp(address: str, mac: str | None, index: int | None = None) -> ArpEntry:
    return ArpEntry(
        address=ip_address(address),
        mac=mac,
        if_index=index,
        rows=_rows("ipNetToPhysicalTable", address, index),
    )


def neighbour(index: int | None, *addresses: str, mac: str | None = None, **said: Any) -> Neighbour:
    """An LLDP neighbour that routes, unless told."""
    given = {"protocol": "lldp", "capabilities": frozenset({"bridge", "router"}), **said}
    return Neighbour(
        if_index=index,
        mac=mac,
        addresses=tuple(map(ip_address, addresses)),
        rows=_rows("lldpRemTable", index, mac, *addresses),
        **given,
    )


def bgp(address: str, remote_as: int | None, state: str = "established") -> BgpPeer:
    return BgpPeer(
        address=ip_address(address),
        remote_as=remote_as,
        state=state,
        rows=_rows("bgpPeerTable", address),
    )


def learnt_mac(mac: str, index: int | None = None, **said: Any) -> FdbEntry:
    """A MAC address that a bridge has learnt behind an interface."""
    return FdbEntry(mac=mac, if_index=index, rows=_rows("dot1dTpFdbTable", mac, index), **said)


def listener(number: int, address: str = "0.0.0.0") -> Listener:
    return Listener(
        address=ip_address(address), port=number, rows=_rows("tcpListenerTable", address, number)
    )


def process(name: str, number: int = 1) -> Process:
    return Process(index=number, name=name, rows=_rows("hrSWRunTable", name, number))


def vpn(remote: str, name: str | None = None, **said: Any) -> VpnPeer:
    given: dict[str, Any] = {"index": f"{name} {remote}", "is_up": True, **said}
    return VpnPeer(
        remote=ip_address(remote), name=name, rows=_rows("mtxrIkeSATable", remote, name), **given
    )


def machine(number: int, name: str | None = None, **said: Any) -> VirtualMachine:
    return VirtualMachine(index=number, name=name, rows=_rows("vmwVmTable", number), **said)


def leases(number: int) -> ClientCount:
    """How many leases the device's DHCP server has given."""
    return ClientCount(source="leases", number=number, rows=_rows("mtxrDHCP", number))


def identity(**said: Any) -> Identity:
    return Identity(rows=_rows("system", *said.values()), **said)


def waiver(subject: Subject, *kinds: str, **said: Any) -> Waiver:
    """A waiver at the health centre, in force on `DAY`."""
    given: dict[str, Any] = {
        "letter": "555/17",
        "approver": "Sekda",
        "reason": "cadangan",
        "site": "puskesmas",
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2026, 12, 31),
    }
    return Waiver(subject=subject, kinds=frozenset(kinds or {"foreign_uplink"}), **(given | said))


def circuit(*match: Subject, **said: Any) -> Circuit:
    """A contract of the city's at the health centre."""
    return Circuit(
        **({"contract": "K-1", "provider": "Telkom", "site": "puskesmas", "match": match} | said)
    )


@dataclass(frozen=True, kw_only=True)
class World:
    """Who looks at what: `device` shows what it is given, everything else is as declared."""

    device: Device = R1
    registry: Registry = REGISTRY
    inventory: Inventory = field(default_factory=Inventory)
    policy: Policy = field(default_factory=Policy)
    day: date = DAY
    unread: Mapping[type[Observation], TableStatus] = field(default_factory=dict)
    past: Memory = NO_MEMORY
    nearby: tuple[Case, ...] = ()
    before: tuple[Observation, ...] = ()
    """What it showed a minute ago, if it was asked."""

    def declaring(self, **changes: Any) -> "World":
        """The same with other declarations: `network`, `circuits`, `waivers`, ..."""
        return replace(self, registry=replace(self.registry, **changes))

    def snapshot(self, *seen: Observation, time_s: float = NOW_S) -> Snapshot:
        by_field: dict[str, tuple[Observation, ...]] = {
            name: tuple(one for one in seen if isinstance(one, kind))
            for kind, name in FIELDS.items()
        }
        kinds = {kind.__name__: TableStatus.COMPLETE for kind in (*FIELDS, Identity)}
        kinds |= {kind.__name__: status for kind, status in self.unread.items()}
        told = [one for one in seen if isinstance(one, Identity)]
        made: dict[str, Any] = {**by_field, "kinds": kinds, "identity": (*told, Identity())[0]}
        return Snapshot(
            device=self.device.name,
            address=self.device.address,
            time_s=time_s,
            pace=Pace.SLOW,
            **made,
        )

    def _previous(self) -> Snapshot | None:
        return self.snapshot(*self.before, time_s=NOW_S - 60) if self.before else None

    @property
    def whose(self) -> Whose:
        return Whose(self.device, self.registry, self.inventory, self.day)

    def links(self, *seen: Observation) -> tuple[Link, ...]:
        return links_of(self.snapshot(*seen), self.whose, self._previous())

    def scene(self, *seen: Observation) -> Scene:
        return Scene(
            device=self.device,
            snapshot=self.snapshot(*seen),
            links=self.links(*seen),
            registry=self.registry,
            inventory=self.inventory,
            policy=self.policy,
            past=self.past,
            nearby=self.nearby,
            outside=self.outside(self.snapshot(*seen)),
        )

    def outside(self, snapshot: Snapshot) -> Outside:
        """What the devices of the inventory show of it."""
        return seen_from_outside(self.device, snapshot, self.registry, self.inventory)

    def spoken(self, rule: Rule, *seen: Observation) -> tuple[Signal, ...]:
        """What one rule says of it."""
        return tuple(rule.check(self.scene(*seen)))

    def judged(self, *seen: Observation, fresh: frozenset[str] | None = None) -> Judgement:
        """What all rules say of it."""
        return self.judged_of(self.snapshot(*seen), fresh=fresh)

    def judged_of(self, snapshot: Snapshot, *, fresh: frozenset[str] | None = None) -> Judgement:
        """What all rules say of a snapshot."""
        return judge(
            snapshot,
            self.whose,
            self.policy,
            rules().values(),
            previous=self._previous(),
            past=self.past,
            nearby=self.nearby,
            outside=self.outside(snapshot),
            fresh=fresh,
        )


CITY = World()


def link_named(judgement: Judgement, name: str) -> Link:
    [link] = [link for link in judgement.links if link.name == name]
    return link


def case_of(judgement: Judgement, subject: str) -> Case:
    [case] = [case for case in judgement.cases if case.subject == subject]
    return case


def learnt(*shown: tuple[Device, tuple[Observation, ...]]) -> Inventory:
    """What other devices have said of themselves."""
    inventory = Inventory()
    for device, seen in shown:
        inventory.learn(World(device=device).snapshot(*seen))
    return inventory


def ospf(
    address: str, router_id: str, state: str = "full", index: int | None = None
) -> OspfNeighbour:
    return OspfNeighbour(
        address=IPv4Address(address),
        router_id=IPv4Address(router_id),
        state=state,
        if_index=index,
        rows=_rows("ospfNbrTable", address),
    )


def usage_of(*days: Day) -> Usage:
    """What is remembered of a line: working days, oldest first, in shares of the usual."""
    rows = (
        (_share(day.traffic_ratio), _share(day.clients_ratio), level(day.rate), day.flaps)
        for day in days
    )
    return Usage(
        rates=b"", clients=b"", days=bytes(chain.from_iterable(rows)), open=OpenSlot(number=0)
    )


def _share(ratio: float | None) -> int:
    return level(None if ratio is None else ratio * 1000)
