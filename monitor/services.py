"""The kinds of service that make a machine a server, by its open ports and the programs behind."""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model.observation import Listener, Snapshot
from monitor.model.prefixes import unmapped


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of service: what people call it, its TCP ports, and programs by their own names."""

    en: str
    id: str
    ports: frozenset[int]
    programs: frozenset[str]
    of_routers: bool = False


SERVICES = (
    Service(
        "web", "web", frozenset({80, 443, 8080, 8443}),
        frozenset({"nginx", "apache2", "httpd", "lighttpd", "caddy", "litespeed", "openlitespeed",
                   "lshttpd", "w3wp", "inetinfo"}),
        of_routers=True,
    ),
    Service(
        "database", "basis data", frozenset({1433, 1521, 3306, 5432, 27017}),
        frozenset({"postgres", "postmaster", "mysqld", "mariadbd", "sqlservr", "oracle", "tnslsnr",
                   "mongod"}),
    ),
    Service(
        "mail", "surel", frozenset({25, 110, 143, 465, 587, 993, 995}),
        frozenset({"master", "exim", "exim4", "sendmail", "smtpd", "dovecot", "hmailserver"}),
    ),
    Service(
        "DNS", "DNS", frozenset({53}),
        frozenset({"named", "unbound", "pdns_server", "nsd", "knotd", "dns"}),
        of_routers=True,
    ),
)  # fmt: skip


def listeners_of(service: Service, snapshot: Snapshot) -> list[Listener]:
    """List the ports of a kind of service that are open to others."""
    return [
        one
        for one in snapshot.listeners
        if one.port in service.ports and not unmapped(one.address).is_loopback
    ]


def heard_services(snapshot: Snapshot) -> tuple[list[Service], list[Listener]]:
    """List the kinds of service of which a port is open to others, and those ports."""
    heard = [(one, listeners_of(one, snapshot)) for one in SERVICES]
    return [one for one, ports in heard if ports], [port for _, ports in heard for port in ports]


def ports_text(listeners: Iterable[Listener]) -> str:
    """Write the numbers of some ports, each once."""
    return ", ".join(map(str, sorted({one.port for one in listeners})))
