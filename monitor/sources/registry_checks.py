"""
What can be wrong between entries that are right by themselves.

References that lead nowhere, names and addresses given twice, sites whose prefixes overlap,
validities that end before they begin, a waiver that would cover more than it says.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, tzinfo

from monitor.model.prefixes import IPNetwork, PrefixTable
from monitor.sources.check import Strict
from monitor.sources.declarations import Declarations, Declared
from monitor.sources.document import Step
from monitor.sources.problem import quoted
from monitor.sources.registry_schema import CircuitEntry, SiteEntry, SubjectEntry, WaiverEntry
from monitor.sources.suggest import nearest

_LINE_KINDS = frozenset({"foreign_uplink", "foreign_neighbour", "silent_bypass"})
Place = tuple[Declared[SiteEntry], int]


def check_references(declared: Declarations, profiles: Collection[str] | None) -> None:
    """Follow every name to what it names. `profiles` are known profiles, `None` if not known."""
    agencies, sites, devices = (declared.names[key] for key in ("agencies", "sites", "devices"))
    for site in declared.sites:
        _refer(site, ("agency",), site.entry.agency, "agency", agencies)
    for device in declared.devices:
        _refer(device, ("site",), device.entry.site, "site", sites)
        if profiles is not None and device.entry.poll:
            _refer(device, ("profile",), device.entry.profile, "profile", profiles)
    for circuit in declared.circuits:
        _refer(circuit, ("site",), circuit.entry.site, "site", sites)
        for at, subject in enumerate(circuit.entry.match):
            _check_subject(declared, circuit, ("match", at), subject, circuit.entry.site)
    for waiver in declared.waivers:
        _refer(waiver, ("site",), waiver.entry.site, "site", sites)
        _check_subject(declared, waiver, ("subject",), waiver.entry.subject, waiver.entry.site)
    for work in declared.maintenance:
        for at, name in enumerate(work.entry.sites):
            _refer(work, ("sites", at), name, "site", sites)
        for at, name in enumerate(work.entry.devices):
            _refer(work, ("devices", at), name, "device", devices)


def _refer(
    item: Declared[Strict],
    key: Sequence[Step],
    name: str,
    kind: str,
    known: Collection[str],
) -> None:
    if not name or name in known:
        return
    near = nearest(name, known)
    instead = f"did you mean {near}?" if near else "declare it, or name one that is declared"
    item.problem(key, f"names the {kind} {quoted(name)}, which is not declared", instead)


def _check_subject(
    declared: Declarations,
    item: Declared[Strict],
    key: Sequence[Step],
    subject: SubjectEntry,
    site: str,
) -> None:
    if not subject.model_fields_set:
        hint = "say by what the line is recognised: device and interface, next_hop, prefix or mac"
        item.problem(key, "is empty and would cover nothing", hint)
    if subject.interface is not None and subject.device is None:
        hint = "add the device the interface is on"
        item.problem(key, "has an interface without a device", hint)
    if subject.device is None:
        return
    _refer(item, (*key, "device"), subject.device, "device", declared.names["devices"])
    home = declared.home_of(subject.device)
    if site in declared.names["sites"] and home not in {None, site}:
        message = f"names a device of the site {quoted(home or '')}"
        item.problem((*key, "device"), message, "name a device of this site, or mend the site")


def check_names(declared: Declarations) -> None:
    """Refuse names given twice."""
    _unique(declared.agencies, lambda item: item.entry.code, "code")
    _unique(declared.sites, lambda item: item.entry.code, "code")
    _unique(declared.devices, lambda item: item.entry.name, "name")
    _unique(
        declared.devices,
        lambda item: item.entry.address and (item.entry.address.lower(), item.entry.port),
        "address",
        "has the address and port of another device",
    )
    seen: dict[str, Declared[Strict]] = {}
    seen.update((item.entry.address, item) for item in reversed(declared.devices))
    for device in declared.devices:
        further = [(("addresses", at), str(a)) for at, a in enumerate(device.entry.addresses)]
        macs = [(("macs", at), mac) for at, mac in enumerate(device.entry.macs)]
        for key, name in (*further, *macs):
            _warn_shared(device, key, seen.setdefault(name, device))


def _unique(
    items: Iterable[Declared[Strict]],
    key: Callable[..., object],
    where: str,
    message: str = "is given twice",
) -> None:
    first: dict[object, Declared[Strict]] = {}
    for item in items:
        name = key(item)
        other = first.setdefault(name, item) if name else item
        if other is not item:
            item.problem((where,), f"{message}, first at {other.place}", "give each its own")


def _warn_shared(device: Declared[Strict], key: Sequence[Step], other: Declared[Strict]) -> None:
    if other is not device:
        hint = "no neighbour will be recognised by it; right only for a shared (virtual) one"
        device.warn(key, f"is also of the device at {other.place}", hint)


def check_prefixes(declared: Declarations) -> None:
    """Refuse overlapping sites; warn of what lies outside the address plan."""
    net = declared.network
    if declared.has_wrong_network:
        # What it declares is not known, so nothing can be said of what lies outside.
        _check_overlaps(
            [(p, (s, at)) for s in declared.sites for at, p in enumerate(s.entry.prefixes)]
        )
        return
    if declared.sites and not declared.networks:
        hint = "add  network: {prefixes: [10.0.0.0/8]}"
        declared.sites[0].document.warn((), "declares no network: nothing is in its plan", hint)
    plan = PrefixTable(
        (prefix, True) for prefix in (*net.prefixes, *net.data_centre_prefixes, *net.cgnat_prefixes)
    )
    places: list[tuple[IPNetwork, Place]] = []
    for site in declared.sites:
        for at, prefix in enumerate(site.entry.prefixes):
            places.append((prefix, (site, at)))
            if not plan.covers(prefix):
                hint = "add it to network.prefixes, or its addresses count as outside the plan"
                site.warn(("prefixes", at), "is outside the network's prefixes", hint)
    _check_overlaps(places)
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
    return outer.version == inner.version and inner.network_address in outer


def check_validity(declared: Declarations, timezone: tzinfo) -> None:
    """Refuse what ends before it begins, and a waiver that covers nothing or too much."""
    for circuit in declared.circuits:
        _check_period(circuit, circuit.entry.valid_from, circuit.entry.valid_until)
        _check_match(circuit)
    for waiver in declared.waivers:
        _check_period(waiver, waiver.entry.valid_from, waiver.entry.valid_until)
        _check_reach(waiver)
    for work in declared.maintenance:
        if aware(work.entry.end, timezone) <= aware(work.entry.start, timezone):
            work.problem(("until",), "is not after its beginning", "write a later time")


def aware(moment: datetime, timezone: tzinfo) -> datetime:
    """Return a moment that was written without a time zone as one in the city's."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone)


def _check_period(item: Declared[Strict], start: date | None, end: date | None) -> None:
    if start is not None and end is not None and end < start:
        hint = f"write a day from {start} on, or mend the beginning"
        item.problem(("until",), "is before its beginning", hint)


def _check_match(circuit: Declared[CircuitEntry]) -> None:
    if not circuit.entry.match:
        hint = "write [{device: opd-dinkes, interface: wan1}]"
        circuit.problem(("match",), "is empty: the line would never be recognised", hint)
    for at, subject in enumerate(circuit.entry.match):
        if subject.model_fields_set == {"device"}:
            hint = "add its interface, or a next_hop or prefix"
            circuit.problem(("match", at), "would cover every line of the device", hint)


def _check_reach(waiver: Declared[WaiverEntry]) -> None:
    if not waiver.entry.kinds:
        waiver.problem(("kinds",), "is empty: the waiver would exempt nothing", "name the kinds")
    whole_device = waiver.entry.subject.model_fields_set == {"device"}
    if whole_device and _LINE_KINDS & set(waiver.entry.kinds):
        hint = "add the interface the letter is about, so that a second line is not hidden"
        waiver.warn(("subject",), "covers every line of the device", hint)
