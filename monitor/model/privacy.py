"""How much of people's own devices is kept in evidence, and for how long anything is kept."""

from dataclasses import dataclass
from enum import StrEnum


class ClientMacs(StrEnum):
    """What is kept of a MAC address that is not the finding itself."""

    KEEP = "keep"
    VENDOR = "vendor"
    """Its first three octets, the manufacturer's."""


class HostNames(StrEnum):
    """What is kept of the names that devices give themselves."""

    KEEP = "keep"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class Privacy:
    """What is masked before a case is stored or shown. Of an IMSI five digits are kept, always."""

    client_macs: ClientMacs = ClientMacs.KEEP
    host_names: HostNames = HostNames.KEEP


@dataclass(frozen=True, slots=True)
class Retention:
    """
    For how many days things are kept: records of the history, and findings after they resolved.

    A finding that a person spoke of stays, for a rejection holds while its evidence is the same.
    """

    history_days: int = 5 * 366
    resolved_days: int = 400

    def history_before_s(self, now_s: float) -> float:
        """Return the Unix time before which records are too old."""
        return now_s - self.history_days * 86400.0

    def resolved_before_s(self, now_s: float) -> float:
        """Return the Unix time before which a finding has been resolved for too long."""
        return now_s - self.resolved_days * 86400.0
