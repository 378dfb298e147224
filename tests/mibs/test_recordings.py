"""
Every table over recordings of real devices: nothing raises, and no row is lost unexplained.

The recordings are no part of this repository. They are looked for in `recordings`, in the folder
`shared` beside it, with an `INDEX.tsv` that counts the rows of each table in each file.
"""

import asyncio
import csv
from pathlib import Path

import pytest

from monitor.mibs import tables
from monitor.snmp.recorded_session import RecordedSession
from monitor.snmp.recording import read_recording
from monitor.snmp.session import Session
from monitor.table import Decoded, Table, decode_rows

FOLDER = Path(__file__).parents[3] / "shared" / "recordings"
FILES = sorted(path.name for path in FOLDER.glob("*.snmprec"))
pytestmark = pytest.mark.skipif(not FILES, reason=f"there are no recordings in {FOLDER}")

# What the index calls a table.
COUNTED = {
    "ifTable": "ifTable",
    "ifXTable": "ifXTable",
    "ipAddr": "ipAddrTable",
    "ipAddress": "ipAddressTable",
    "ipNetToMedia": "ipNetToMediaTable",
    "ipNetToPhys": "ipNetToPhysicalTable",
    "lldpLocPort": "lldpLocPortTable",
    "lldpRem": "lldpRemTable",
    "lldpRemMgmt": "lldpRemManAddrTable",
    "lldpV2Rem": "lldpV2RemTable",
    "cdp": "cdpCacheTable",
    "mtNeighbor": "mtxrNeighborTable",
    "bgp4": "bgpPeerTable",
    "ciscoBgp2": "cbgpPeer2Table",
    "jnxBgp": "jnxBgpM2PeerTable",
    "hwBgp": "hwBgpPeerTable",
    "ospfNbr": "ospfNbrTable",
    "dot1dBasePort": "dot1dBasePortTable",
    "dot1dFdb": "dot1dTpFdbTable",
    "dot1qFdb": "dot1qTpFdbTable",
    "hrSWRun": "hrSWRunTable",
    "tcpConn": "tcpConnTable",
    "tcpListener": "tcpListenerTable",
}
# Rows by file and table where the index has another number, and why.
OTHERWISE = {
    ("ocnos-s9510", "ipAddrTable"): (
        69,
        "every column of the file has 69 rows, whatever the index counted",
    ),
    ("ruijie-n18010-core", "ipNetToMediaTable"): (
        1465,
        "the table changed under the donor's walk: 35 rows have none of the columns asked",
    ),
    ("ubnt-edgeos-1.8", "hrSWRunTable"): (
        0,
        "only parameters of programs were recorded, which are never asked",
    ),
}
# Rows that are skipped, and why that is right.
SKIPPED = {
    ("huawei-bras-3889routes", "ipRouteTable"): (
        48,
        "subscribers came and went under the donor's walk: rows without a mask",
    ),
}
# Cells of a wrong type.
FLAWS = {
    ("mikrotik-ros6.40.5-router", "lldpRemTable"): (
        12,
        "RouterOS 6 sends capabilities as an INTEGER of two swapped octets",
    ),
}


def _decoded(session: Session, table: Table) -> Decoded:
    walk = asyncio.run(session.walk([(*table.entry, column) for column in table.columns]))
    return decode_rows(table, dict(zip(table.columns, walk.columns, strict=True)))


def _expected() -> dict[str, dict[str, str]]:
    with (FOLDER / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["file"]: row for row in rows}


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_every_table_is_understood_or_its_loss_explained(name: str) -> None:
    recording = read_recording(FOLDER / name)
    assert recording.skipped == 0, recording.problem
    session = RecordedSession(recording)
    found = {table.name: _decoded(session, table) for table in tables().values()}
    stem = name.removesuffix(".snmprec")
    lost = {table: (it.skipped, it.flaws) for table, it in found.items() if it.skipped or it.flaws}
    explained = {
        table: (SKIPPED.get((file, table), (0,))[0], FLAWS.get((file, table), (0,))[0])
        for file, table in (*SKIPPED, *FLAWS)
        if file == stem
    }
    assert lost == explained
    index = _expected()[name]
    rows = {table: found[table].rows + found[table].skipped for table in COUNTED.values()}
    assert rows == {
        table: OTHERWISE.get((stem, table), (int(index[column] or 0),))[0]
        for column, table in COUNTED.items()
    }


def test_every_explanation_is_still_of_use() -> None:
    stems = {name.removesuffix(".snmprec") for name in FILES}
    assert {file for file, _ in (*OTHERWISE, *SKIPPED, *FLAWS)} <= stems
    assert all(
        int(_expected()[f"{file}.snmprec"][column] or 0) != count
        for (file, table), (count, _) in OTHERWISE.items()
        for column, counted in COUNTED.items()
        if counted == table
    )
