"""
A web configuration from its YAML file: TLS, headers, users.

    read_web_config   everything found, and everything wrong: for whoever reads it again and again
    load_web_config   the same, or one ConfigError with every problem

A file with nothing in it is refused. It would open the pages to everybody, and is most often one
that is just being written.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.model.web import WebConfig
from monitor.sources.check import checked, salvaged, without_wrong
from monitor.sources.document import Document
from monitor.sources.files import read
from monitor.sources.problem import ConfigError, Problem, Severity, in_order
from monitor.sources.web_schema import HttpEntry, TlsEntry, WebEntry
from monitor.sources.web_tls import TlsFaults, build_tls

_MOST_COST = 14
"""bcrypt hashes that cost more take a second or more of a core each time."""


@dataclass(frozen=True, slots=True)
class WebFile:
    """A web configuration as read from `files`; `config` is `None` if it cannot be used."""

    config: WebConfig | None
    problems: tuple[Problem, ...]
    files: frozenset[Path]


def load_web_config(path: Path, faults: TlsFaults) -> tuple[WebConfig, tuple[Problem, ...]]:
    """Load the configuration and its warnings. Raises ConfigError."""
    file = read_web_config(path, faults)
    if file.config is None:
        raise ConfigError(file.problems)
    return file.config, file.problems


def read_web_config(path: Path, faults: TlsFaults, now: datetime | None = None) -> WebFile:
    """
    Read a web configuration; `faults` says whether this machine's TLS can be used so.

    A certificate that has ended by `now` is warned of; by the present, where it is not given.
    """
    document = read(path)
    files = {path}
    config = None
    if document.data is not None:
        config = _config(document, faults, files, now or datetime.now(UTC))
    problems = in_order(document.problems)
    is_wrong = any(problem.severity is Severity.ERROR for problem in problems)
    return WebFile(None if is_wrong else config, problems, frozenset(files))


def _config(
    document: Document, faults: TlsFaults, files: set[Path], now: datetime
) -> WebConfig | None:
    entry = checked(document, (), document.data, WebEntry)
    written = document.data.get("tls_server_config") if isinstance(document.data, dict) else None
    # What the files hold is looked at although something else is wrong: one report tells all.
    wanted = entry.tls_server_config if entry else _right_part(written)
    tls = build_tls(document, wanted, faults, now, files) if wanted else None
    if entry is None:
        return None
    _check_users(document, entry)
    return WebConfig(
        tls=tls, headers=_headers(document, entry.http_server_config), users=entry.basic_auth_users
    )


def _right_part(written: object) -> TlsEntry | None:
    return (
        salvaged(TlsEntry, without_wrong(TlsEntry, written)) if isinstance(written, dict) else None
    )


def _headers(document: Document, entry: HttpEntry) -> dict[str, str]:
    if entry.http2:
        hint = "write false; clients that speak HTTP/2 use HTTP/1.1 by themselves"
        document.warn(("http_server_config", "http2"), "is not spoken here", hint)
    headers = entry.headers.model_dump(by_alias=True)
    return {name: value for name, value in headers.items() if value is not None}


def _check_users(document: Document, entry: WebEntry) -> None:
    if entry.basic_auth_users and document.world_readable:
        message = "has password hashes that everyone can read"
        document.warn(("basic_auth_users",), message, "chmod o-r the file")
    for name, stored in entry.basic_auth_users.items():
        place = ("basic_auth_users", name)
        if not name or ":" in name or not name.isprintable():
            document.problem(place, "is no user name", "use letters, digits, '-', '_' and '.'")
        if int(stored.reveal()[4:6]) > _MOST_COST:
            hint = f"make the hash with a cost of {_MOST_COST} or less: htpasswd -nBC 12"
            document.warn(place, "takes a second or more for each look at a password", hint)
