"""What is remembered of a device, as bytes and back."""

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.memory import NO_MEMORY, Ends, Memory, OpenSlot, Usage
from monitor.store.memory_blob import blob_of_memory, memory_of_blob

TEXTS = st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=3)
MOMENTS = st.dictionaries(st.text(max_size=20), st.floats(0, 4e9), max_size=3)
USAGES = st.builds(
    Usage,
    rates=st.binary(max_size=40),
    clients=st.binary(max_size=40),
    days=st.binary(max_size=40),
    open=st.builds(
        OpenSlot,
        number=st.integers(0, 10**6),
        octets=st.integers(0, 2**70),
        covered_s=st.floats(0, 4000),
        clients=st.none() | st.integers(0, 9999),
        traffic_ratios=st.binary(max_size=24),
        clients_ratios=st.binary(max_size=24),
        rates=st.binary(max_size=24),
        flaps=st.integers(0, 99),
    ),
)
MEMORIES = st.builds(
    Memory,
    identity=TEXTS,
    changed_s=st.none() | st.floats(0, 4e9),
    gateways=TEXTS,
    moved_s=MOMENTS,
    ospf=TEXTS,
    ospf_gone_s=MOMENTS,
    leases=st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 9999)), max_size=3).map(tuple),
    usages=st.dictionaries(st.text(max_size=20), USAGES, max_size=2),
    answered=st.booleans(),
    shown=st.frozensets(st.text(max_size=20), max_size=3),
    lines=TEXTS,
    line_moved_s=MOMENTS,
    met=TEXTS,
    ends=st.dictionaries(
        st.text(max_size=20),
        st.builds(
            Ends,
            other=st.text(max_size=20),
            since_s=st.floats(0, 4e9),
            last_s=st.floats(0, 4e9),
            own=st.floats(0, 1e15),
            far=st.floats(0, 1e15),
            agreed=st.booleans(),
            apart=st.none() | st.floats(0, 1),
        ),
        max_size=2,
    ),
)


@given(MEMORIES)
def test_a_memory_comes_back(memory: Memory) -> None:
    assert memory_of_blob(blob_of_memory(memory)) == memory


@given(st.binary(max_size=60))
def test_garbage_is_no_memory(blob: bytes) -> None:
    assert memory_of_blob(blob) is None
    assert memory_of_blob(zlib.compress(blob)) is None


@pytest.mark.parametrize("text", ["{}", "[]", '{"version": 2}', '{"version": 1, "identity": 5}'])
def test_what_has_another_form_is_no_memory(text: str) -> None:
    assert memory_of_blob(zlib.compress(text.encode())) is None


def test_what_an_earlier_version_wrote_is_read() -> None:
    told = json.loads(zlib.decompress(blob_of_memory(Memory(answered=True))))
    del told["leases"], told["shown"], told["lines"], told["line_moved_s"]
    del told["met"], told["ends"]
    assert memory_of_blob(zlib.compress(json.dumps(told).encode())) == Memory(answered=True)


def test_who_passes_by_is_learnt_anew_after_a_restart() -> None:
    memory = Memory(passing={"00:00:0c:00:00:01": 5.0})
    assert memory_of_blob(blob_of_memory(memory)) == NO_MEMORY


def test_a_line_of_five_weeks_takes_little() -> None:
    rates = bytes(range(40, 208)) * 5
    usage = Usage(rates=rates, clients=rates, days=bytes(112), open=OpenSlot(number=1))
    assert len(blob_of_memory(Memory(usages={"ether1": usage}))) < 2500
    assert memory_of_blob(blob_of_memory(NO_MEMORY)) == NO_MEMORY
