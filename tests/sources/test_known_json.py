"""What is known of a device goes through JSON unchanged, but for its rows."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.model.known import Known
from monitor.model.memory import Memory, OpenSlot, Usage
from monitor.model.observation import Interface
from monitor.model.reading import Observation, TableReading, TableStatus
from monitor.sources.known_json import UnreadableError, known_json, known_of_json
from tests.rules.test_any_observation import SCENES, WORLDS
from tests.scenes import CITY, World, port

TEXTS = st.text(max_size=5)
USAGES = st.builds(
    Usage,
    rates=st.binary(max_size=20),
    clients=st.binary(max_size=20),
    days=st.binary(max_size=8),
    open=st.builds(OpenSlot, number=st.integers(0, 10**6), rates=st.binary(max_size=4)),
)
MEMORIES = st.builds(
    Memory,
    identity=st.dictionaries(TEXTS, TEXTS, max_size=2),
    changed_s=st.none() | st.floats(0, 1e10),
    moved_s=st.dictionaries(TEXTS, st.floats(0, 1e10), max_size=2),
    usages=st.dictionaries(TEXTS, USAGES, max_size=2),
    answered=st.booleans(),
)


@settings(deadline=None)
@given(WORLDS, SCENES, SCENES, MEMORIES)
def test_what_is_known_comes_back_as_it_was(
    world: World, now: tuple[Observation, ...], before: tuple[Observation, ...], memory: Memory
) -> None:
    # Octets become text in one place, which lets no lone surrogate past.
    assume(all(r"\ud800" not in repr(one) for one in (*now, *before)))
    known = Known(latest=world.snapshot(*now), previous=world.snapshot(*before), memory=memory)
    assert known_of_json(known_json(known)) == known


def test_tables_come_back_and_rows_stay_behind() -> None:
    snapshot = replace(
        CITY.snapshot(port(1, "wan1")),
        tables={"ifTable": TableReading("ifTable", TableStatus.INCOMPLETE, 3, 1, "timed out")},
    )
    assert all(one.rows for one in snapshot.interfaces)
    text = known_json(Known(latest=snapshot))
    assert b'rows":[' not in text
    back = known_of_json(text)
    assert back.latest == snapshot
    assert back.previous is None
    assert [one.rows for one in back.latest.interfaces] == [()]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (b"", "Invalid JSON"),
        (b"[]", "0: "),
        (b'[{"latest": {"device": "r1"}}]', "0.latest.address: "),
        (b'[{"latest": 3}]', "0.latest: "),
    ],
)
def test_what_another_program_wrote_is_refused_with_the_place(text: bytes, where: str) -> None:
    with pytest.raises(UnreadableError, match=where):
        known_of_json(text)


def test_what_a_later_version_adds_is_refused() -> None:
    text = known_json(Known(latest=CITY.snapshot(Interface(index=1))))
    with pytest.raises(UnreadableError, match="new"):
        known_of_json(text.replace(b'"device":', b'"new":1,"device":', 1))
