"""
What registered devices say of themselves: which addresses and MAC addresses are theirs.

A registry lists one address of a router that has thirty. The others are learnt from the router
itself, and then a next hop or a neighbour at another site can be told to be that router. An
address or MAC that several devices claim leads to nobody: a wrong match would be worse than none.

Anybody can give an idle interface the MAC address of a box that is to pass for his. So a MAC counts
as a device's only where packets come in by it, or where it is numbered as one by which they do.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

from monitor.model.observation import (
    Address,
    ArpEntry,
    BgpPeer,
    FdbEntry,
    Neighbour,
    OspfNeighbour,
    Route,
    Snapshot,
)
from monitor.model.prefixes import IPAddress, unmapped
from monitor.model.reading import TableStatus

Key = TypeVar("Key")
SHARED_MACS = (
    "00:00:5e:00:01:",
    "00:00:5e:00:02:",
    "00:00:0c:07:ac:",
    "00:00:0c:9f:f",
    "00:07:b4:00:",
)
"""VRRP (RFC 9568), HSRP and GLBP: addresses of a group, not of a box."""
NO_RATES: Mapping[IPAddress, float] = MappingProxyType({})
_BLOCK = len("aa:bb:cc:dd")
"""What the MAC addresses of one box have in common, which a maker numbers in a row."""


class Inventory:
    """Addresses and MACs by the registered device that has them; `learn` is its only change."""

    __slots__ = (
        "_addresses", "_by_device", "_encounters", "_identified", "_identities", "_macs", "version",
    )  # fmt: skip

    def __init__(self) -> None:
        self._by_device: dict[str, tuple[frozenset[IPAddress], frozenset[str]]] = {}
        self._encounters: dict[str, Encounters] = {}
        self._identities: dict[str, tuple[tuple[str, str], ...]] = {}
        self._identified: dict[tuple[str, str], set[str]] = {}
        self._addresses: dict[IPAddress, set[str]] = {}
        self._macs: dict[str, set[str]] = {}
        self.version = 0
        """Another one whenever anything in it is."""

    def learn(self, snapshot: Snapshot, rates: Mapping[IPAddress, float] = NO_RATES) -> None:
        """
        Take over what a device says of itself, in place of what it said before.

        `rates` is what passed on its lines since then (`Encounters.rates`).
        """
        addresses = frozenset(
            unmapped(own.address) for own in snapshot.addresses if _is_telling(own.address)
        )
        macs = frozenset(_own_macs(snapshot))
        self._encounters[snapshot.device] = Encounters(snapshot, rates)
        self._identify(snapshot)
        if self._by_device.get(snapshot.device) == (addresses, macs):
            return
        self._take_back(snapshot.device)
        self.version += 1
        self._by_device[snapshot.device] = (addresses, macs)
        for address in addresses:
            self._addresses.setdefault(address, set()).add(snapshot.device)
        for mac in macs:
            self._macs.setdefault(mac, set()).add(snapshot.device)

    def forget(self, device: str) -> None:
        """Drop a device that is no longer registered."""
        self._encounters.pop(device, None)
        self._disidentify(device)
        self._take_back(device)

    def _identify(self, snapshot: Snapshot) -> None:
        identity = snapshot.identity
        told = ("serial", identity.serial), ("engine_id", identity.engine_id)
        parts = tuple((name, value) for name, value in told if value)
        if self._identities.get(snapshot.device) == parts:
            return
        self._disidentify(snapshot.device)
        self._identities[snapshot.device] = parts
        for part in parts:
            self._identified.setdefault(part, set()).add(snapshot.device)

    def _disidentify(self, device: str) -> None:
        for part in self._identities.pop(device, ()):
            _discard(self._identified, part, device)

    def _take_back(self, device: str) -> None:
        if device not in self._by_device:
            return
        self.version += 1
        addresses, macs = self._by_device.pop(device)
        for address in addresses:
            _discard(self._addresses, address, device)
        for mac in macs:
            _discard(self._macs, mac, device)

    def owner_of_address(self, address: IPAddress) -> str | None:
        """Name of the one device that has this address."""
        return _only(self._addresses.get(unmapped(address)))

    def owner_of_mac(self, mac: str) -> str | None:
        """Name of the one device that has this MAC address."""
        return _only(self._macs.get(mac))

    def claimants_of_address(self, address: IPAddress) -> frozenset[str]:
        """Names of all devices that say this address is theirs."""
        return frozenset(self._addresses.get(unmapped(address), ()))

    def claimants_of_mac(self, mac: str) -> frozenset[str]:
        """Names of all devices that say this MAC address is theirs."""
        return frozenset(self._macs.get(mac, ()))

    def claimants_of_identity(self, part: str, value: str) -> frozenset[str]:
        """Names of all devices with this `serial` or `engine_id`."""
        return frozenset(self._identified.get((part, value), ()))

    def encounters_of(self, device: str) -> "Encounters | None":
        """Whom a device met, by its last whole reading; nothing before it was read."""
        return self._encounters.get(device)

    def addresses_of(self, device: str) -> frozenset[IPAddress]:
        """Addresses a device said are its own; empty before it was seen."""
        return self._by_device.get(device, (frozenset(), frozenset()))[0]

    def macs_of(self, device: str) -> frozenset[str]:
        """MAC addresses a device said are its own; empty before it was seen."""
        return self._by_device.get(device, (frozenset(), frozenset()))[1]


class Encounters:
    """
    Whom a device meets on its interfaces, by its own tables.

    They are put in order when first asked for: of most devices nobody asks.
    """

    __slots__ = ("__dict__", "_snapshot", "rates")

    def __init__(self, snapshot: Snapshot, rates: Mapping[IPAddress, float] = NO_RATES) -> None:
        self._snapshot = snapshot
        self.rates = rates
        """Octets of a second, in and out, on lines between two ends, by its own address there."""

    @property
    def time_s(self) -> float:
        """When it was read, in Unix seconds."""
        return self._snapshot.time_s

    @cached_property
    def resolved(self) -> Mapping[IPAddress, frozenset[str]]:
        """The MAC addresses behind each address it has resolved."""
        found: dict[IPAddress, set[str]] = {}
        for entry in self._snapshot.arp:
            if entry.mac is not None:
                found.setdefault(unmapped(entry.address), set()).add(entry.mac)
        return {address: frozenset(macs) for address, macs in found.items()}

    @cached_property
    def peers(self) -> frozenset[IPAddress]:
        """The addresses with which it keeps a routing session."""
        full = [one for one in self._snapshot.ospf_neighbours if one.state == "full"]
        ends = (end for one in full for end in (one.address, one.router_id) if end is not None)
        bgp = (one.address for one in self._snapshot.bgp_peers if one.state == "established")
        return frozenset(map(unmapped, (*ends, *bgp)))

    @cached_property
    def learnt_macs(self) -> frozenset[str]:
        """The MAC addresses behind its bridge ports."""
        return frozenset(entry.mac for entry in self._snapshot.fdb)

    def resolved_to(self, macs: Set[str]) -> Iterator[ArpEntry]:
        """List its ARP entries with any of these MAC addresses."""
        return (entry for entry in self._snapshot.arp if entry.mac in macs)

    def learnt(self, macs: Set[str]) -> Iterator[FdbEntry]:
        """List its forwarding entries with any of these MAC addresses."""
        return (entry for entry in self._snapshot.fdb if entry.mac in macs)

    def routes_over(self, next_hops: Set[IPAddress]) -> Iterator[Route]:
        """List its routes over any of these next hops."""
        return (route for route in self._snapshot.routes if route.next_hop in next_hops)

    @property
    def neighbours(self) -> tuple[Neighbour, ...]:
        """The boxes that announced themselves to it."""
        return self._snapshot.neighbours

    @property
    def has_all_addresses(self) -> bool:
        """Whether its own addresses were read whole."""
        return self._snapshot.status_of(Address) is TableStatus.COMPLETE

    def tells_all_sessions(self, kind: type[OspfNeighbour] | type[BgpPeer]) -> bool:
        """Whether its routing sessions of a protocol were read whole, and are some."""
        is_whole = self._snapshot.status_of(kind) is TableStatus.COMPLETE
        some = self._snapshot.ospf_neighbours if kind is OspfNeighbour else self._snapshot.bgp_peers
        return is_whole and bool(some)

    @property
    def tells_all_it_resolved(self) -> bool:
        """Whether its ARP table was read whole, and is not empty."""
        is_whole = self._snapshot.status_of(ArpEntry) is TableStatus.COMPLETE
        return is_whole and bool(self._snapshot.arp)


def _discard(owners: dict[Key, set[str]], key: Key, device: str) -> None:
    owners[key].discard(device)
    if not owners[key]:
        # Leased addresses come and go; what nobody has must not pile up.
        del owners[key]


def _own_macs(snapshot: Snapshot) -> Iterable[str]:
    bridge = snapshot.identity.bridge_address
    in_use = {one.mac for one in snapshot.interfaces if one.is_up and one.in_octets != 0}
    sure = {mac for mac in (*in_use, bridge) if mac and not mac.startswith(SHARED_MACS)}
    blocks = {mac[:_BLOCK] for mac in sure}
    yield from sure
    for interface in snapshot.interfaces:
        # A chassis is often named by the first of its block, and that port may be idle.
        if interface.mac and interface.mac[:_BLOCK] in blocks:
            yield interface.mac


def _is_telling(address: IPAddress) -> bool:
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)


def _only(owners: set[str] | None) -> str | None:
    # In one go: a device that is judged aside looks while others are learnt of.
    return max(owners, default=None) if owners and len(owners) == 1 else None
