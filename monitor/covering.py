"""
By which prefix a new registry accounts for what the old one did not.

A prefix that is a few bits too short accounts for more than anybody meant, and nothing else shows
it: the finding is gone, the link is the city's. So whoever asks beforehand is told which one it is.
"""

from collections.abc import Iterable, Iterator

from monitor.model.finding import Case, FindingKind
from monitor.model.link import Link
from monitor.model.observation import Snapshot
from monitor.model.outlook import Cover
from monitor.model.prefixes import IPAddress, IPNetwork, PrefixTable
from monitor.model.registry import Registry, addresses_of
from monitor.model.subject import Subject
from monitor.plan import matches
from monitor.scope import is_declared


class Covering:
    """The prefixes of a new registry that the old one has not."""

    def __init__(self, old: Registry, new: Registry) -> None:
        self._old, self._new = old, new
        self._plan = _added(_plan(old), _plan(new))
        self._centre = _added(_centre(old), _centre(new))
        self._approved = _added(_approved(old), _approved(new))

    def of_link(self, before: Link | None, after: Link | None) -> tuple[Cover, ...]:
        """Say by which prefixes a link is accounted for now, if by any."""
        if after is None:
            return ()
        papers: list[Cover] = []
        if after.circuit is not None and (before is None or before.circuit != after.circuit):
            papers += _by_subject(after, f"circuits {after.circuit.contract}", after.circuit.match)
        if after.waiver is not None and (before is None or before.waiver != after.waiver):
            papers += _by_subject(after, f"waivers {after.waiver.letter}", (after.waiver.subject,))
        return tuple(dict.fromkeys((*papers, *self._of_addresses(addresses_of_link(after)))))

    def of_case(self, case: Case, addresses: Iterable[IPAddress]) -> tuple[Cover, ...]:
        """Say by which prefixes the `addresses` that a case is about are accounted for now."""
        found = list(self._of_addresses(addresses))
        if case.kind is FindingKind.FOREIGN_SERVER:
            inside = (self._centre.lookup(address) for address in addresses)
            found += [cover for cover in inside if cover is not None]
        return tuple(dict.fromkeys((*_by_waiver(case, self._new), *found)))

    def _of_addresses(self, addresses: Iterable[IPAddress]) -> Iterator[Cover]:
        for address in addresses:
            cover = None if is_declared(address, self._old) else self._plan.lookup(address)
            if cover is None and self._old.approved_destination(address) is None:
                cover = self._approved.lookup(address)
            if cover is not None:
                yield cover


def addresses_about(
    case: Case, links: Iterable[Link], latest: Snapshot, registry: Registry
) -> tuple[IPAddress, ...]:
    """List the addresses that decide a case: of its link, of its box, or of the server itself."""
    link = next((one for one in links if one.name == case.link), None) if case.link else None
    if case.kind is FindingKind.FOREIGN_SERVER:
        device = registry.devices.get(case.device)
        shown = [own.address for own in latest.addresses]
        return (*(addresses_of(device) if device else ()), *shown)
    found = list(addresses_of_link(link)) if link else []
    found += [entry.address for entry in latest.arp if entry.mac in case.macs]
    return tuple(dict.fromkeys(found))


def addresses_of_link(link: Link) -> Iterator[IPAddress]:
    """Give what the plan is asked for of a link: its addresses, next hops, peers and far end."""
    yield from (own.address for own in link.addresses)
    yield from link.next_hops
    yield from (peer.address for peer in link.bgp_peers)
    if link.interface is not None and link.interface.tunnel_remote is not None:
        yield link.interface.tunnel_remote


def _by_subject(link: Link, where: str, subjects: Iterable[Subject]) -> Iterator[Cover]:
    matching = next((one for one in subjects if matches(link, one)), None)
    if matching is not None and matching.prefix is not None:
        yield Cover(where, str(matching.prefix))


def _by_waiver(case: Case, registry: Registry) -> Iterator[Cover]:
    for waiver in registry.waivers if case.waiver else ():
        is_it = (waiver.site, waiver.letter) == (case.site, case.waiver)
        if is_it and waiver.subject.prefix is not None:
            yield Cover(f"waivers {waiver.letter}", str(waiver.subject.prefix))


Listed = Iterator[tuple[IPNetwork, str]]


def _added(old: Listed, new: Listed) -> PrefixTable[Cover]:
    known = set(old)
    return PrefixTable(
        (prefix, Cover(where, str(prefix))) for prefix, where in new if (prefix, where) not in known
    )


def _plan(registry: Registry) -> Listed:
    network = registry.network
    yield from ((prefix, "network.prefixes") for prefix in network.prefixes)
    yield from _centre(registry)
    yield from ((prefix, "network.cgnat_prefixes") for prefix in network.cgnat_prefixes)
    for site in registry.sites.values():
        yield from ((prefix, f"sites {site.code}") for prefix in site.prefixes)


def _centre(registry: Registry) -> Listed:
    for prefix in registry.network.data_centre_prefixes:
        yield prefix, "network.data_centre_prefixes"


def _approved(registry: Registry) -> Listed:
    for place in registry.network.approved_destinations:
        yield from (
            (prefix, f"network.approved_destinations {place.name}") for prefix in place.prefixes
        )
