"""The small agent of simulations and tests, asked by others and with garbage."""

import os
import random
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.snmp.agent_pdu import answer
from monitor.snmp.agent_view import MappingView
from monitor.snmp.errors import MalformedMessageError
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.pdu import GET, GETBULK, GETNEXT, Pdu, encode_question, read_pdu, varbinds
from monitor.snmp.values import (
    END_OF_MIB_VIEW_WIRE,
    NO_SUCH_INSTANCE_WIRE,
    Wire,
    encode_int,
    encode_octets,
)
from tests.snmp.snmp_lab import Lab

NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)


def _ask(view: MappingView, kind: int, first: int, second: int, *names: Oid) -> list[bytes | None]:
    octets = encode_question(kind, 1, first, second, [encode_oid(name) for name in names])
    response = answer(view, read_pdu(octets, 0, len(octets)))
    assert response is not None
    return [wire for _, wire in varbinds(read_pdu(response, 0, len(response)))]


def test_get_next_and_bulk_answer_as_the_standard_says() -> None:
    one, two, end = encode_int(1), encode_int(2), END_OF_MIB_VIEW_WIRE
    view = MappingView({(1, 3, 1): one, (1, 3, 2): lambda: two})
    assert _ask(view, GET, 0, 0, (1, 3, 2), (1, 3, 9)) == [two, NO_SUCH_INSTANCE_WIRE]
    assert _ask(view, GETNEXT, 0, 0, (1, 3), (1, 3, 1), (1, 3, 2)) == [one, two, end]
    assert _ask(view, GETBULK, 1, 3, (1, 3, 1), (1, 3)) == [two, one, two, end]


def test_a_view_can_be_replaced_while_the_agent_runs() -> None:
    view = MappingView({(1, 3, 1): encode_int(1)})
    view.replace({(1, 3, 1): encode_int(2)})
    assert _ask(view, GET, 0, 0, (1, 3, 1)) == [encode_int(2)]


def test_a_long_answer_is_cut_for_bulk_and_too_big_for_get() -> None:
    view = MappingView({(1, 3, row): encode_octets(bytes(100)) for row in range(20)})
    names = [encode_oid((1, 3, row)) for row in range(20)]
    octets = encode_question(GET, 1, 0, 0, names)
    response = answer(view, read_pdu(octets, 0, len(octets)), 500)
    assert response is not None
    assert read_pdu(response, 0, len(response)).error_status == 1
    octets = encode_question(GETBULK, 1, 0, 20, [encode_oid((1, 3))])
    response = answer(view, read_pdu(octets, 0, len(octets)), 500)
    assert response is not None
    assert 0 < len(list(varbinds(read_pdu(response, 0, len(response))))) < 6


@given(st.binary(max_size=100))
def test_any_octets_for_a_question_raise_the_packages_error_or_are_answered(octets: bytes) -> None:
    view = MappingView({(1, 3, 1): encode_int(1)})
    try:
        answer(view, Pdu(GETBULK, 1, 0, 3, octets, 0, len(octets)))
    except MalformedMessageError:
        return


def test_garbage_neither_ends_the_agent_nor_is_answered(lab: Lab) -> None:
    async def work() -> dict[Oid, Wire]:
        async with lab.agent() as agent, lab.client() as client:
            chance = random.Random(7)
            for size in range(200):
                assert agent.respond(chance.randbytes(size)) is None
            return await lab.session(client, agent.port).get([NAME])

    assert lab.run(work())


@pytest.mark.skipif(shutil.which("snmpbulkwalk") is None, reason="needs the snmp package installed")
@pytest.mark.parametrize("version", ["2c", "3"])
def test_snmpbulkwalk_reads_the_agent(lab: Lab, version: str) -> None:
    import asyncio

    who = ["-v2c", "-c", "public"]
    if version == "3":
        who = ["-v3", "-l", "authPriv", "-u", "monitor", "-a", "SHA-256", "-x", "AES"]
        who += ["-A", "authentic-password", "-X", "private-password"]

    async def work() -> str:
        async with lab.agent() as agent:
            process = await asyncio.create_subprocess_exec(
                *("snmpbulkwalk", *who, "-m", "", "-On", f"127.0.0.1:{agent.port}"),
                "1.3.6.1.2.1.2",
                stdout=subprocess.PIPE,
                env={**os.environ, "MIBS": ""},
            )
            out, _ = await process.communicate()
            return out.decode()

    assert lab.run(work()).count("INTEGER") == 120
