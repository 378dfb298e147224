"""Listeners among the connections of the old table."""

from ipaddress import ip_address

import pytest

from monitor.mibs.tcp_conn_table import TABLE
from monitor.model.observation import Listener
from monitor.snmp.oid import Oid

from .rows import nothing, octets_of, one, problem

ANY: Oid = (0, 0, 0, 0)


def test_a_listener_is_found_by_its_state() -> None:
    seen = one(Listener, TABLE, (*ANY, 443, *ANY, 0), {1: 2})
    assert seen == Listener(address=ip_address("0.0.0.0"), port=443)


def test_windows_gives_a_listener_a_random_remote_port() -> None:
    assert one(Listener, TABLE, (*ANY, 3306, *ANY, 51_234), {1: 2}).port == 3306


def test_a_connection_is_no_listener() -> None:
    here, there = octets_of("192.0.2.1"), octets_of("198.51.100.7")
    assert nothing(TABLE, (*here, 22, *there, 50_000), {1: 5})


@pytest.mark.parametrize("index", [ANY, (*ANY, 65_536, *ANY, 0)])
def test_an_index_without_a_port_is_skipped(index: Oid) -> None:
    assert problem(TABLE, index, {1: 2})


def test_a_row_without_a_state_is_skipped() -> None:
    assert problem(TABLE, (*ANY, 443, *ANY, 0), {1: "listen"}) == "no usable tcpConnState"
