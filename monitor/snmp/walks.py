"""What a walk brought, and how it ended: as a whole, for a part of its roots, and for each."""

from dataclasses import dataclass
from typing import Final

from monitor.model.reading import TableStatus
from monitor.snmp.values import Wire


@dataclass(frozen=True, slots=True)
class End:
    """
    How the walk of one root ended: `reason` is empty where it came to the root's own end.

    `was_left` says that the walk as a whole was given up before, which says nothing of this root:
    it may be read alone. `malformed` counts varbinds that did not decode and were skipped.
    """

    reason: str = ""
    is_refused: bool = False
    was_left: bool = False
    malformed: int = 0


WHOLE: Final = End()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How several roots ended together; `reason` says shortly why the status is not complete."""

    status: TableStatus
    reason: str = ""
    malformed: int = 0
    was_left: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """
    What a walk brought.

    `columns` has a mapping for each root asked, in their order: octets of the OID behind the root
    (`oid.decode_index` reads them) to the value, in the order received. `ends` says of each how it
    ended. `requests` counts those that were answered.
    """

    columns: tuple[dict[bytes, Wire], ...]
    ends: tuple[End, ...]
    requests: int = 0

    def outcome(self, start: int = 0, stop: int | None = None) -> Outcome:
        """Say how the roots in these places ended together; nothing of nothing is absent."""
        ends = [end for end in self.ends[start:stop] if end is not WHOLE]
        has_rows = any(self.columns[start:stop])
        reason = next((end.reason for end in ends if end.reason), "")
        if not has_rows and any(end.is_refused for end in ends):
            status = TableStatus.REFUSED
        elif reason:
            status = TableStatus.INCOMPLETE
        else:
            status = TableStatus.COMPLETE if has_rows else TableStatus.ABSENT
        malformed = sum(end.malformed for end in ends)
        return Outcome(status, reason, malformed, any(end.was_left for end in ends))

    @property
    def status(self) -> TableStatus:
        """How all roots ended together."""
        return self.outcome().status

    @property
    def reason(self) -> str:
        """Why the status is not complete."""
        return self.outcome().reason

    @property
    def malformed(self) -> int:
        """Count of varbinds that did not decode and were skipped."""
        return self.outcome().malformed
