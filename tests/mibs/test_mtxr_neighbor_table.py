"""What RouterOS heard of its neighbours."""

from ipaddress import ip_address

from monitor.mibs.mtxr_neighbor_table import TABLE
from monitor.model.observation import Neighbour

from .rows import Columns, ip, one

ROUTER: Columns = {
    2: ip("192.0.2.9"),
    3: bytes.fromhex("00005e005301"),
    4: "7.18.2 (stable)",
    5: "MikroTik",
    6: "rtr-puskesmas",
    7: "ABCD-1234",
    8: 6,
}


def test_a_routeros_box_is_a_router() -> None:
    assert one(Neighbour, TABLE, (2,), ROUTER) == Neighbour(
        protocol="mndp",
        if_index=6,
        remote_index="2",
        chassis_id="00:00:5e:00:53:01",
        mac="00:00:5e:00:53:01",
        sys_name="rtr-puskesmas",
        sys_descr="MikroTik 7.18.2 (stable) ABCD-1234",
        addresses=(ip_address("192.0.2.9"),),
        capabilities=frozenset({"router"}),
    )


def test_of_another_box_nothing_is_known_of_what_it_can() -> None:
    seen = one(Neighbour, TABLE, (2,), {**ROUTER, 5: "cisco WS-C2960", 2: ip("0.0.0.0")})
    assert seen.capabilities is None
    assert seen.addresses == ()


def test_a_neighbour_of_which_only_the_interface_was_told_is_one() -> None:
    assert one(Neighbour, TABLE, (2,), {8: 6}) == Neighbour(
        protocol="mndp", if_index=6, remote_index="2"
    )
