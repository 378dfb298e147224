"""Recordings, and so whatever an agent shows: each is read and judged, or told to be none."""

import asyncio
import io
from functools import cache

from hypothesis import strategies as st

from monitor.asking import EVERY_KIND, kinds_for
from monitor.model.reading import Pace
from monitor.poller import PollRequest, poll
from monitor.snmp.errors import SnmpError
from monitor.snmp.recorded_session import RecordedSession
from monitor.snmp.recording import parse_recording, write_recording
from tests.bench.town.shapes import shapes, template
from tests.fuzz.strategies import edited
from tests.scenes import CITY, NOW_S

_PIECES = [
    *(b"|", b"\n", b"|4x|", b"|2|", b"|65|", b"|70|", b"|6|", b"|5|", b"-1", b"4294967295"),
    *(b"18446744073709551616", b"1.3.6.1.2.1.", b".4294967295", b".0", b"1.3.6.1.2.1.4.24.7.1.9."),
    *(b"ffffffffffff", b"00", b"\xff\xfe", b"x" * 2000, b"fe80", b"0x", b"1e9", b"\r"),
]


@cache
def _corpus() -> list[bytes]:
    found = []
    for shape in shapes():
        text = io.StringIO()
        write_recording(text, template(shape).items())
        found.append(text.getvalue().encode())
    return found


STRATEGY = st.deferred(lambda: edited(_corpus(), _PIECES))


def check(octets: bytes) -> None:
    """Read, poll and judge it."""
    recording = parse_recording(octets)
    request = PollRequest(
        device="r1", address="10.20.0.1", pace=Pace.SLOW, kinds=kinds_for(EVERY_KIND), is_part=True
    )
    try:
        snapshot = asyncio.run(poll(RecordedSession(recording), request, lambda: NOW_S))
    except SnmpError:
        return
    assert not CITY.judged_of(snapshot).errors
