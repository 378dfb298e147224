"""
What the files of a registry declare, each thing with the place it was read from.

Between reading and building: the entries are right by themselves, their references not yet
followed. `names` gives what was *written* as a name, right or wrong, so that one mistake in a
site is one problem and not another one for every device that stands there. Of a section that could
not be read whole nobody knows what it declares, so no reference to it is called wrong.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from monitor.sources.check import Strict, check_keys, checked, checked_list
from monitor.sources.document import Data, Document, Step
from monitor.sources.nodes import Mapping, Scalar
from monitor.sources.registry_schema import (
    SECTIONS,
    AgencyEntry,
    CircuitEntry,
    DeviceEntry,
    MaintenanceEntry,
    NetworkEntry,
    SiteEntry,
    WaiverEntry,
)

Entry_co = TypeVar("Entry_co", bound=Strict, covariant=True)
Wanted = TypeVar("Wanted", bound=Strict)
_NAME_KEYS = {"agencies": "code", "sites": "code", "devices": "name"}


@dataclass(frozen=True, slots=True)
class Declared(Generic[Entry_co]):
    """An entry and where it stands."""

    entry: Entry_co
    document: Document
    path: tuple[Step, ...]

    def problem(self, key: Sequence[Step], message: str, hint: str) -> None:
        """Note a problem at a key of the entry."""
        self.document.problem((*self.path, *key), message, hint)

    def warn(self, key: Sequence[Step], message: str, hint: str) -> None:
        """Note a warning at a key of the entry."""
        self.document.warn((*self.path, *key), message, hint)

    @property
    def place(self) -> str:
        """Where it stands, for the problem of another entry."""
        return f"{self.document.file}:{self.document.line_of(self.path)}"


@dataclass(slots=True)
class Declarations:
    """Everything declared in all files of a registry."""

    networks: list[Declared[NetworkEntry]] = field(default_factory=list)
    agencies: list[Declared[AgencyEntry]] = field(default_factory=list)
    sites: list[Declared[SiteEntry]] = field(default_factory=list)
    devices: list[Declared[DeviceEntry]] = field(default_factory=list)
    circuits: list[Declared[CircuitEntry]] = field(default_factory=list)
    waivers: list[Declared[WaiverEntry]] = field(default_factory=list)
    maintenance: list[Declared[MaintenanceEntry]] = field(default_factory=list)
    has_wrong_network: bool = False
    _names: dict[str, set[str]] = field(
        default_factory=lambda: {section: set() for section in _NAME_KEYS}
    )
    _seen: set[str] = field(default_factory=set)
    _torn: set[str] = field(default_factory=set)
    """Sections of which something could not be read."""
    _has_strange_key: bool = False
    _homes: dict[str, str] | None = None

    @property
    def network(self) -> NetworkEntry:
        """The network: what is declared of it, or an empty one."""
        return self.networks[0].entry if self.networks else NetworkEntry()

    def add(self, document: Document) -> None:
        """Check what one document declares by itself, and take it in."""
        self._homes = None
        data = document.data
        if not isinstance(data, dict):
            self._torn.update(SECTIONS)
            if data is not None:
                document.problem((), "is not a mapping", f"begin with {', '.join(SECTIONS)}")
            return
        if not check_keys(document, (), data, SECTIONS):
            self._has_strange_key = True
        self._seen.update(data)
        self._torn.update(_doubled(document))
        self._add_network(document, data.get("network"))
        self.agencies += _entries(document, data, "agencies", AgencyEntry)
        self.sites += _entries(document, data, "sites", SiteEntry)
        self.devices += _entries(document, data, "devices", DeviceEntry)
        self.circuits += _entries(document, data, "circuits", CircuitEntry)
        self.waivers += _entries(document, data, "waivers", WaiverEntry)
        self.maintenance += _entries(document, data, "maintenance", MaintenanceEntry)
        for section, key in _NAME_KEYS.items():
            written = list(_names(data.get(section), key))
            self._names[section].update(name for name in written if name is not None)
            if None in written:
                self._torn.add(section)

    def knows(self, section: str) -> bool:
        """Whether everything that a section declares was read, or none was written."""
        return section not in self._torn and (section in self._seen or not self._has_strange_key)

    def names(self, section: str) -> Collection[str] | None:
        """List what is written as the names of a section; `None` where not all is known."""
        return self._names[section] if self.knows(section) else None

    def home_of(self, device: str) -> str | None:
        """Find the site of a device; `None` where its entry is wrong or missing."""
        if self._homes is None:
            self._homes = {item.entry.name: item.entry.site for item in reversed(self.devices)}
        return self._homes.get(device)

    def _add_network(self, document: Document, data: Data) -> None:
        if data is None:
            return
        entry = checked(document, ("network",), data, NetworkEntry)
        if entry is None:
            self.has_wrong_network = True
            self._torn.add("network")
            return
        if self.networks:
            message = f"stands twice, first at {self.networks[0].place}"
            document.problem(("network",), message, "keep one, in one file")
            return
        self.networks.append(Declared(entry, document, ("network",)))


def _entries(
    document: Document, data: dict[str, Data], section: str, schema: type[Wanted]
) -> list[Declared[Wanted]]:
    items = checked_list(document, (section,), data.get(section), schema)
    return [Declared(entry, document, path) for path, entry in items]


def _names(items: Data, key: str) -> Iterator[str | None]:
    """Give what is written as a name in each entry; `None` for what cannot be told."""
    if not isinstance(items, list):
        yield from () if items is None else (None,)
        return
    for item in items:
        name = item.get(key) if isinstance(item, dict) else item
        yield name.strip() if isinstance(name, str) else None


def _doubled(document: Document) -> Iterator[str]:
    """List the sections that stand twice in one file: only one of the two is read."""
    if isinstance(document.root, Mapping):
        keys = [key.text for key, _ in document.root.pairs if isinstance(key, Scalar)]
        yield from {key for key in keys if keys.count(key) > 1}
