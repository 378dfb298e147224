"""
What a rule is: one thing that devices show of a line that is not the city's.

A module in `monitor.rules` declares a `RULE`: what it reads, in which family it counts, and a pure
function that yields signals. A rule says nothing of a link that the contract register or the plan
accounts for; whether a waiver exempts a link is decided after the rules, for a waiver never hides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from monitor.model.declared import Device, DeviceRole
from monitor.model.finding import Case, Family, FindingKind, Sentence, Signal, Strength
from monitor.model.inventory import Inventory
from monitor.model.link import Link
from monitor.model.memory import NO_MEMORY, Memory
from monitor.model.observation import Address, Route, Snapshot
from monitor.model.outside import UNSEEN, Outside
from monitor.model.policy import Policy
from monitor.model.reading import Observation, Varbind
from monitor.model.registry import Registry
from monitor.plan import leads_home
from monitor.ports import Ports

AGENCY_ROLES = frozenset(DeviceRole) - {DeviceRole.CORE, DeviceRole.BORDER}
"""Where a foreign line is a violation: the core and the border are where the city meets others."""
_MOST_VARBINDS = 60
_MOST_TELLING = 3

Needs = tuple[type[Observation], ...]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """
    Everything a rule may look at: a device's snapshot, its links, what is declared and known.

    `past` is what was remembered of the device before this snapshot, `nearby` what the other
    devices of its site last said; `outside` is what other devices show of it.
    """

    device: Device
    snapshot: Snapshot
    links: tuple[Link, ...]
    registry: Registry
    inventory: Inventory
    policy: Policy
    past: Memory = NO_MEMORY
    nearby: tuple[Case, ...] = ()
    outside: Outside = UNSEEN

    @cached_property
    def ports(self) -> Ports:
        """Where on the device something was seen."""
        return Ports(self.snapshot, self.links)

    @property
    def suspects(self) -> Iterator[Link]:
        """The links that are up and that nothing declared accounts for or approves."""
        return (
            link
            for link in self.links
            if link.is_up
            and not (link.is_registered or link.ended_contract or link.approval)
            and not leads_home(link, self.registry)
        )

    def threshold(self, rule: "Rule", name: str) -> float:
        """Return the administrator's number for a threshold of a rule, or else its default."""
        override = self.policy.overrides.get(rule.id)
        given = override.thresholds.get(name) if override is not None else None
        return rule.thresholds[name] if given is None else given


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """
    One rule. `number` is its row in the catalogue of signals; without the observations of
    `needs` it is inconclusive, those of `also` it uses where they are there. `needs_by_role` goes
    before `needs` where a role shows the thing in another way. `thresholds` are the numbers an
    administrator may set, with their defaults. `clears` and `lies` are parts of its module's
    docstring. What it says of a line makes that the line is the one in the register doubtful, where
    it `doubts_contract`.
    """

    id: str
    number: int
    family: Family
    needs: Needs
    check: Callable[[Scene], Iterable[Signal]]
    also: Needs = ()
    needs_by_role: Mapping[DeviceRole, Needs] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    roles: frozenset[DeviceRole] = AGENCY_ROLES
    doubts_contract: bool = False

    @property
    def weight(self) -> int:
        """
        How much of what can be found depends on it, for coverage.

        Next hops and addresses show lines of every kind; each other rule shows one kind.
        """
        is_telling = self.family in (Family.ROUTING, Family.ADDRESSING)
        return _MOST_TELLING if is_telling and not {Route, Address}.isdisjoint(self.needs) else 1

    def needs_of(self, role: DeviceRole) -> Needs:
        """Return the observations without which it is inconclusive on a device of that role."""
        return self.needs_by_role.get(role, self.needs)

    @property
    def reads(self) -> frozenset[type[Observation]]:
        """Every observation it may look at."""
        by_role = (kind for kinds in self.needs_by_role.values() for kind in kinds)
        return frozenset((*self.needs, *self.also, *by_role))

    def on(
        self,
        link: Link,
        strength: Strength,
        text: Sentence,
        seen: Iterable[Observation] = (),
        *,
        kind: FindingKind = FindingKind.FOREIGN_UPLINK,
        about: str = "",
    ) -> Signal:
        """
        Make a signal about a link, with the rows of what was seen as evidence.

        `about` is whom it points at (`Signal.about`); the link's provider where not given.
        """
        return Signal(
            rule=self.id,
            family=self.family,
            strength=strength,
            kind=kind,
            subject=link.name,
            link=link.name,
            text=text,
            evidence=evidence_of(seen),
            about=about or link.provider or "",
        )

    def on_device(
        self,
        device: Device,
        strength: Strength,
        text: Sentence,
        seen: Iterable[Observation] = (),
        *,
        kind: FindingKind,
        about: str = "",
    ) -> Signal:
        """Make a signal about a device as a whole."""
        return Signal(
            rule=self.id,
            family=self.family,
            strength=strength,
            kind=kind,
            subject=device.name,
            text=text,
            about=about,
            evidence=evidence_of(seen),
        )


def read_by_role(rules: Iterable[Rule]) -> Mapping[DeviceRole, frozenset[type[Observation]]]:
    """List what rules look at on devices of each role; nothing else need be asked for them."""
    known = tuple(rules)
    return {
        role: frozenset(kind for rule in known if role in rule.roles for kind in rule.reads)
        for role in DeviceRole
    }


def evidence_of(seen: Iterable[Observation]) -> tuple[Varbind, ...]:
    """List the first cells that observations were decoded from, each once."""
    cells: dict[str, Varbind] = {}
    for row in (row for one in seen for row in one.rows):
        for cell in row.varbinds():
            # What the fast pace read stands before what the slow one had.
            cells.setdefault(cell.oid, cell)
        if len(cells) >= _MOST_VARBINDS:
            # Before more is decoded: whoever shows thousands of rows gets no more out of it.
            return tuple(islice(cells.values(), _MOST_VARBINDS))
    return tuple(cells.values())


def on_interface(link: Link) -> tuple[Observation, ...]:
    """List what shows that a link is there: its interface and addresses."""
    return (*((link.interface,) if link.interface else ()), *link.addresses)


def whose(link: Link) -> str:
    """Say in brackets whose line it seems to be, or nothing."""
    return f" ({link.provider})" if link.provider else ""
