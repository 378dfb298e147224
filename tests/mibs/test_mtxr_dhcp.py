"""How many leases RouterOS has given."""

from monitor.mibs.mtxr_dhcp import TABLE
from monitor.model.service import ClientCount

from .rows import gauge32, one, problem


def test_leases_are_counted() -> None:
    seen = one(ClientCount, TABLE, (0,), {1: gauge32(33)})
    assert (seen.source, seen.number, seen.label) == ("leases", 33, "")


def test_an_empty_answer_is_no_count() -> None:
    assert problem(TABLE, (0,), {1: "?"}) == "no usable mtxrDHCPLeaseCount"
