"""What a link says of itself, and the rows it was made of."""

from ipaddress import ip_address

from monitor.model.link import Link
from tests.scenes import ONT_MAC, arp, bgp, circuit, default, neighbour, own, port

EVERYTHING = Link(
    device="r1",
    site="puskesmas",
    agency="dinkes",
    name="ether1",
    interface=port(1, "ether1", descr="ether1", alias="ke ISP"),
    addresses=(own("203.0.113.2/30", 1),),
    routes=(default("203.0.113.1", 1), default("203.0.113.1", 1), default(None, 1)),
    gateways=(arp("203.0.113.1", ONT_MAC, 1), arp("203.0.113.3", None, 1)),
    neighbours=(neighbour(1, mac=ONT_MAC),),
    bgp_peers=(bgp("203.0.113.1", 7713),),
)
NOTHING = Link(device="r1", site="puskesmas", agency="dinkes", name="gateway-unplaced")


def test_hops_macs_and_names_are_told_once() -> None:
    assert EVERYTHING.next_hops == (ip_address("203.0.113.1"),)
    assert EVERYTHING.gateway_macs == (ONT_MAC,)
    assert EVERYTHING.names == ("ether1", "ke ISP")
    assert EVERYTHING.is_routed


def test_every_row_that_speaks_of_it_is_there() -> None:
    tables = [row.table for row in EVERYTHING.rows()]
    assert tables == [
        "ifTable",
        "ipAddressTable",
        *["inetCidrRouteTable"] * 3,
        *["ipNetToPhysicalTable"] * 2,
        "lldpRemTable",
        "bgpPeerTable",
    ]


def test_a_link_of_which_nothing_is_known_says_nothing() -> None:
    assert (NOTHING.next_hops, NOTHING.gateway_macs, NOTHING.names) == ((), (), ())
    assert list(NOTHING.rows()) == []
    assert not NOTHING.is_routed
    assert not NOTHING.is_registered


def test_a_circuit_or_a_place_in_the_plan_registers_it() -> None:
    given = {"device": "r1", "site": "s", "agency": "a", "name": "n"}
    assert Link(**given, circuit=circuit()).is_registered  # type: ignore[arg-type]
    assert Link(**given, plan_reason="the next hop is core").is_registered  # type: ignore[arg-type]
