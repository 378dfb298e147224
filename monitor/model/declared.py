"""
What is declared: the agencies, their sites and devices, and every line that is allowed.

A city's communications agency (Kominfo) owns the network; an agency (OPD) uses it at one or more
sites. A *circuit* is a line in Kominfo's contract register, whoever the carrier is: many are
rented from the same providers that would be a violation elsewhere. A *waiver* (pengecualian) is an
approved exception with a letter and an end. What is in neither, and not in Kominfo's plan, has to
be explained by somebody.

Everything here is a value. No clock: a day is an argument, reckoned in the configured time zone,
and both ends of a validity are inclusive. Names of agencies, sites and devices are unique keys.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.model.medium import Medium
from monitor.model.prefixes import IPAddress, IPNetwork
from monitor.model.subject import Subject

FINDING_KINDS = (
    "foreign_uplink",
    "foreign_neighbour",
    "foreign_server",
    "tampering",
    "silent_bypass",
)
"""The kinds of finding a waiver can be about."""


class DeviceRole(StrEnum):
    """What a device is there for; it decides what is normal on it."""

    CORE = "core"
    BORDER = "border"
    """Where Kominfo itself meets its providers: foreign BGP sessions are its work."""
    ROUTER = "router"
    """The router of an agency's site."""
    SWITCH = "switch"
    SERVER = "server"
    ACCESS = "access"
    """OLT, access point, modem."""
    APPLIANCE = "appliance"
    """Printer, camera, UPS: listens on ports and is no server."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A router of Kominfo as the sites see it. `mac` is lower-case `aa:bb:cc:dd:ee:ff`."""

    address: IPAddress
    mac: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class ApprovedDestination:
    """Where a tunnel may lead: a ministry, BPJS, the bank. `name` is for people."""

    name: str
    prefixes: tuple[IPNetwork, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """
    Kominfo's own network, the address plan.

    `allowed_peer_as` are the upstreams Kominfo itself buys from, `cgnat_prefixes` its own
    carrier-grade NAT (out of 100.64.0.0/10), `ssids` its own radio links.
    """

    as_numbers: frozenset[int] = frozenset()
    allowed_peer_as: frozenset[int] = frozenset()
    prefixes: tuple[IPNetwork, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    data_centre_prefixes: tuple[IPNetwork, ...] = ()
    cgnat_prefixes: tuple[IPNetwork, ...] = ()
    approved_destinations: tuple[ApprovedDestination, ...] = ()
    ssids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency (OPD). `obliged`: whether the regulation binds it to the Kominfo network."""

    code: str
    name: str
    kind: str = ""
    obliged: bool = True


@dataclass(frozen=True, slots=True)
class Site:
    """
    A place of an agency. Coordinates are WGS 84 degrees.

    `routing` names the protocols by which its default route should come, in the words of
    IANAipRouteProtocol (`ospf`, `bgp`; a static route is `netmgmt`); empty means the city's rule.
    """

    code: str
    agency: str
    name: str
    latitude: float | None = None
    longitude: float | None = None
    prefixes: tuple[IPNetwork, ...] = ()
    routing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Device:
    """
    A managed device. `address` is an IP address or a host name, `port` its UDP port.

    `profile` names the SNMP profile in the settings; secrets are there, never here. `addresses`
    and `macs` are further ones by which others see it. `poll` is false for a device that is
    Kominfo's and known but not asked; it may then have no profile.
    """

    name: str
    address: str
    site: str
    role: DeviceRole = DeviceRole.ROUTER
    profile: str = ""
    port: int = 161
    addresses: tuple[IPAddress, ...] = ()
    macs: frozenset[str] = frozenset()
    poll: bool = True


@dataclass(frozen=True, slots=True)
class Circuit:
    """
    A line in Kominfo's contract register. It covers what any one of `match` matches.

    `contract` is the contract's id, `provider` the carrier's name as in the register, `medium` what
    kind of line it is, where that is known.
    """

    contract: str
    provider: str
    site: str
    match: tuple[Subject, ...]
    medium: Medium | None = None
    capacity_bps: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the contract runs on that day."""
        return _between(self.valid_from, day, self.valid_until)


@dataclass(frozen=True, slots=True)
class Waiver:
    """
    An approved exception: for one site, one subject, some kinds of finding, until a day.

    It exempts and never hides: what it covers is exported with its letter and its end.
    `kinds` are the kinds of finding (`foreign_uplink`, ...).
    """

    letter: str
    approver: str
    reason: str
    site: str
    subject: Subject
    kinds: frozenset[str]
    valid_from: date
    valid_until: date

    def covers(self, day: date) -> bool:
        """Whether the waiver is in force on that day."""
        return _between(self.valid_from, day, self.valid_until)


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Announced work, from one moment to another (both aware): changes then are expected.

    Empty `sites` and `devices` mean the whole city.
    """

    reason: str
    start: datetime
    end: datetime
    sites: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()

    def covers(self, now: datetime, site: str, device: str) -> bool:
        """Whether the work is going on and concerns this device of this site."""
        named = device in self.devices or site in self.sites
        return self.start <= now <= self.end and (named or not (self.sites or self.devices))


def _between(start: date | None, day: date, end: date | None) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)
