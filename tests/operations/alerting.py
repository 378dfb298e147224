"""
Prometheus and Alertmanager as delivered, on free ports, and a webhook that notes what arrives.

Of the delivered files only what names ports and how long to wait is changed.
"""

import ctypes
import json
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.loopback import free_port
from tests.operations.delivered import ALERTMANAGER, PROMETHEUS, RULES

NEEDED = ("prometheus", "prometheus-alertmanager")
_GRACE_S = 30.0
_CLONE_NEWNET = 0x40000000


def is_installed() -> bool:
    """Whether both programs are there."""
    return all(shutil.which(name) for name in NEEDED)


@dataclass
class Webhook:
    """
    Notes each alert that arrives: the receiver, whether it fires or is over, and its labels.

    `texts` holds the annotations of the last alert of each name.
    """

    port: int
    told: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def names(self, receiver: str, status: str) -> set[tuple[str, str]]:
        """List which alerts a receiver was told of, with the device's name."""
        return {
            (labels["alertname"], labels.get("device", ""))
            for who, what, labels in self.told
            if (who, what) == (receiver, status)
        }


@contextmanager
def webhook(namespace: str = "") -> Iterator[Webhook]:
    """Listen on loopback, of a network namespace where one is named, for what Alertmanager says."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            message: dict[str, Any] = json.loads(self.rfile.read(length))
            for alert in message["alerts"]:
                noted.told.append((message["receiver"], alert["status"], alert["labels"]))
                noted.texts[alert["labels"]["alertname"]] = alert["annotations"]
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = _listening(namespace)
    server.server_address = server.socket.getsockname()
    noted = Webhook(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield noted
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _listening(namespace: str) -> socket.socket:
    """Make a socket that listens; it stays in the network namespace in which it was made."""
    made: list[socket.socket] = []

    def make() -> None:
        if namespace:
            # setns(2) moves the thread that calls it, and no other.
            with Path(f"/run/netns/{namespace}").open("rb") as there:
                if ctypes.CDLL(None, use_errno=True).setns(there.fileno(), _CLONE_NEWNET):
                    raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")
        made.append(socket.create_server(("127.0.0.1", 0)))

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return made[0]


@contextmanager
def alerting(
    folder: Path,
    daemon: str,
    hook: Webhook,
    *,
    inside: Sequence[str] = (),
    waits: Mapping[str, str] = MappingProxyType({}),
    is_hasty: bool = True,
) -> Iterator[str]:
    """
    Run both, scraping the daemon at an address; yields Prometheus's own.

    `inside` is put before their commands, as to run them in a network namespace; `waits` replaces
    how long rules wait. Where `is_hasty`, what waits for a while waits a second.
    """
    prometheus = _free_address()
    (folder / "rules").mkdir()
    for path in RULES:
        _write(path, folder / "rules" / path.name, list(waits.items()), is_hasty=False)
    with alertmanager(folder, hook, inside=inside, is_hasty=is_hasty) as manager:
        replaced = [
            ("127.0.0.1:10190", daemon),
            ("127.0.0.1:9090", prometheus),
            ("127.0.0.1:9093", manager),
        ]
        config = folder / "prometheus.yml"
        _write(PROMETHEUS / "prometheus.yml", config, replaced, is_hasty=is_hasty)
        command = [
            *inside,
            "prometheus",
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=tsdb",
            f"--web.listen-address={prometheus}",
        ]
        with _running("prometheus", command, folder):
            yield prometheus


@contextmanager
def alertmanager(
    folder: Path,
    hook: Webhook,
    *,
    inside: Sequence[str] = (),
    is_hasty: bool = True,
    replaced: Sequence[tuple[str, str]] = (),
) -> Iterator[str]:
    """Run Alertmanager alone; yields its address."""
    address = _free_address()
    to_hook = ("127.0.0.1:9095", f"127.0.0.1:{hook.port}")
    config = folder / "alertmanager.yml"
    _write(ALERTMANAGER, config, [to_hook, *replaced], is_hasty=is_hasty)
    command = [
        *inside,
        "prometheus-alertmanager",
        "--config.file=alertmanager.yml",
        "--storage.path=alerts",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
    ]
    with _running("alertmanager", command, folder):
        yield address


def _free_address() -> str:
    return f"127.0.0.1:{free_port(socket.SOCK_STREAM)}"


def _write(source: Path, target: Path, replaced: list[tuple[str, str]], *, is_hasty: bool) -> None:
    text = source.read_text(encoding="utf-8")
    for old, new in replaced:
        text = text.replace(old, new)
    if is_hasty:
        text = re.sub(r"(scrape_interval|evaluation_interval): \w+", r"\1: 1s", text)
        text = re.sub(r"scrape_timeout: \w+", "scrape_timeout: 1s", text)
        text = re.sub(r"(group_wait|group_interval): \w+", r"\1: 1s", text)
    target.write_text(text, encoding="utf-8")


@contextmanager
def _running(name: str, command: list[str], folder: Path) -> Iterator[None]:
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(_GRACE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
