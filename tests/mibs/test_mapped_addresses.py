"""
An IPv4 address written as IPv6 (`::ffff:192.0.2.9`, RFC 4291, 2.5.5.2) is the IPv4 address.

Python writes such an address otherwise from 3.13 on; what is shown and remembered must not depend
on that.
"""

from dataclasses import fields
from ipaddress import IPv4Address, IPv6Address

import pytest

from monitor.mibs import (
    arista_bgp4_v2_peer_table,
    cbgp_peer2_table,
    cdp_cache_table,
    hw_bgp_peer_table,
    inet_cidr_route_table,
    ip_address_table,
    ip_net_to_physical_table,
    jnx_bgp_m2_peer_table,
    lldp_rem_man_addr_table,
    lldp_rem_table,
    mtxr_ike_sa_table,
    tcp_listener_table,
    tunnel_if_table,
)
from monitor.model.reading import Observation
from monitor.snmp.oid import Oid
from monitor.table import Table, address_of

from .rows import Columns, decode, octets_of

IPV4 = "192.0.2.9"
OCTETS = octets_of(f"::ffff:{IPV4}")
TYPED: Oid = (2, 16, *OCTETS)
BYTES = bytes(OCTETS)
DEFAULT: Oid = (1, 4, 0, 0, 0, 0, 0)


def _addresses(seen: Observation) -> set[IPv4Address | IPv6Address]:
    values = [getattr(seen, one.name) for one in fields(seen)]
    flat = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    return {one for one in flat if isinstance(one, IPv4Address | IPv6Address)}


@pytest.mark.parametrize(
    ("table", "index", "row"),
    [
        (arista_bgp4_v2_peer_table.TABLE, (1, *TYPED), {3: BYTES, 10: 64500, 13: 6}),
        (cbgp_peer2_table.TABLE, TYPED, {3: 6, 6: BYTES, 11: 64500}),
        (cdp_cache_table.TABLE, (1, 7), {3: 20, 4: BYTES, 6: "sw-lantai-2"}),
        (hw_bgp_peer_table.TABLE, (0, 1, 1, *TYPED), {2: 64500, 5: 6}),
        (inet_cidr_route_table.TABLE, (*DEFAULT, 2, 0, 0, *TYPED), {7: 3, 8: 4, 9: 14}),
        (ip_address_table.TABLE, TYPED, {3: 4, 4: 1}),
        (ip_net_to_physical_table.TABLE, (4, *TYPED), {4: bytes.fromhex("00005e005301"), 6: 3}),
        (jnx_bgp_m2_peer_table.TABLE, (0, 2, *OCTETS, 2, *OCTETS), {2: 6, 13: 64500}),
        (lldp_rem_man_addr_table.TABLE, (0, 17, 48, *TYPED), {3: 2}),
        (lldp_rem_table.TABLE, (0, 17, 48), {4: 5, 5: b"\x02" + BYTES}),
        (mtxr_ike_sa_table.TABLE, (5,), {16: BYTES}),
        (tcp_listener_table.TABLE, (*TYPED, 22), {4: 812}),
        (tunnel_if_table.TABLE, (14,), {9: BYTES, 10: BYTES}),
    ],
    ids=lambda given: given.name if isinstance(given, Table) else "",
)
def test_an_ipv4_address_written_as_ipv6_is_given_as_ipv4(
    table: Table, index: Oid, row: Columns
) -> None:
    [seen] = decode(table, {index: row}).observations
    assert _addresses(seen) == {IPv4Address(IPV4)}


def test_one_that_is_unspecified_in_either_form_is_none() -> None:
    nowhere = octets_of("::ffff:0.0.0.0")
    assert address_of(bytes(nowhere)) is None
    index = (*DEFAULT, 2, 0, 0, 2, 16, *nowhere)
    [route] = decode(inet_cidr_route_table.TABLE, {index: {7: 3, 8: 3, 9: 2}}).observations
    assert _addresses(route) == set()
