"""How a walk ended, as a whole and in parts."""

import asyncio
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from monitor.model.reading import TableStatus
from monitor.model.secret import Secret
from monitor.snmp.budget import Budget
from monitor.snmp.gate import Gate
from monitor.snmp.own_session import OwnSession
from monitor.snmp.pdu import RESPONSE, Pdu
from monitor.snmp.peer import Peer, Whereabouts
from monitor.snmp.session import Community, Target
from monitor.snmp.speaker import Speaker
from monitor.snmp.walks import WHOLE, End, Walk

CELLS = {b"\x01": b"\x02\x01\x05"}
ends = st.one_of(
    st.just(WHOLE),
    st.builds(
        End, st.sampled_from(["", "no answer"]), st.booleans(), st.booleans(), st.integers(0, 3)
    ),
)


def test_a_part_says_nothing_of_the_others() -> None:
    walk = Walk(
        (CELLS, {}, CELLS, {}),
        (
            WHOLE,
            WHOLE,
            End("row cap of 1 reached"),
            End("agent answered noAccess", is_refused=True),
        ),
    )
    assert [walk.outcome(at, at + 1).status for at in range(4)] == [
        TableStatus.COMPLETE,
        TableStatus.ABSENT,
        TableStatus.INCOMPLETE,
        TableStatus.REFUSED,
    ]
    assert (walk.status, walk.reason) == (TableStatus.INCOMPLETE, "row cap of 1 reached")


def test_rows_beside_a_refused_column_are_not_the_whole_table() -> None:
    walk = Walk((CELLS, {}), (WHOLE, End("agent answered noAccess", is_refused=True)))
    assert walk.status is TableStatus.INCOMPLETE


@given(st.lists(ends, min_size=1, max_size=8), st.data())
def test_parts_together_are_the_whole(found: list[End], data: st.DataObject) -> None:
    walk = Walk(({},) * len(found), tuple(found))
    at = data.draw(st.integers(0, len(found)))
    whole, one, other = walk.outcome(), walk.outcome(0, at), walk.outcome(at)
    assert whole.malformed == one.malformed + other.malformed
    assert whole.was_left is (one.was_left or other.was_left)
    assert whole.reason == (one.reason or other.reason)


class Crowd:
    """Answers that a table has ended; counts how many walks it is asked in at once."""

    def __init__(self, slots: int) -> None:
        self.walks = Gate(slots)
        self.now = self.most = 0

    def whereabouts(self, target: Target) -> Whereabouts:
        address = (target.host, target.port)
        return Whereabouts(2, address, address, Peer())

    async def exchange(
        self, _: Target, __: Whereabouts, ___: Speaker, ____: Callable[[int], bytes], _____: Budget
    ) -> Pdu:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        end = bytes.fromhex("300606022b06") + b"\x82\x00"
        return Pdu(RESPONSE, 1, 0, 0, end, 0, len(end))


def test_so_many_walks_at_once_and_all_of_them_in_the_end() -> None:
    crowd = Crowd(3)
    target = Target("127.0.0.1", Community(2, Secret("x")))

    async def run() -> list[Walk]:
        walks = [OwnSession(crowd, target).walk([(1, 3, 6, 1)]) for _ in range(20)]
        return await asyncio.gather(*walks)

    assert {walk.status for walk in asyncio.run(run())} == {TableStatus.ABSENT}
    assert crowd.most == 3
