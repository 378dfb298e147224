"""What `opd-monitor` reads of Debian's snmpd is value for value what net-snmp's own tools read."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.snmp.oid import Oid, parse_oid
from monitor.snmp.recording import read_recording
from monitor.snmp.session import Community, User
from tests.snmp.real_snmpd import (
    AUTH,
    AVAILABLE,
    COMMUNITY,
    PRIV,
    USER,
    as_bulkwalk,
    bulkwalk,
    running,
)

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="needs the packages snmpd and snmp")

V2C = ["--community", "public"]
V3 = ["--user", "monitor", "--auth", "SHA-256", "--auth-secret", "env:AUTH",
      "--priv", "AES-128", "--priv-secret", "env:PRIV"]  # fmt: skip
BOTH = pytest.mark.parametrize(
    ("options", "who"), [(V2C, COMMUNITY), (V3, USER)], ids=["v2c", "v3"]
)
# These move between two looks: uptime, traffic, the engine's clock; and what the machine does.
MOVING = tuple(
    parse_oid(text)
    for text in (
        "1.3.6.1.2.1.1.3", "1.3.6.1.2.1.2.2.1.10", "1.3.6.1.2.1.2.2.1.16", "1.3.6.1.2.1.25.4",
        "1.3.6.1.2.1.31.1.1.1.6", "1.3.6.1.2.1.31.1.1.1.10", "1.3.6.1.2.1.6", "1.3.6.1.2.1.4.22",
        "1.3.6.1.2.1.4.35", "1.3.6.1.6.3.10.2.1.3",
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run snmpd on a free port of loopback."""
    with running(tmp_path_factory.mktemp("snmpd")) as port:
        yield port


def opd_monitor(*words: str) -> str:
    """Run the command and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "monitor", *words],
        capture_output=True,
        text=True,
        env={"AUTH": AUTH, "PRIV": PRIV, "PATH": "/usr/bin", "PYTHONPATH": ":".join(sys.path)},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _stands_still(oid: Oid) -> bool:
    return not any(oid[: len(prefix)] == prefix for prefix in MOVING)


@BOTH
def test_a_recording_has_value_for_value_what_snmpbulkwalk_shows(
    port: int, options: list[str], who: Community | User, tmp_path: Path
) -> None:
    file = tmp_path / "snmpd.snmprec"
    opd_monitor("record", f"127.0.0.1:{port}", "-o", str(file), *options)
    ours = {
        oid: as_bulkwalk(wire)
        for oid, wire in read_recording(file).values().items()
        if _stands_still(oid)
    }
    theirs = {}
    for root in ("1.3.6.1.2.1", "1.3.6.1.6.3.10", "1.0.8802"):
        theirs.update(bulkwalk(port, who, root))
    # A machine whose only interface is loopback has fewest.
    assert len(ours) > 20
    assert ours == {oid: theirs.get(oid) for oid in ours}


@BOTH
def test_a_poll_shows_the_interfaces_and_addresses_that_snmpbulkwalk_shows(
    port: int, options: list[str], who: Community | User
) -> None:
    said: dict[str, Any] = json.loads(opd_monitor("poll", f"127.0.0.1:{port}", "--json", *options))
    names = bulkwalk(port, who, "1.3.6.1.2.1.31.1.1.1.1")
    octets = {oid[-1]: bytes.fromhex(text.partition(": ")[2]) for oid, text in names.items()}
    seen = said["observations"]
    assert {i["index"]: i["name"].encode() for i in seen["interfaces"]} == octets
    addresses = {
        ".".join(map(str, oid[-4:])) for oid in bulkwalk(port, who, "1.3.6.1.2.1.4.20.1.1")
    }
    assert {a["address"] for a in seen["addresses"] if ":" not in a["address"]} == addresses
    assert said["identity"]["sys_name"] == "dukcapil"
    assert said["tables"]["ifTable"]["status"] == "complete"
