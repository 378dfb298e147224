"""Wi-Fi networks that RouterOS offers, and their clients."""

from monitor.mibs.mtxr_wl_ap_table import TABLE
from monitor.model.service import ClientCount

from .rows import counter32, one, problem


def test_clients_are_counted_for_each_interface() -> None:
    seen = one(ClientCount, TABLE, (9,), {6: counter32(7)})
    assert (seen.source, seen.number, seen.label) == ("wifi", 7, "if9")
    assert seen.key != one(ClientCount, TABLE, (8,), {6: counter32(7)}).key


def test_a_row_without_a_count_is_skipped() -> None:
    assert problem(TABLE, (9,), {6: "many"}) == "no usable mtxrWlApClientCount"
