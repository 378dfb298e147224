"""Against Debian's snmpd: the same values as snmpbulkwalk, over versions 2c and 3."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from snmp_lab import Lab

from monitor.model.observation import TableStatus
from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.model.secret import Secret
from monitor.snmp import errors, values
from monitor.snmp.errors import SnmpError
from monitor.snmp.oid import Oid, decode_index, parse_oid
from monitor.snmp.session import Community, Target, User, Walk
from monitor.snmp.values import Wire

SNMPD = shutil.which("snmpd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
BULKWALK = shutil.which("snmpbulkwalk")
pytestmark = pytest.mark.skipif(
    SNMPD is None or BULKWALK is None, reason="needs the snmpd and snmp packages installed"
)

AUTH, PRIV = "authentic-password", "private-password"
COMMUNITY = Community(2, Secret("public"))
USER = User("monitor", AuthProtocol.SHA_256, Secret(AUTH), PrivProtocol.AES_128, Secret(PRIV))
# What stands still while two programs look: system without uptime, interfaces' names and types,
# the access control tables.
ROOTS = ("1.3.6.1.2.1.1.9.1", "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.3", "1.3.6.1.6.3.16.1")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run snmpd on a free port of loopback, with nothing of this machine's configuration."""
    assert SNMPD is not None
    folder = tmp_path_factory.mktemp("snmpd")
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


def _bulkwalk(port: int, credentials: Community | User, root: str) -> dict[Oid, str]:
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


def _as_bulkwalk(wire: Wire) -> str:
    value = values.to_python(wire)
    if isinstance(value, bytes):
        return f"Hex-STRING: {value.hex(' ').upper()}" if value else '""'
    if isinstance(value, tuple):
        return "OID: ." + ".".join(map(str, value))
    if wire[0] == values.TIMETICKS:
        return str(value)
    return f"{values.type_name(wire)}: {value}"


@pytest.mark.parametrize("credentials", [COMMUNITY, USER], ids=["v2c", "v3"])
def test_a_walk_is_value_for_value_what_snmpbulkwalk_shows(
    lab: Lab, port: int, credentials: Community | User
) -> None:
    async def work() -> Walk:
        async with lab.client() as client:
            session = client.session(Target("127.0.0.1", credentials, port))
            return await session.walk([parse_oid(root) for root in ROOTS])

    walk = lab.run(work())
    assert walk.status is TableStatus.COMPLETE
    for root, cells in zip(ROOTS, walk.columns, strict=True):
        ours = {
            (*parse_oid(root), *decode_index(suffix)): _as_bulkwalk(wire)
            for suffix, wire in cells.items()
        }
        assert ours
        assert ours == _bulkwalk(port, credentials, root)


@pytest.mark.parametrize("credentials", [COMMUNITY, USER], ids=["v2c", "v3"])
def test_get_reads_single_values(lab: Lab, port: int, credentials: Community | User) -> None:
    name, location = (1, 3, 6, 1, 2, 1, 1, 5, 0), (1, 3, 6, 1, 2, 1, 1, 6, 0)

    async def work() -> dict[Oid, Wire]:
        async with lab.client() as client:
            session = client.session(Target("127.0.0.1", credentials, port))
            return await session.get([name, location, (1, 3, 6, 1, 2, 1, 99, 1)])

    found = {oid: values.as_octets(wire) for oid, wire in lab.run(work()).items()}
    assert found == {name: b"dukcapil", location: b"Kantor"}


@pytest.mark.parametrize(
    ("user", "error"),
    [
        (User("nobody"), errors.UnknownUserError),
        (
            User("monitor", AuthProtocol.SHA_256, Secret("not-the-password")),
            errors.WrongDigestError,
        ),
        (
            User(
                "monitor",
                AuthProtocol.SHA_256,
                Secret(AUTH),
                PrivProtocol.AES_128,
                Secret("not-the-password"),
            ),
            (errors.DecryptionError, errors.NoAnswerError),
        ),
    ],
)
def test_snmpd_and_we_agree_on_what_is_wrong(
    lab: Lab, port: int, user: User, error: type[SnmpError] | tuple[type[SnmpError], ...]
) -> None:
    async def work() -> None:
        async with lab.client() as client:
            target = Target("127.0.0.1", user, port, timeout_s=0.5, retries=0)
            await client.session(target).get([(1, 3, 6, 1, 2, 1, 1, 5, 0)])

    with pytest.raises(error):
        lab.run(work())
