"""Listeners of both families, however the address is written."""

from ipaddress import ip_address

import pytest

from monitor.mibs.tcp_listener_table import TABLE
from monitor.model.observation import Listener
from monitor.snmp.oid import Oid

from .rows import gauge32, octets_of, one, problem


@pytest.mark.parametrize(
    ("index", "address"),
    [
        ((1, 4, 0, 0, 0, 0, 22), "0.0.0.0"),
        ((2, 16, *octets_of("::1"), 22), "::1"),
        ((4, 20, *octets_of("fe80::1"), 0, 0, 0, 3, 22), "fe80::1"),
        ((1, 0, 0, 0, 0, 22), "0.0.0.0"),
        ((0, 0, 22), "0.0.0.0"),
    ],
    ids=["IPv4", "IPv6", "with zone", "ZTE", "FreeBSD"],
)
def test_a_listener_is_read_however_its_address_is_written(index: Oid, address: str) -> None:
    seen = one(Listener, TABLE, index, {4: gauge32(812)})
    assert seen == Listener(address=ip_address(address), port=22, process_id=812)


def test_process_zero_is_unknown() -> None:
    assert one(Listener, TABLE, (1, 4, 0, 0, 0, 0, 22), {4: gauge32(0)}).process_id is None


@pytest.mark.parametrize(
    "index",
    [(), (1, 22), (1, 4, 0, 0, 0, 0, 0), (1, 4, 0, 0, 0, 0, 65_536), (9, 4, 0, 0, 0, 0, 22)],
)
def test_an_index_without_address_or_port_is_skipped(index: Oid) -> None:
    assert problem(TABLE, index, {4: gauge32(1)})
