"""
The web configuration as its files are now.

Certificates are renewed and passwords changed while the daemon runs, and nobody tells it. So the
files are looked at, by their status alone, whenever somebody connects or asks, and read again when
one of them is another. What cannot be used changes nothing, and is said once.
"""

import logging
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from pathlib import Path

from monitor.model.prefixes import unmapped
from monitor.model.web import WebConfig
from monitor.settings import Listen
from monitor.sources.problem import ConfigError
from monitor.sources.web_config import WebFile
from monitor.throttle import Throttle

log = logging.getLogger(__name__)
Mark = tuple[int, int, int, int] | None
_MOST_READINGS = 3


class WebWatch:
    """
    Gives the web configuration of the moment.

    `read` reads the file at `path`; `changed` is told each configuration that comes into use, the
    first one too. Raises ConfigError where there is none to begin with.
    """

    def __init__(
        self,
        path: Path,
        read: Callable[[Path], WebFile],
        changed: Callable[[WebConfig], None] = lambda _: None,
    ) -> None:
        self._path, self._read, self._changed = path, read, changed
        self._throttle = Throttle()
        self._files: frozenset[Path] = frozenset((path,))
        self._marks: dict[Path, Mark] = {}
        self.is_good = True
        file = self._read_now()
        if file.config is None:
            raise ConfigError(file.problems)
        self._config = file.config
        changed(file.config)

    def current(self) -> WebConfig:
        """Return what is in force, after a look whether a file has changed."""
        if _marks(self._files) != self._marks:
            self._load_again()
        return self._config

    def _load_again(self) -> None:
        try:
            file = self._read_now()
        except Exception:
            # A mistake of ours must not close the pages.
            self.is_good, self._marks = False, _marks(self._files)
            log.exception("the web configuration could not be read")
            return
        self.is_good = file.config is not None
        if file.config is None:
            problems = "\n".join(map(str, file.problems))
            said = "The web configuration was not loaded, the one before stays"
            self._throttle.error(log, "web configuration", f"{said}:\n{problems}")
        elif file.config != self._config:
            log.info("The web configuration was loaded anew.")
            self._config = file.config
            for warning in file.problems:
                log.warning("%s", warning)
            self._changed(file.config)

    def _read_now(self) -> WebFile:
        """Read it, so that a change during the reading is seen by the next look."""
        for _ in range(_MOST_READINGS):
            marks = _marks(self._files)
            file = self._read(self._path)
            if file.files <= self._files:
                break
            self._files |= file.files
        if file.config is not None:
            self._files = file.files
        self._marks = {one: marks.get(one) for one in self._files}
        return file


def dangers(config: WebConfig, listen: Listen, *, lifecycle: bool) -> tuple[str, ...]:
    """Say what is dangerous in how the pages are offered, and what to do about it."""
    found = []
    if not config.asks_who and not _is_loopback(listen.host):
        found.append(
            f"EVERYBODY who reaches {listen.where} can read everything: who violates,"
            " every device and every line. Give --web.config.file a file with basic_auth_users or"
            " client certificates (docs/web.md), or set `listen:` to 127.0.0.1."
        )
    if config.users and config.tls is None and not _is_loopback(listen.host):
        found.append(
            f"Passwords for {listen.where} travel unencrypted: add tls_server_config"
            " to the file of --web.config.file (docs/web.md)."
        )
    if lifecycle and not config.knows_anybody:
        found.append(
            "--web.enable-lifecycle has no use: nobody can show who they are, so /-/reload answers"
            " 403. Give --web.config.file a file with basic_auth_users or client certificates"
            " (docs/web.md)."
        )
    return tuple(found)


def _is_loopback(host: str) -> bool:
    try:
        return unmapped(ip_address(host)).is_loopback
    except ValueError:
        return host == "localhost"


def _marks(files: Iterable[Path]) -> dict[Path, Mark]:
    return {path: _mark(path) for path in files}


def _mark(path: Path) -> Mark:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
