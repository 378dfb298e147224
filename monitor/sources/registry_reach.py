"""
What a registry calls the city's own, or allows, that is more than anybody meant.

A city has some addresses of a provider: those that came with its lines. A provider's whole block,
or as much of one as no customer is given, declares every line of that provider to be the city's. A
contract of one line that is recognised by a wide prefix covers every other line in it too.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network

from monitor.model.prefixes import IPNetwork, PrefixTable
from monitor.model.provider import Providers
from monitor.scope import CGNAT
from monitor.sources.check import Strict
from monitor.sources.declarations import Declarations, Declared
from monitor.sources.document import Step
from monitor.sources.registry_schema import SubjectEntry

_MOST_OF_A_BLOCK = {4: 20, 6: 32}
"""Within a provider's block, prefixes as short as these are no customer's."""
_MOST_OF_A_LINE = {4: 20, 6: 36}
"""No line of a site comes with more addresses."""
Written = tuple[Declared[Strict], tuple[Step, ...], IPNetwork]


def warn_of_reach(declared: Declarations, providers: Providers) -> None:
    """Warn of providers' blocks and AS numbers, and of papers that cover more than one line."""
    blocks = _Blocks(providers)
    for item, key, prefix in _prefixes(declared):
        _check_block(item, key, prefix, blocks)
    for paper, key, subject in _subjects(declared):
        _check_next_hop(paper, key, subject)
        wide = subject.prefix
        is_one_line = subject.model_fields_set & {"interface", "next_hop", "mac", "as_number"}
        if wide is None or is_one_line or _check_block(paper, (*key, "prefix"), wide, blocks):
            continue
        if wide.prefixlen < _MOST_OF_A_LINE[wide.version]:
            hint = "write the line's own prefix, or add its device and interface"
            message = (
                "is wider than a line's: every line of the site with an address in it is meant"
            )
            paper.warn((*key, "prefix"), message, hint)
    for network in declared.networks:
        for at, number in enumerate(network.entry.as_numbers):
            provider = providers.provider_of_as(number)
            if provider is not None:
                hint = "if the city buys from it, write it under allowed_peer_as"
                network.warn(("as_numbers", at), f"is an AS number of {provider.name}", hint)


def _check_next_hop(paper: Declared[Strict], key: tuple[Step, ...], subject: SubjectEntry) -> None:
    hop = subject.next_hop
    if hop is not None and hop.is_link_local and subject.interface is None:
        message = "is link-local, which every line may have: without an interface it matches none"
        paper.warn((*key, "next_hop"), message, "add the line's device and interface")


def _check_block(
    item: Declared[Strict], key: tuple[Step, ...], prefix: IPNetwork, blocks: "_Blocks"
) -> bool:
    owner = blocks.owner_of_all(prefix)
    if owner:
        message = f"holds a block of addresses of {owner}, whose lines would all be covered"
        hint = "write what came with the city's line; if all is the city's, mend providers.yaml"
        item.warn(key, message, hint)
    return bool(owner)


class _Blocks:
    """The prefixes of all providers, to be asked for those inside a prefix and around it."""

    def __init__(self, providers: Providers) -> None:
        listed = [(prefix, one.name) for one in providers.entries for prefix in one.prefixes]
        self._around = PrefixTable(listed)
        self._blocks = {
            version: sorted(
                (int(prefix.network_address), prefix.prefixlen, name)
                for prefix, name in listed
                if prefix.version == version
            )
            for version in (4, 6)
        }
        self._starts = {
            version: [start for start, _, _ in blocks] for version, blocks in self._blocks.items()
        }

    def owner_of_all(self, prefix: IPNetwork) -> str:
        """Name the provider of which a prefix holds a whole block, or most of one."""
        version = prefix.version
        if prefix.prefixlen <= _MOST_OF_A_BLOCK[version] and self._around.covers(prefix):
            return self._around.lookup(prefix.network_address) or ""
        starts = self._starts[version]
        first = bisect_left(starts, int(prefix.network_address))
        last = bisect_right(starts, int(prefix.broadcast_address))
        inside = self._blocks[version][first:last]
        return next((name for _, length, name in inside if length >= prefix.prefixlen), "")


def _prefixes(declared: Declarations) -> Iterator[Written]:
    """Give every prefix that makes an address the city's or an approved one, with its place."""
    for network in declared.networks:
        entry = network.entry
        yield from _listed(network, ("prefixes",), entry.prefixes)
        yield from _listed(network, ("data_centre_prefixes",), entry.data_centre_prefixes)
        yield from _listed(network, ("cgnat_prefixes",), entry.cgnat_prefixes)
        for at, place in enumerate(entry.approved_destinations):
            yield from _listed(network, ("approved_destinations", at, "prefixes"), place.prefixes)
    for site in declared.sites:
        yield from _listed(site, ("prefixes",), site.entry.prefixes)


def _subjects(
    declared: Declarations,
) -> Iterator[tuple[Declared[Strict], tuple[Step, ...], SubjectEntry]]:
    for circuit in declared.circuits:
        for at, subject in enumerate(circuit.entry.match):
            yield circuit, ("match", at), subject
    for waiver in declared.waivers:
        yield waiver, ("subject",), waiver.entry.subject


def _listed(
    item: Declared[Strict], key: tuple[Step, ...], prefixes: Iterable[IPNetwork]
) -> Iterator[Written]:
    for at, prefix in enumerate(prefixes):
        # Carriers' shared space (RFC 6598) is nobody's block, whoever lists it.
        if not (isinstance(prefix, IPv4Network) and prefix.subnet_of(CGNAT)):
            yield item, (*key, at), prefix
