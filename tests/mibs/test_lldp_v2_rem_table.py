"""LLDP neighbours in the second edition, whose local port is an ifIndex."""

from monitor.mibs.lldp_v2_rem_table import TABLE
from monitor.model.observation import Neighbour

from .rows import Columns, one, problem

INDEX = (0, 5, 1, 48)
MAC = bytes.fromhex("00005e005301")
SWITCH: Columns = {5: 4, 6: MAC, 7: 3, 8: MAC, 10: "sw-1", 11: "Switch", 13: b"\x20"}


def test_a_neighbour_stands_on_an_interface() -> None:
    assert one(Neighbour, TABLE, INDEX, SWITCH) == Neighbour(
        protocol="lldp",
        if_index=5,
        remote_index="48",
        chassis_id="00:00:5e:00:53:01",
        mac="00:00:5e:00:53:01",
        port_id="00:00:5e:00:53:01",
        sys_name="sw-1",
        sys_descr="Switch",
        capabilities=frozenset({"bridge"}),
    )


def test_a_chassis_named_by_text_has_no_mac() -> None:
    seen = one(Neighbour, TABLE, INDEX, {**SWITCH, 5: 7, 6: "pa-220", 7: 5, 8: "ethernet1/1"})
    assert (seen.chassis_id, seen.port_id, seen.mac) == ("pa-220", "ethernet1/1", None)


def test_an_index_of_the_first_edition_is_skipped() -> None:
    assert problem(TABLE, (0, 5, 48), SWITCH)
