"""
The registry: everything that is declared, with the look-ups a judgement needs.

Agencies, sites, devices, circuits and waivers are described in `declared`; this module is where
the rest of the program finds them, those words included. A registry is immutable: a changed one
is a new one, made whole and then put in the old one's place.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from ipaddress import ip_address
from typing import TypeVar

from monitor.model.declared import (
    FINDING_KINDS,
    Agency,
    ApprovedDestination,
    Circuit,
    Device,
    DeviceRole,
    Gateway,
    Maintenance,
    Network,
    Site,
    Waiver,
)
from monitor.model.device_class import DeviceClasses
from monitor.model.prefixes import IPAddress, PrefixTable, unmapped
from monitor.model.provider import Provider, Providers
from monitor.model.subject import Subject

__all__ = [
    "FINDING_KINDS",
    "Agency",
    "ApprovedDestination",
    "Circuit",
    "Device",
    "DeviceRole",
    "Gateway",
    "Maintenance",
    "Network",
    "Provider",
    "Providers",
    "Registry",
    "Site",
    "Subject",
    "Waiver",
    "addresses_of",
]


Item = TypeVar("Item")
Key = TypeVar("Key")


LATELY = timedelta(days=30)
"""For how long a contract that ended still says that nobody hid its line."""


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything declared, with the look-ups a judgement needs. Agencies and sites go by code,
    devices by name; references between them were checked by whoever made it.
    """

    network: Network = field(default_factory=Network)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    sites: Mapping[str, Site] = field(default_factory=dict)
    devices: Mapping[str, Device] = field(default_factory=dict)
    circuits: tuple[Circuit, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    providers: Providers = field(default_factory=Providers)
    maintenance: tuple[Maintenance, ...] = ()
    oui: DeviceClasses = field(default_factory=DeviceClasses)
    _index: "_Index" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", _Index(self))

    def agency_of(self, site: str) -> Agency | None:
        """Find the agency a site belongs to."""
        known = self.sites.get(site)
        return self.agencies.get(known.agency) if known else None

    def is_citys_own(self, site: str) -> bool:
        """Whether a site is of the agency that runs the network: the one with core or border."""
        known = self.sites.get(site)
        return known is not None and known.agency in self._index.own_agencies

    def is_in_citys_hands(self, device: Device) -> bool:
        """Whether the city itself administers a device: no agency's hands are on it."""
        own = device.role in (DeviceRole.CORE, DeviceRole.BORDER)
        return own or self.is_citys_own(device.site)

    @property
    def core_devices(self) -> tuple[Device, ...]:
        """The core and border routers."""
        return self._index.core_devices

    def sites_of(self, agency: str) -> tuple[Site, ...]:
        """List the sites of an agency."""
        return self._index.sites.get(agency, ())

    def devices_of(self, site: str) -> tuple[Device, ...]:
        """List the devices at a site."""
        return self._index.devices.get(site, ())

    def circuits_of(self, site: str, day: date) -> tuple[Circuit, ...]:
        """List the circuits of a site whose contract runs on that day."""
        return tuple(c for c in self._index.circuits.get(site, ()) if c.covers(day))

    def circuits_ended(self, site: str, day: date) -> tuple[Circuit, ...]:
        """List the circuits of a site whose contract ended in the last `LATELY` before that day."""
        return tuple(
            one
            for one in self._index.circuits.get(site, ())
            if one.valid_until is not None and one.valid_until < day <= one.valid_until + LATELY
        )

    def waivers_of(self, site: str, day: date) -> tuple[Waiver, ...]:
        """List the waivers of a site in force on that day."""
        return tuple(w for w in self._index.waivers.get(site, ()) if w.covers(day))

    def in_maintenance(self, now: datetime, site: str, device: str = "") -> Maintenance | None:
        """Find the announced work going on at a device of a site, if any."""
        return next((work for work in self.maintenance if work.covers(now, site, device)), None)

    def in_plan(self, address: IPAddress) -> bool:
        """Whether an address is Kominfo's: its prefixes, data centre and own CGNAT."""
        return address in self._index.plan

    def in_data_centre(self, address: IPAddress) -> bool:
        """Whether an address is in Kominfo's data centre, where servers belong."""
        return address in self._index.data_centre

    def in_cgnat(self, address: IPAddress) -> bool:
        """Whether an address is of Kominfo's own carrier-grade NAT."""
        return address in self._index.cgnat

    def approved_destination(self, address: IPAddress) -> ApprovedDestination | None:
        """Find the approved destination of tunnels that an address belongs to."""
        return self._index.approved.lookup(address)

    def site_of_address(self, address: IPAddress) -> Site | None:
        """Find the site whose prefix holds the address, the longest prefix first."""
        return self._index.site_prefixes.lookup(address)

    def device_by_address(self, address: IPAddress) -> Device | None:
        """Find the device with this address; `None` where several share it, too."""
        return self._index.by_address.get(unmapped(address))

    def device_by_mac(self, mac: str) -> Device | None:
        """Find the device declared with this MAC address (lower-case, colons)."""
        return self._index.by_mac.get(mac)

    def gateway_by_address(self, address: IPAddress) -> Gateway | None:
        """Kominfo's gateway with this address."""
        return self._index.gateways.get(unmapped(address))

    def gateway_by_mac(self, mac: str) -> Gateway | None:
        """Kominfo's gateway with this MAC address (lower-case, colons)."""
        return self._index.gateway_macs.get(mac)

    def allowed_as(self, as_number: int) -> bool:
        """Whether an AS number is Kominfo's own or an upstream it buys from."""
        network = self.network
        return as_number in network.as_numbers or as_number in network.allowed_peer_as


class _Index:
    """The look-up tables of a registry, made once."""

    __slots__ = (
        "approved",
        "by_address",
        "by_mac",
        "cgnat",
        "circuits",
        "core_devices",
        "data_centre",
        "devices",
        "gateway_macs",
        "gateways",
        "own_agencies",
        "plan",
        "site_prefixes",
        "sites",
        "waivers",
    )

    def __init__(self, registry: Registry) -> None:
        net = registry.network
        devices = tuple(registry.devices.values())
        plan = (*net.prefixes, *net.data_centre_prefixes, *net.cgnat_prefixes)
        self.plan = PrefixTable((prefix, True) for prefix in plan)
        self.data_centre = PrefixTable((prefix, True) for prefix in net.data_centre_prefixes)
        self.cgnat = PrefixTable((prefix, True) for prefix in net.cgnat_prefixes)
        self.approved = PrefixTable(
            (prefix, place) for place in net.approved_destinations for prefix in place.prefixes
        )
        self.site_prefixes = PrefixTable(
            (prefix, site) for site in registry.sites.values() for prefix in site.prefixes
        )
        self.core_devices = tuple(
            device for device in devices if device.role in (DeviceRole.CORE, DeviceRole.BORDER)
        )
        self.own_agencies = frozenset(
            registry.sites[device.site].agency
            for device in self.core_devices
            if device.site in registry.sites
        )
        self.sites = _grouped(registry.sites.values(), lambda site: site.agency)
        self.devices = _grouped(devices, lambda device: device.site)
        self.circuits = _grouped(registry.circuits, lambda circuit: circuit.site)
        self.waivers = _grouped(registry.waivers, lambda waiver: waiver.site)
        self.gateways = {unmapped(gateway.address): gateway for gateway in net.gateways}
        self.gateway_macs = {gateway.mac: gateway for gateway in net.gateways if gateway.mac}
        self.by_address = _unambiguous(
            (a, device) for device in devices for a in addresses_of(device)
        )
        self.by_mac = _unambiguous((mac, device) for device in devices for mac in device.macs)


def addresses_of(device: Device) -> set[IPAddress]:
    """List the declared addresses of a device that are numbers; a host name shows nowhere."""
    known = {unmapped(address) for address in device.addresses}
    with contextlib.suppress(ValueError):
        known.add(unmapped(ip_address(device.address)))
    return known


def _grouped(items: Iterable[Item], key: Callable[[Item], str]) -> dict[str, tuple[Item, ...]]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return {name: tuple(group) for name, group in groups.items()}


def _unambiguous(pairs: Iterable[tuple[Key, Device]]) -> dict[Key, Device]:
    """Only keys that lead to one device: a wrong match would be worse than none."""
    found: dict[Key, Device] = {}
    several: set[Key] = set()
    for key, device in pairs:
        if found.setdefault(key, device) is not device:
            several.add(key)
    return {key: device for key, device in found.items() if key not in several}
