"""Debian's snmpd, run for a test on a free port of loopback, and its own tools to compare with."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.model.secret import Secret
from monitor.snmp import values
from monitor.snmp.errors import SnmpError
from monitor.snmp.oid import Oid, parse_oid
from monitor.snmp.session import Community, Target, User
from monitor.snmp.values import Wire
from tests.snmp.snmp_lab import Lab

SNMPD = shutil.which("snmpd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
BULKWALK = shutil.which("snmpbulkwalk")
AVAILABLE = SNMPD is not None and BULKWALK is not None

AUTH, PRIV = "authentic-password", "private-password"
COMMUNITY = Community(2, Secret("public"))
USER = User("monitor", AuthProtocol.SHA_256, Secret(AUTH), PrivProtocol.AES_128, Secret(PRIV))


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """Run snmpd with nothing of this machine's configuration; yields its port."""
    assert SNMPD is not None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    (folder / "snmpd.conf").write_text(
        "rocommunity public 127.0.0.1\n"
        f"createUser monitor SHA-256 {AUTH} AES {PRIV}\n"
        "rouser monitor priv\n"
        "sysName dukcapil\n"
        "sysLocation Kantor\n"
    )
    command = [SNMPD, "-f", "-C", "-c", str(folder / "snmpd.conf"), "-Lf", str(folder / "log")]
    process = subprocess.Popen(
        [*command, "-p", str(folder / "pid"), f"udp:127.0.0.1:{free}"],
        env={**os.environ, "SNMP_PERSISTENT_DIR": str(folder / "state")},
        cwd=folder,
    )
    try:
        _wait(free, process, folder / "log")
        yield free
    finally:
        process.terminate()
        process.wait(20)


def _wait(free: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    async def ready() -> None:
        async with Lab().client() as client:
            target = Target("127.0.0.1", COMMUNITY, free, timeout_s=0.2, retries=0)
            for _ in range(200):
                if process.poll() is not None:
                    return
                client.revive(target)
                try:
                    await client.session(target).get([(1, 3, 6, 1, 2, 1, 1, 5, 0)])
                except SnmpError:
                    await asyncio.sleep(0.05)
                else:
                    answers.append(True)
                    return

    answers: list[bool] = []
    asyncio.run(ready())
    assert answers, log.read_text()


def bulkwalk(port: int, credentials: Community | User, root: str) -> dict[Oid, str]:
    """Return what snmpbulkwalk shows below a root, by OID."""
    assert BULKWALK is not None
    who = (
        ["-v2c", "-c", "public"]
        if isinstance(credentials, Community)
        else [
            *["-v3", "-l", "authPriv", "-u", "monitor", "-a", "SHA-256", "-x", "AES", "-A"],
            AUTH,
            "-X",
            PRIV,
        ]
    )
    shown = subprocess.run(
        [BULKWALK, *who, "-m", "", "-On", "-Oe", "-Ox", "-Ot", f"127.0.0.1:{port}", root],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "MIBS": ""},
    ).stdout
    found = {}
    for line in re.split(r"\n(?=\.)", shown.strip()):
        name, _, text = line.partition(" = ")
        if text.startswith("No more variables"):
            continue
        found[parse_oid(name)] = " ".join(text.split())
    return found


def as_bulkwalk(wire: Wire) -> str:
    """Write a value as snmpbulkwalk does."""
    value = values.to_python(wire)
    if isinstance(value, bytes):
        return f"Hex-STRING: {value.hex(' ').upper()}" if value else '""'
    if isinstance(value, tuple):
        return "OID: ." + ".".join(map(str, value))
    if wire[0] == values.TIMETICKS:
        return str(value)
    return f"{values.type_name(wire)}: {value}"
