"""
What can be wrong between entries that are right by themselves.

References that lead nowhere, validities that end before they begin, a waiver that would cover more
than it says. `registry_doubles` finds what is given twice, `registry_places` compares prefixes,
`registry_warnings` and `registry_reach` look for what is probably a mistake.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, tzinfo

from monitor.sources.check import Strict
from monitor.sources.declarations import Declarations, Declared
from monitor.sources.document import Step
from monitor.sources.problem import quoted
from monitor.sources.registry_schema import CircuitEntry, SubjectEntry, WaiverEntry
from monitor.sources.suggest import nearest

_LINE_KINDS = frozenset({"foreign_uplink", "foreign_neighbour", "silent_bypass"})


def check_references(declared: Declarations, profiles: Collection[str] | None) -> None:
    """Follow every name to what it names. `profiles` are known profiles, `None` if not known."""
    agencies, sites, devices = map(declared.names, ("agencies", "sites", "devices"))
    for site in declared.sites:
        _refer(site, ("agency",), site.entry.agency, "agency", agencies)
    for device in declared.devices:
        _refer(device, ("site",), device.entry.site, "site", sites)
        if device.entry.poll:
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
    known: Collection[str] | None,
) -> None:
    """Note a name that leads nowhere; none does where what is declared is not `known`."""
    if not name or known is None or name in known:
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
    _refer(item, (*key, "device"), subject.device, "device", declared.names("devices"))
    home, sites = declared.home_of(subject.device), declared.names("sites") or ()
    if home is not None and home != site and {home, site}.issubset(sites):
        message = f"names a device of the site {quoted(home)}"
        item.problem((*key, "device"), message, "name a device of this site, or mend the site")


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
