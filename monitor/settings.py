"""
The settings of one daemon (`monitor.yaml`), checked and frozen.

Everything has a default but the SNMP profiles. Paths are absolute: a relative one was taken from
the folder of the file that names it. Secrets in profiles are resolved when the settings are loaded
(`monitor.sources.yaml_files.load_settings`), so a rotated secret needs a reload, not a restart.
Times are seconds, sizes bytes or counts as named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from monitor.model.policy import Policy
from monitor.model.prefixes import unmapped
from monitor.model.privacy import Privacy, Retention
from monitor.model.profile import SnmpProfile
from monitor.snmp.budget import POLL_BUDGET_S, POLL_BYTES

DEFAULT_PORT = 10190
DEFAULT_STORE = Path("/var/lib/opd-monitor/opd-monitor.db")


@dataclass(frozen=True, slots=True)
class Paths:
    """Where things are: `registry` is a file or a folder of `*.yaml`, `store` the SQLite file."""

    registry: Path
    providers: Path
    oui: Path
    store: Path


@dataclass(frozen=True, slots=True)
class Intervals:
    """The two paces of polling, in seconds."""

    fast_s: float = 60.0
    slow_s: float = 900.0


@dataclass(frozen=True, slots=True)
class Listen:
    """An address and a port to listen on."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        try:
            return unmapped(ip_address(self.host)).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def where(self) -> str:
        """The two as in an address that people follow: `[::1]:10190`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Limits:
    """
    How much is asked, kept and shown at most; beyond it, a cut is made and counted.

    `rows_per_table` cuts one table, `poll_budget_s` of waiting for the device and `poll_bytes` of
    its answers a poll as a whole. `in_flight` bounds devices polled at once, `dead_in_flight` those
    among the silent that are probed meanwhile. `series` bounds /metrics, `receive_buffer_bytes` is
    asked of the system for the socket.
    """

    rows_per_table: int = 20_000
    poll_budget_s: float = POLL_BUDGET_S
    poll_bytes: int = POLL_BYTES
    in_flight: int = 256
    dead_in_flight: int = 16
    series: int = 200_000
    receive_buffer_bytes: int = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Everything in `monitor.yaml`. `traps` is `None` where no traps are to be received.

    `external_url` is what addresses of pages begin with where people follow them, without a slash
    at its end; empty where nobody said. `allowed_hosts` are names by which pages are asked for.
    """

    source: Path
    paths: Paths
    profiles: Mapping[str, SnmpProfile]
    intervals: Intervals = Intervals()
    listen: Listen = Listen()
    external_url: str = ""
    allowed_hosts: tuple[str, ...] = ()
    traps: Listen | None = None
    limits: Limits = Limits()
    policy: Policy = field(default_factory=Policy)
    retention: Retention = field(default_factory=Retention)
    privacy: Privacy = field(default_factory=Privacy)
    language: str = "id"
    timezone: str = "Asia/Jakarta"

    @property
    def known_names(self) -> frozenset[str]:
        """The names of this daemon: those of `allowed_hosts`, `external_url` and `listen`."""
        named = urlsplit(self.external_url).hostname
        names = (*self.allowed_hosts, self.listen.host, *((named,) if named else ()))
        return frozenset(name.lower().removesuffix(".") for name in names)
