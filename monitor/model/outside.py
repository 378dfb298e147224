"""What other registered devices show of one: who sees it, and what it leaves out of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.model.reading import Observation


class Omitted(StrEnum):
    """What a device leaves out of its own tables."""

    DEFAULT_ROUTE = "default route"
    """Others send traffic for anywhere to it, and it says it sends that back to them."""
    ROUTE = "route"
    """Others reach a foreign network over it, and it shows no way there."""
    SESSION_ADDRESS = "session address"
    """Others keep a routing session with an address of its."""
    ADDRESS = "address"
    """Others have resolved a foreign address to it."""
    PORT = "port"
    """Others hear it announce itself on a port that its list of interfaces skips."""
    LIVE_PORT = "live port"
    """Others have learnt the MAC address of a port that it says has been down for hours."""
    LATE_PORT = "late port"
    """The same of a port that went down lately, or nobody knows when."""
    MAC = "MAC address"
    """Others have learnt a MAC address from the middle of its own row of them."""


@dataclass(frozen=True, slots=True)
class Omission:
    """One thing that a device leaves out, its `value`, who shows it, and the row there."""

    what: Omitted
    value: str
    observer: str
    seen: Observation


@dataclass(frozen=True, slots=True)
class Outside:
    """What others show of a device; `observers` are the names of those that see it at all."""

    observers: tuple[str, ...] = ()
    omissions: tuple[Omission, ...] = ()

    @property
    def by_what(self) -> Mapping[Omitted, tuple[Omission, ...]]:
        """The omissions by what is left out."""
        kinds = dict.fromkeys(one.what for one in self.omissions)
        return {kind: tuple(one for one in self.omissions if one.what is kind) for kind in kinds}


UNSEEN = Outside()
"""Of a device that no other one shows, or that was not looked at yet."""
