"""
What prefixes and addresses of a registry say of one another.

A site's prefix belongs to that site alone. What lies outside the plan, or a device that stands in
another site's prefix, is probably a mistake: it is said, and nothing is refused because of it.
"""

from collections.abc import Iterable, Iterator

from monitor.model.declared import DeviceRole
from monitor.model.prefixes import IPAddress, IPNetwork, PrefixTable
from monitor.sources.declarations import Declarations, Declared
from monitor.sources.problem import quoted
from monitor.sources.registry_doubles import number_of
from monitor.sources.registry_schema import DeviceEntry, NetworkEntry, SiteEntry

Place = tuple[Declared[SiteEntry], int]
_POINT_TO_POINT = 31
"""Of an IPv4 prefix as long as this every address is a device's (RFC 3021)."""


def check_prefixes(declared: Declarations) -> None:
    """Refuse overlapping sites; warn of what lies outside the address plan, or at a wrong site."""
    places = list(_places(declared.sites))
    _check_overlaps(places)
    if not declared.networks:
        if declared.sites and declared.knows("network"):
            hint = "add  network: {prefixes: [10.0.0.0/8]}"
            declared.sites[0].document.warn((), "declares no network: nothing is in its plan", hint)
        return
    _check_plan(declared, places)
    sites = PrefixTable((prefix, site) for prefix, (site, _) in places)
    if declared.knows("sites"):
        for device in declared.devices:
            _check_device(device, sites)
    for network in declared.networks:
        _check_data_centre(network, declared, places)


def _places(sites: Iterable[Declared[SiteEntry]]) -> Iterator[tuple[IPNetwork, Place]]:
    for site in sites:
        for at, prefix in enumerate(site.entry.prefixes):
            yield prefix, (site, at)


def _check_plan(declared: Declarations, places: list[tuple[IPNetwork, Place]]) -> None:
    net = declared.network
    plan = PrefixTable(
        (prefix, True) for prefix in (*net.prefixes, *net.data_centre_prefixes, *net.cgnat_prefixes)
    )
    for prefix, (site, at) in places:
        if not plan.covers(prefix):
            hint = "add it to network.prefixes, or its addresses count as outside the plan"
            site.warn(("prefixes", at), "is outside the network's prefixes", hint)
    for owner in declared.networks:
        for at, gateway in enumerate(net.gateways):
            if gateway.address not in plan:
                hint = "a gateway is Kominfo's own; add its prefix to network.prefixes"
                owner.warn(("gateways", at, "address"), "is outside the network's prefixes", hint)


def _check_overlaps(places: list[tuple[IPNetwork, Place]]) -> None:
    """Find prefixes inside another site's, in one pass over them in order of address."""
    ordered = sorted(
        places, key=lambda p: (p[0].version, int(p[0].network_address), p[0].prefixlen)
    )
    around: list[tuple[IPNetwork, Place]] = []
    for prefix, (site, at) in ordered:
        while around and not _holds(around[-1][0], prefix):
            around.pop()
        for outer, (other, _) in reversed(around):
            if other.entry.code != site.entry.code:
                message = f"overlaps {outer} of the site {quoted(other.entry.code)} ({other.place})"
                site.problem(("prefixes", at), message, "give every address to one site only")
                break
        around.append((prefix, (site, at)))


def _holds(outer: IPNetwork, inner: IPNetwork) -> bool:
    return inner.network_address in outer


def _check_device(device: Declared[DeviceEntry], sites: PrefixTable[Declared[SiteEntry]]) -> None:
    """Warn of an address by which a device would be another site's, or nobody's."""
    address = number_of(device.entry.address)
    site = None if address is None else sites.lookup(address)
    if address is None or site is None:
        return
    if site.entry.code != device.entry.site:
        message = f"is in a prefix of the site {quoted(site.entry.code)} ({site.place})"
        hint = "mend the address or the site, or one agency's line is judged as another's"
        device.warn(("address",), message, hint)
    elif any(_is_edge(address, prefix) for prefix in site.entry.prefixes):
        hint = "mend it: the first address is the network's, the last one everybody's"
        device.warn(("address",), "is the first or last address of its site's prefix", hint)


def _is_edge(address: IPAddress, prefix: IPNetwork) -> bool:
    is_subnet = prefix.version == 4 and prefix.prefixlen < _POINT_TO_POINT
    return is_subnet and address in (prefix.network_address, prefix.broadcast_address)


def _check_data_centre(
    network: Declared[NetworkEntry],
    declared: Declarations,
    places: list[tuple[IPNetwork, Place]],
) -> None:
    """Warn of a data centre outside the plan, or so wide that agencies' servers are in it."""
    known = (*network.entry.prefixes, *network.entry.cgnat_prefixes)
    plan = PrefixTable((prefix, True) for prefix in known)
    own = _own_agencies(declared)
    theirs = [(prefix, site) for prefix, (site, _) in places if site.entry.agency not in own]
    for at, centre in enumerate(network.entry.data_centre_prefixes):
        key = ("data_centre_prefixes", at)
        if not plan.covers(centre):
            hint = "mend it, or add it to network.prefixes: what is in it counts as the city's"
            network.warn(key, "is outside the network's prefixes", hint)
        table = PrefixTable([(centre, True)])
        inside = next((site for prefix, site in theirs if own and table.covers(prefix)), None)
        if inside is not None:
            message = f"holds a prefix of the site {quoted(inside.entry.code)} ({inside.place})"
            hint = "write the data centre's own: a server in it is at its right place"
            network.warn(key, message, hint)


def _own_agencies(declared: Declarations) -> frozenset[str]:
    """Find who runs the network: the agencies with core and border routers at their sites."""
    middle = (DeviceRole.CORE, DeviceRole.BORDER)
    sites = {item.entry.site for item in declared.devices if item.entry.role in middle}
    return frozenset(site.entry.agency for site in declared.sites if site.entry.code in sites)
