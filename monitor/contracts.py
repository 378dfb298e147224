"""
What a contracted line is, so that another one under its name stands out.

Names are the administrator's of the router: a modem can be called what the contract calls the
city's fibre. A circuit that is known by an interface's name alone therefore keeps what the line
was, as far as that tells whose it is: whether it is dialled or cellular, behind carrier NAT, and of
which provider's addresses.
"""

from collections.abc import Iterable

from monitor.model.declared import Circuit
from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.registry import Registry
from monitor.model.subject import Subject
from monitor.plan import matches
from monitor.scope import is_cgnat, is_declared, is_public, is_somewhere

_DIALLED = (Medium.PPP, Medium.CELLULAR)
CARRIER_NAT = "carrier-nat"
INTERNET = "internet"
"""An address of the internet, of a provider that nobody listed."""
_PROVIDER = "provider "
Facts = frozenset[str]


def is_known_by_name_alone(link: Link) -> bool:
    """Whether nothing but the name of its interface says that the line is the contracted one."""
    return link.circuit is not None and all(
        _has_no_more(subject) for subject in link.circuit.match if matches(link, subject)
    )


def named_alone(circuits: Iterable[Circuit]) -> tuple[str, ...]:
    """List the contracts whose line an interface's name alone is enough to be taken for."""
    return tuple(
        circuit.contract
        for circuit in circuits
        if circuit.medium is None
        and any(one.interface is not None and _has_no_more(one) for one in circuit.match)
    )


def _has_no_more(subject: Subject) -> bool:
    return (subject.next_hop, subject.prefix, subject.mac, subject.as_number) == (None,) * 4


def facts_of(link: Link, registry: Registry) -> Facts:
    """
    Name what tells whose line it is: `ppp`, `cellular`, `carrier-nat`, `internet`, `provider NAME`.

    Addresses in the city's plan, and private ones, tell nothing.
    """
    facts = {link.medium.value} if link.medium in _DIALLED else set()
    for own in link.addresses:
        if not is_somewhere(own.address) or is_declared(own.address, registry):
            continue
        if is_cgnat(own.address):
            facts.add(CARRIER_NAT)
        provider = registry.providers.provider_of_address(own.address)
        if provider is not None:
            facts.add(f"{_PROVIDER}{provider.name}")
        elif provider is None and is_public(own.address):
            facts.add(INTERNET)
    return frozenset(facts)


def new_facts(link: Link, known: Facts, registry: Registry) -> Facts:
    """
    Name what of a line is new beside what was `known` of it.

    A line with addresses of the internet may get others of them: providers renumber. Those of a
    known provider are new all the same, unless it is the contract's own.
    """
    new = facts_of(link, registry) - known
    if any(fact == INTERNET or fact.startswith(_PROVIDER) for fact in known):
        own = f"{_PROVIDER}{link.circuit.provider}" if link.circuit else ""
        new -= {INTERNET, own}
    return new


def key_of(link: Link) -> str:
    """Return what a contracted line is remembered by: a new contract makes it a new line."""
    contract = link.circuit.contract if link.circuit else ""
    return f"{link.name}|{contract}"


def written(facts: Facts) -> str:
    """Write facts as they are remembered."""
    return "|".join(sorted(facts))


def read(text: str) -> Facts:
    """Return the facts of what was remembered."""
    return frozenset(filter(None, text.split("|")))
