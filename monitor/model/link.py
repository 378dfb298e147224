"""
A link: one line by which traffic leaves a device, as the device itself shows it.

A link is not a route. An interface that is up with an address nobody planned is a way out whether
or not a default route is shown over it: policy routing, VRFs and a second box hide routes, and
several agents show one default route of two.

`status` is decided in a fixed order: an approved waiver, an approved destination of a tunnel, a
circuit of the contract register, the city's own plan, foreign evidence; else it is `unknown`, which
is never counted as compliant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from monitor.model.declared import Circuit, Waiver
from monitor.model.medium import Medium
from monitor.model.observation import (
    Address,
    ArpEntry,
    BgpPeer,
    Interface,
    Neighbour,
    OspfNeighbour,
    Route,
)
from monitor.model.prefixes import IPAddress, is_link_local
from monitor.model.reading import SourceRow
from monitor.model.service import VpnPeer

_WHISPER_OCTETS_PER_S = 50
"""What LLDP and the like make on an idle line is less."""


class LinkStatus(StrEnum):
    """Whose line it is, as far as anybody can tell."""

    KOMINFO = "kominfo"
    EXEMPT = "exempt"
    APPROVED = "approved"
    """A tunnel to an approved destination that carries no default route."""
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """
    A way out of a device. `name` carries series and findings, and is stable.

    `routes` are the default and other very short routes over it, `gateways` the ARP entries of
    their next hops. `octets_per_s` is what passed both ways since the reading before, `None` where
    that cannot be told, as is `is_two_way`: whether it passed in both directions. `vpn_peers` are
    the far ends of IPsec that are this interface's. `plan_reason` says by what the link is known to
    be in the city's plan, `ended_contract` the contract that accounted for it until it ended
    lately, `approval` the name of the approved destination it leads to.
    """

    device: str
    site: str
    agency: str
    name: str
    medium: Medium = Medium.OTHER
    is_up: bool = True
    interface: Interface | None = None
    addresses: tuple[Address, ...] = ()
    routes: tuple[Route, ...] = ()
    gateways: tuple[ArpEntry, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    bgp_peers: tuple[BgpPeer, ...] = ()
    ospf_neighbours: tuple[OspfNeighbour, ...] = ()
    vpn_peers: tuple[VpnPeer, ...] = ()
    octets_per_s: float | None = None
    is_two_way: bool | None = None
    circuit: Circuit | None = None
    waiver: Waiver | None = None
    plan_reason: str = ""
    ended_contract: str = ""
    approval: str = ""
    provider: str | None = None
    status: LinkStatus = LinkStatus.UNKNOWN

    @property
    def next_hops(self) -> tuple[IPAddress, ...]:
        """Where its short routes lead, each once."""
        return tuple(dict.fromkeys(route.next_hop for route in self.routes if route.next_hop))

    def hop_key(self, hop: IPAddress) -> str:
        """Return what a next hop is remembered by: a link-local one is one of this line only."""
        return f"{hop}%{self.name}" if is_link_local(hop) else str(hop)

    @property
    def gateway_macs(self) -> tuple[str, ...]:
        """The MAC addresses of its next hops, each once."""
        return tuple(dict.fromkeys(entry.mac for entry in self.gateways if entry.mac))

    @property
    def is_rising(self) -> bool | None:
        """Whether more than a whisper passed since the reading before."""
        return None if self.octets_per_s is None else self.octets_per_s >= _WHISPER_OCTETS_PER_S

    @property
    def is_routed(self) -> bool:
        """Whether the device sends traffic to anywhere over it."""
        return bool(self.routes)

    @property
    def names(self) -> tuple[str, ...]:
        """What its interface is called: ifName, ifDescr, ifAlias."""
        if self.interface is None:
            return ()
        given = (self.interface.name, self.interface.descr, self.interface.alias)
        return tuple(dict.fromkeys(text for text in given if text))

    @property
    def is_registered(self) -> bool:
        """Whether the contract register or the city's plan accounts for it."""
        return self.circuit is not None or bool(self.plan_reason)

    @property
    def far_ends(self) -> tuple[IPAddress, ...]:
        """Where it ends as a tunnel, each address once."""
        remote = self.interface.tunnel_remote if self.interface else None
        ends = (*((remote,) if remote else ()), *(peer.remote for peer in self.vpn_peers))
        return tuple(dict.fromkeys(ends))

    def rows(self) -> Iterator[SourceRow]:
        """Every row of the device's tables that speaks of it."""
        return chain.from_iterable(
            seen.rows
            for seen in (
                *((self.interface,) if self.interface else ()),
                *self.addresses,
                *self.routes,
                *self.gateways,
                *self.neighbours,
                *self.bgp_peers,
            )
        )
