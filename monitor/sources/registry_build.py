"""From checked entries to the values of `monitor.model`: nothing can be wrong any more."""

from datetime import tzinfo

from monitor.model.device_class import DeviceClasses
from monitor.model.provider import Providers
from monitor.model.registry import (
    Agency,
    ApprovedDestination,
    Circuit,
    Device,
    Gateway,
    Maintenance,
    Network,
    Registry,
    Site,
    Subject,
    Waiver,
)
from monitor.sources.declarations import Declarations
from monitor.sources.registry_checks import aware
from monitor.sources.registry_doubles import plain_host
from monitor.sources.registry_schema import (
    CircuitEntry,
    DeviceEntry,
    NetworkEntry,
    SiteEntry,
    SubjectEntry,
    WaiverEntry,
)


def build(
    declared: Declarations, providers: Providers, oui: DeviceClasses, timezone: tzinfo
) -> Registry:
    """Make the registry. `timezone` is that of times written without one."""
    agencies = (item.entry for item in declared.agencies)
    sites = (_site(item.entry) for item in declared.sites)
    devices = (_device(item.entry) for item in declared.devices)
    return Registry(
        network=_network(declared.network),
        agencies={a.code: Agency(a.code, a.name, a.kind, a.obliged) for a in agencies},
        sites={site.code: site for site in sites},
        devices={device.name: device for device in devices},
        circuits=tuple(_circuit(item.entry) for item in declared.circuits),
        waivers=tuple(_waiver(item.entry) for item in declared.waivers),
        providers=providers,
        oui=oui,
        maintenance=tuple(
            Maintenance(
                reason=item.entry.reason,
                start=aware(item.entry.start, timezone),
                end=aware(item.entry.end, timezone),
                sites=frozenset(item.entry.sites),
                devices=frozenset(item.entry.devices),
            )
            for item in declared.maintenance
        ),
    )


def _network(entry: NetworkEntry) -> Network:
    return Network(
        as_numbers=frozenset(entry.as_numbers),
        allowed_peer_as=frozenset(entry.allowed_peer_as),
        prefixes=tuple(entry.prefixes),
        gateways=tuple(Gateway(g.address, g.mac, g.name) for g in entry.gateways),
        data_centre_prefixes=tuple(entry.data_centre_prefixes),
        cgnat_prefixes=tuple(entry.cgnat_prefixes),
        approved_destinations=tuple(
            ApprovedDestination(place.name, tuple(place.prefixes))
            for place in entry.approved_destinations
        ),
        ssids=frozenset(entry.ssids),
    )


def _site(entry: SiteEntry) -> Site:
    return Site(
        code=entry.code,
        agency=entry.agency,
        name=entry.name,
        latitude=entry.latitude,
        longitude=entry.longitude,
        prefixes=tuple(entry.prefixes),
        routing=frozenset(entry.routing),
    )


def _device(entry: DeviceEntry) -> Device:
    return Device(
        name=entry.name,
        address=plain_host(entry.address),
        site=entry.site,
        role=entry.role,
        profile=entry.profile if entry.poll else "",
        port=entry.port,
        addresses=tuple(entry.addresses),
        macs=frozenset(entry.macs),
        poll=entry.poll,
    )


def _circuit(entry: CircuitEntry) -> Circuit:
    return Circuit(
        contract=entry.contract,
        provider=entry.provider,
        site=entry.site,
        match=tuple(_subject(subject) for subject in entry.match),
        medium=entry.medium,
        capacity_bps=entry.capacity_bps,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
    )


def _waiver(entry: WaiverEntry) -> Waiver:
    return Waiver(
        letter=entry.letter,
        approver=entry.approver,
        reason=entry.reason,
        site=entry.site,
        subject=_subject(entry.subject),
        kinds=frozenset(entry.kinds),
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
    )


def _subject(entry: SubjectEntry) -> Subject:
    return Subject(
        device=entry.device,
        interface=entry.interface,
        next_hop=entry.next_hop,
        prefix=entry.prefix,
        mac=entry.mac,
        as_number=entry.as_number,
    )
