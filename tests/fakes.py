"""
Hand-written stand-ins for what lies beyond the program: an agent's session and a store.

`FakeSession` shows values as an honest agent does, in order, and writes down what it was asked;
it can be silent, fall silent, refuse, and cut tables short. `FakeStore` can fail.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from monitor.model.finding import Finding, Transition
from monitor.snmp import values
from monitor.snmp.errors import NoAnswerError, NotPermittedError
from monitor.snmp.oid import Oid, encode_index
from monitor.snmp.session import MAX_ROWS, EngineIdentity
from monitor.snmp.values import Wire
from monitor.snmp.walks import WHOLE, End, Walk
from monitor.store.errors import StoreError

SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
IF: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
IF_X: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
IP_ADDR: Oid = (1, 3, 6, 1, 2, 1, 4, 20, 1)
CIDR: Oid = (1, 3, 6, 1, 2, 1, 4, 24, 4, 1)
MIKROTIK: Oid = (1, 3, 6, 1, 4, 1, 14988)
SCRIPTS: Oid = (*MIKROTIK, 1, 1, 18)
COMMAND_LINES: Oid = (1, 3, 6, 1, 2, 1, 25, 4, 2, 1, 5)
NET_SNMP: Oid = (1, 3, 6, 1, 4, 1, 8072, 3, 2, 10)


def is_below(oid: Oid, root: Oid) -> bool:
    return oid[: len(root)] == root


def number(value: int) -> Wire:
    return values.encode_int(value)


def octets(value: bytes) -> Wire:
    return values.encode_octets(value)


def ip(dotted: str) -> Wire:
    return values.encode_ip(IPv4Address(dotted))


def text(value: str) -> Wire:
    return octets(value.encode())


def system(name: str = "r1", object_id: Oid = NET_SNMP, uptime_s: float = 1000) -> dict[Oid, Wire]:
    """A system group."""
    return {
        (*SYSTEM, 1, 0): text("a router"),
        (*SYSTEM, 2, 0): values.encode_oid_value(object_id),
        (*SYSTEM, 3, 0): values.encode_unsigned(values.TIMETICKS, int(uptime_s * 100)),
        (*SYSTEM, 5, 0): text(name),
    }


def interface(index: int, name: str, kind: int = 6, oper: int = 1) -> dict[Oid, Wire]:
    """An interface, in ifTable and ifXTable."""
    return {
        (*IF, 2, index): text(name),
        (*IF, 3, index): number(kind),
        (*IF, 7, index): number(1),
        (*IF, 8, index): number(oper),
        (*IF, 10, index): values.encode_unsigned(values.COUNTER32, 1000),
        (*IF, 16, index): values.encode_unsigned(values.COUNTER32, 1000),
        (*IF_X, 1, index): text(name),
        (*IF_X, 6, index): values.encode_unsigned(values.COUNTER64, 1000),
        (*IF_X, 10, index): values.encode_unsigned(values.COUNTER64, 1000),
    }


def address(dotted: str, index: int, mask: str = "255.255.255.0") -> dict[Oid, Wire]:
    """An address in ipAddrTable."""
    at = tuple(IPv4Address(dotted).packed)
    return {
        (*IP_ADDR, 1, *at): ip(dotted),
        (*IP_ADDR, 2, *at): number(index),
        (*IP_ADDR, 3, *at): ip(mask),
    }


def route(destination: str, mask: str, hop: str, index: int) -> dict[Oid, Wire]:
    """A route in ipCidrRouteTable."""
    at = (
        *IPv4Address(destination).packed,
        *IPv4Address(mask).packed,
        0,
        *IPv4Address(hop).packed,
    )
    return {
        (*CIDR, 5, *at): number(index),
        (*CIDR, 6, *at): number(4),
        (*CIDR, 7, *at): number(3),
        (*CIDR, 11, *at): number(1),
    }


def default_route(hop: str, index: int) -> dict[Oid, Wire]:
    return route("0.0.0.0", "0.0.0.0", hop, index)


def router(*, foreign: bool = False) -> dict[Oid, Wire]:
    """A site's router: its line to 10.0.0.1, and where asked one to 203.0.113.1."""
    shown = {
        **system(),
        **interface(1, "wan1"),
        **interface(2, "wan2"),
        **interface(3, "lan"),
        **address("10.0.0.9", 1),
        **address("10.20.0.1", 3),
        **route("10.0.0.0", "255.0.0.0", "10.0.0.1", 1),
        **default_route("10.0.0.1", 1),
    }
    if foreign:
        shown |= address("203.0.113.9", 2) | default_route("203.0.113.1", 2)
    return shown


@dataclass
class FakeSession:
    """
    An agent's answers, and `gets` and `walks`, what it was asked.

    Below `refused` it refuses, of `cut` only the first row is shown, and with the question after
    `answers` of them it falls silent.
    """

    shown: Mapping[Oid, Wire] = field(default_factory=dict)
    refused: tuple[Oid, ...] = ()
    cut: tuple[Oid, ...] = ()
    answers: int | None = None
    gets: list[Oid] = field(default_factory=list)
    walks: list[Oid] = field(default_factory=list)
    probes: list[Oid] = field(default_factory=list)
    engine: EngineIdentity | None = None

    @property
    def asked(self) -> list[Oid]:
        """Everything it was asked."""
        return [*self.gets, *self.walks]

    def was_asked_below(self, root: Oid) -> bool:
        """Whether an answer could have held something below the root."""
        return any(is_below(oid, root) for oid in self.gets) or any(
            is_below(oid, root) or is_below(root, oid) for oid in self.walks
        )

    async def get(self, oids: Sequence[Oid]) -> dict[Oid, Wire]:
        self.gets += oids
        self._answer()
        refused = [oid for oid in oids if any(is_below(oid, root) for root in self.refused)]
        found = {oid: self.shown[oid] for oid in oids if oid in self.shown and oid not in refused}
        if refused and not found:
            raise NotPermittedError("The agent answered noAccess.")
        return found

    async def walk(self, roots: Sequence[Oid], *, max_rows: int = MAX_ROWS) -> Walk:
        if max_rows == 1:
            self.probes += roots
        else:
            self.walks += roots
        self._answer()
        parts = [self._below(root, max_rows) for root in roots]
        return Walk(tuple(cells for cells, _ in parts), tuple(end for _, end in parts))

    def _below(self, root: Oid, rows: int) -> tuple[dict[bytes, Wire], End]:
        end = WHOLE
        if any(is_below(root, below) for below in self.refused):
            return {}, End("noAccess", is_refused=True)
        if any(is_below(root, below) for below in self.cut):
            rows, end = 1, End("no answer")
        found = [oid for oid in sorted(self.shown) if is_below(oid, root) and oid != root]
        return {encode_index(oid[len(root) :]): self.shown[oid] for oid in found[:rows]}, end

    def _answer(self) -> None:
        if self.answers is None:
            return
        self.answers -= 1
        if self.answers < 0:
            raise NoAnswerError("The agent kept silent.")


@dataclass
class FakeStore:
    """Keeps what it is given; `fails` makes it fail, `on_save` is called after a success."""

    findings: dict[str, Finding] = field(default_factory=dict)
    transitions: list[Transition] = field(default_factory=list)
    memories: dict[str, bytes] = field(default_factory=dict)
    saves: int = 0
    fails: bool = False
    on_save: Callable[[], None] = lambda: None

    def save(self, findings: Iterable[Finding], transitions: Iterable[Transition]) -> None:
        self.saves += 1
        if self.fails:
            raise StoreError("The disk is full.")
        self.findings |= {finding.key: finding for finding in findings}
        self.transitions += transitions
        self.on_save()

    def save_memories(self, memories: Mapping[str, bytes]) -> None:
        if self.fails:
            raise StoreError("The disk is full.")
        self.memories |= memories
