"""Where tunnels end."""

from ipaddress import ip_address

from monitor.mibs.tunnel_if_table import TABLE
from monitor.model.observation import Interface

from .rows import Columns, ip, octets_of, one, problem


def test_a_tunnel_has_two_ends() -> None:
    row: Columns = {1: ip("192.0.2.1"), 2: ip("198.51.100.7"), 3: 3}
    assert one(Interface, TABLE, (14,), row) == Interface(
        index=14,
        is_tunnel=True,
        tunnel_local=ip_address("192.0.2.1"),
        tunnel_remote=ip_address("198.51.100.7"),
    )


def test_a_tunnel_over_ipv6_has_them_in_other_columns() -> None:
    row: Columns = {
        1: ip("0.0.0.0"),
        2: ip("0.0.0.0"),
        9: bytes(octets_of("2001:db8::1")),
        10: bytes(octets_of("2001:db8::7")),
    }
    seen = one(Interface, TABLE, (14,), row)
    assert seen.tunnel_local == ip_address("2001:db8::1")
    assert seen.tunnel_remote == ip_address("2001:db8::7")


def test_a_tunnel_to_anybody_has_no_remote_end() -> None:
    row: Columns = {1: ip("192.0.2.1"), 2: ip("0.0.0.0"), 3: 2, 10: b""}
    assert one(Interface, TABLE, (14,), row).tunnel_remote is None


def test_a_row_without_index_is_skipped() -> None:
    assert problem(TABLE, (), {3: 2})
