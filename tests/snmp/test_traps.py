"""Traps of net-snmp's programs, and what nobody should send."""

import asyncio
import shutil
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.profile import AuthProtocol, PrivProtocol, SnmpProfile, SnmpVersion
from monitor.model.secret import Secret
from monitor.snmp import traps
from monitor.snmp.ber import OCTET_STRING, SEQUENCE, integer, tlv
from monitor.snmp.message import encode_community, encode_secure
from monitor.snmp.traps import Trap, TrapPortError, TrapReceiver, name_of

SNMPTRAP, SNMPINFORM = shutil.which("snmptrap"), shutil.which("snmpinform")
needs_net_snmp = pytest.mark.skipif(
    SNMPTRAP is None or SNMPINFORM is None, reason="needs the snmp package installed"
)

LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
DEVICE = b"\x80\x00\x1f\x88\x04device"
OURS = b"\x80\x00\x00\x00\x04monitor"
PROFILES = [
    SnmpProfile("old", SnmpVersion.V1, community=Secret("public")),
    SnmpProfile("plain", SnmpVersion.V2C, community=Secret("rahasia")),
    SnmpProfile(
        "secure",
        SnmpVersion.V3,
        user="monitor",
        auth=AuthProtocol.SHA_256,
        auth_secret=Secret("authentic-password"),
        priv=PrivProtocol.AES_128,
        priv_secret=Secret("private-password"),
    ),
]
SECURE = PROFILES[2]
AUTH = ["-v3", "-u", "monitor", "-a", "SHA-256", "-A", "authentic-password"]
PRIV = [*AUTH, "-l", "authPriv", "-x", "AES", "-X", "private-password"]
FROM = ["-e", f"0x{DEVICE.hex()}"]

Work = Callable[[TrapReceiver, list[Trap]], Awaitable[None]]


def received(
    work: Work, *, expected: SnmpProfile | None = SECURE
) -> tuple[list[Trap], TrapReceiver]:
    """Return what a receiver on a free port had after the work, and the receiver."""
    found: list[Trap] = []

    async def run() -> TrapReceiver:
        receiver = TrapReceiver("127.0.0.1", 0, PROFILES, found.append, engine_id=OURS)
        if expected:
            receiver.expect(DEVICE, expected)
        await receiver.start()
        try:
            await asyncio.wait_for(work(receiver, found), 30)
        finally:
            await receiver.stop()
        return receiver

    return found, asyncio.run(run())


def sending(
    *arguments: str, program: str | None = SNMPTRAP, oid: tuple[str, ...] = ("", LINK_DOWN)
) -> Work:
    """Return the work of sending once and waiting until it was taken or dropped."""

    async def work(receiver: TrapReceiver, found: list[Trap]) -> None:
        assert program is not None
        command = [program, "-m", "", "-M", "", *arguments, f"127.0.0.1:{receiver.port}", *oid]
        process = await asyncio.create_subprocess_exec(
            *command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        _, told = await process.communicate()
        assert process.returncode == 0, told
        await until(lambda: found or receiver.dropped)

    return work


async def until(done: Callable[[], object]) -> None:
    while not done():  # noqa: ASYNC110 - what is waited for sets no event
        await asyncio.sleep(0.01)


def raw(*datagrams: bytes) -> Work:
    """Return the work of sending datagrams as they are, each counted before the next."""

    async def work(receiver: TrapReceiver, found: list[Trap]) -> None:
        before = len(found) + receiver.dropped.total()

        def enough(number: int) -> bool:
            return len(found) + receiver.dropped.total() >= before + number

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for number, datagram in enumerate(datagrams, 1):
                sender.sendto(datagram, ("127.0.0.1", receiver.port))
                await until(partial(enough, number))

    return work


def trap_v2(community: bytes, kind: int = 0xA7, oid: bytes = b"\x05\x03") -> bytes:
    """Return a datagram of version 2c with snmpTrapOID, by hand."""
    name = bytes.fromhex("06 0a 2b 06 01 06 03 01 01 04 01 00")
    value = b"\x06\x09\x2b\x06\x01\x06\x03\x01\x01" + oid
    varbind = name + value
    listed = b"\x30" + bytes((len(varbind),)) + varbind
    body = bytes.fromhex("020101 020100 020100") + b"\x30" + bytes((len(listed),)) + listed
    return encode_community(1, community, bytes((kind, len(body))) + body)


def secure(engine_id: bytes, flags: int, tag: int = SEQUENCE) -> bytes:
    """Return a trap of version 3 by nobody, with nothing to verify."""
    pdu = trap_v2(b"")[7:]
    parameters = tlv(OCTET_STRING, engine_id) + integer(1) + integer(1) + b"\x04\x00" * 3
    return encode_secure(7, flags, parameters, tlv(tag, b"\x04\x00" * 2 + pdu))


@needs_net_snmp
@pytest.mark.parametrize(
    ("generic", "specific", "oid", "name"),
    [
        ("2", "0", LINK_DOWN, "linkDown"),
        ("6", "2", "1.3.6.1.2.1.15.7.0.2", "bgpBackwardTransition"),
    ],
)
def test_a_trap_of_version_1_gets_the_oid_of_rfc_3584(
    generic: str, specific: str, oid: str, name: str
) -> None:
    enterprise = ("1.3.6.1.2.1.15.7", "10.255.0.8", generic, specific, "12")
    found, receiver = received(sending("-v1", "-c", "public", oid=enterprise))
    assert found == [Trap("127.0.0.1", oid, SnmpVersion.V1)]
    assert str(found[0]) == f"{name} from 127.0.0.1"
    assert not receiver.dropped


@needs_net_snmp
@pytest.mark.parametrize("program", [SNMPTRAP, SNMPINFORM])
def test_version_2c_is_received_and_informs_are_acknowledged(program: str) -> None:
    found, receiver = received(sending("-v2c", "-c", "rahasia", program=program))
    assert found == [Trap("127.0.0.1", LINK_DOWN, SnmpVersion.V2C)]
    assert receiver.received == {"linkDown": 1}
    assert not receiver.dropped


@needs_net_snmp
def test_traps_of_a_vendor_are_counted_together() -> None:
    _, receiver = received(sending("-v2c", "-c", "rahasia", oid=("", "1.3.6.1.4.1.9.9.41.2.0.1")))
    assert receiver.received == {"other": 1}


@needs_net_snmp
def test_a_trap_of_version_3_is_received_from_an_expected_engine() -> None:
    found, receiver = received(sending(*PRIV, *FROM))
    assert found == [Trap("127.0.0.1", LINK_DOWN, SnmpVersion.V3)]
    assert not receiver.dropped


@needs_net_snmp
def test_an_inform_of_version_3_finds_our_engine_and_is_acknowledged() -> None:
    found, receiver = received(sending(*PRIV, program=SNMPINFORM), expected=None)
    assert found == [Trap("127.0.0.1", LINK_DOWN, SnmpVersion.V3)]
    assert not receiver.dropped


@needs_net_snmp
def test_a_rotated_secret_is_taken_over() -> None:
    async def work(receiver: TrapReceiver, found: list[Trap]) -> None:
        await sending(*PRIV, *FROM)(receiver, found)
        receiver.expect(DEVICE, replace(SECURE, auth_secret=Secret("another-password")))
        found.clear()
        await sending(*PRIV, *FROM)(receiver, found)

    found, receiver = received(work)
    assert not found
    assert receiver.dropped == {"wrong_digest": 1}


@needs_net_snmp
@pytest.mark.parametrize(
    ("reason", "arguments"),
    [
        ("unknown_community", ["-v2c", "-c", "private"]),
        ("unknown_engine", [*PRIV, "-e", "0x80001f8804abcdef"]),
        ("unknown_user", [*PRIV, *FROM, "-u", "nobody"]),
        ("security_level", [*AUTH, *FROM, "-l", "authNoPriv"]),
        ("security_level", ["-v3", "-u", "monitor", *FROM, "-l", "noAuthNoPriv"]),
        ("security_level", ["-v3", "-u", "monitor", "-e", f"0x{OURS.hex()}", "-l", "noAuthNoPriv"]),
        ("wrong_digest", [*PRIV, *FROM, "-A", "another-password"]),
    ],
)
def test_what_nobody_vouches_for_is_dropped_and_counted(reason: str, arguments: list[str]) -> None:
    found, receiver = received(sending(*arguments))
    assert not found
    assert receiver.dropped == {reason: 1}


@pytest.mark.parametrize("engine_id", [DEVICE, OURS])
def test_nobody_is_no_user(engine_id: bytes) -> None:
    found, receiver = received(raw(secure(engine_id, 0)))
    assert not found
    assert receiver.dropped == {"unknown_user": 1}


def test_only_a_plain_question_for_our_engine_id_is_answered() -> None:
    encrypted = secure(b"", 4, OCTET_STRING)
    found, receiver = received(raw(secure(b"", 0), encrypted, secure(b"", 7)))
    assert not found
    assert receiver.dropped == {"malformed": 3}


def test_other_requests_are_dropped() -> None:
    found, receiver = received(raw(*(trap_v2(b"rahasia", kind) for kind in (0xA0, 0xA3, 0xA8))))
    assert not found
    assert receiver.dropped == {"not_a_trap": 3}


def test_a_trap_without_its_oid_is_malformed() -> None:
    nameless = trap_v2(b"rahasia").replace(b"\x03\x01\x01\x04\x01\x00", b"\x03\x01\x01\x04\x03\x00")
    typeless = trap_v2(b"rahasia").replace(b"\x06\x09\x2b", b"\x04\x09\x2b")
    found, receiver = received(raw(nameless, typeless))
    assert not found
    assert receiver.dropped == {"malformed": 2}


def test_a_trap_of_version_1_that_cannot_be_mapped_is_malformed() -> None:
    body = bytes.fromhex("06052b06010401 4004 7f000001 020109 020100 43010c 3000".replace(" ", ""))
    datagram = encode_community(0, b"public", bytes((0xA4, len(body))) + body)
    found, receiver = received(raw(datagram))
    assert not found
    assert receiver.dropped == {"malformed": 1}


def test_garbage_is_dropped_and_raises_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(traps, "MAX_PER_S", 10**9)
    monkeypatch.setattr(traps, "MAX_PER_SOURCE_PER_S", 10**9)
    good = trap_v2(b"rahasia")

    async def work(receiver: TrapReceiver, found: list[Trap]) -> None:
        @settings(max_examples=300, deadline=None, database=None)
        @given(
            st.binary(max_size=200)
            | st.tuples(
                st.integers(0, len(good) - 1), st.integers(0, 255), st.integers(0, len(good))
            ).map(lambda how: (good[: how[0]] + bytes((how[1],)) + good[how[0] + 1 :])[: how[2]])
        )
        def feed(datagram: bytes) -> None:
            before = len(found) + receiver.dropped.total()
            receiver._receive(datagram, ("127.0.0.1", 9))
            assert len(found) + receiver.dropped.total() == before + 1

        feed()
        found.clear()
        await raw(b"", b"\x30\x84", b"\x30" * 1000, good)(receiver, found)

    found, receiver = received(work)
    assert found == [Trap("127.0.0.1", LINK_DOWN, SnmpVersion.V2C)]
    assert receiver.dropped["malformed"]
    assert not caplog.records


def test_a_flood_is_dropped_for_the_rest_of_its_second(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(receiver: TrapReceiver, found: list[Trap]) -> None:
        def send(now_s: float, *sources: str) -> int:
            before = len(found)
            with monkeypatch.context() as patch:
                patch.setattr(asyncio.get_running_loop(), "time", lambda: now_s)
                for source in sources:
                    receiver._receive(trap_v2(b"rahasia"), (source, 161))
            return len(found) - before

        crowd = [f"10.255.1.{number}" for number in range(120)]
        assert send(7.0, *["10.255.0.8"] * 50) == traps.MAX_PER_SOURCE_PER_S
        # One that floods does not silence the others, all together are bounded.
        assert send(7.5, *crowd) == traps.MAX_PER_S - traps.MAX_PER_SOURCE_PER_S
        assert send(8.0, "10.255.0.8") == 1

    _, receiver = received(work)
    assert receiver.dropped == {"flood": 40 + 30}


def test_the_source_is_an_address_alone() -> None:
    async def work(receiver: TrapReceiver, found: list[Trap]) -> None:
        receiver._receive(trap_v2(b"rahasia"), ("::ffff:10.255.0.9", 161, 0, 0))
        receiver._receive(trap_v2(b"rahasia"), ("fe80::8%eth0", 161, 0, 2))

    found, _ = received(work)
    assert [trap.source for trap in found] == ["10.255.0.9", "fe80::8"]


def test_what_is_lost_on_the_way_back_is_counted() -> None:
    async def work(receiver: TrapReceiver, found: list[Trap]) -> None:
        # The operating system refuses to send to port 0.
        receiver._receive(trap_v2(b"rahasia", 0xA6), ("127.0.0.1", 0))

    found, receiver = received(work)
    assert len(found) == 1
    assert receiver.dropped == {"unanswered": 1}


def test_a_port_in_use_is_told_and_a_stopped_receiver_frees_it() -> None:
    async def work(receiver: TrapReceiver, found: list[Trap]) -> None:
        second = TrapReceiver("127.0.0.1", receiver.port, [], found.append)
        with pytest.raises(TrapPortError, match="another program, maybe snmptrapd, has it"):
            await second.start()
        await receiver.stop()
        await second.start()
        await second.stop()

    received(work)


def test_a_port_that_is_not_permitted_names_the_capability(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(socket.socket):
        def bind(self, address: object) -> None:
            raise PermissionError(13, "Permission denied")

    receiver = TrapReceiver("127.0.0.1", 162, [], lambda _: None)

    async def start() -> None:
        monkeypatch.setattr(socket, "socket", Refusing)
        try:
            await receiver.start()
        finally:
            monkeypatch.undo()

    with pytest.raises(TrapPortError, match=r"port 162.*CAP_NET_BIND_SERVICE"):
        asyncio.run(start())


def test_a_name_is_no_address_to_bind() -> None:
    with pytest.raises(TrapPortError, match="no IP address"):
        asyncio.run(TrapReceiver("router.example", 0, [], lambda _: None).start())


def test_pysnmp_is_not_imported_before_a_receiver_starts() -> None:
    code = (
        "import sys; from monitor.snmp.traps import TrapReceiver; "
        "TrapReceiver('127.0.0.1', 0, [], print); "
        "sys.exit('pysnmp' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("oid", "name"),
    [
        ("1.3.6.1.6.3.1.1.5.1", "coldStart"),
        ("1.0.8802.1.1.2.0.0.1", "lldpRemTablesChange"),
        ("1.3.6.1.2.1.15.0.2", "bgpBackwardTransNotification"),
        ("1.3.6.1.2.1.14.16.2.2", "ospfNbrStateChange"),
        ("1.3.6.1.2.1.14.16.2.0.2", "ospfNbrStateChange"),
        ("1.3.6.1.4.1.9.9.41.2.0.1", "1.3.6.1.4.1.9.9.41.2.0.1"),
    ],
)
def test_standard_traps_have_names_and_others_stay_numbers(oid: str, name: str) -> None:
    assert name_of(oid) == name
