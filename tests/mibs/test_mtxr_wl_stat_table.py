"""Wi-Fi interfaces of RouterOS that are a client."""

from monitor.mibs.mtxr_wl_stat_table import TABLE
from monitor.model.observation import Interface

from .rows import one


def test_a_client_tells_its_network_and_access_point() -> None:
    seen = one(Interface, TABLE, (9,), {5: "KOPI-2", 6: bytes.fromhex("c850e9123456")})
    assert seen == Interface(index=9, ssid="KOPI-2", bssid="c8:50:e9:12:34:56")


def test_one_that_is_not_connected_tells_neither() -> None:
    assert one(Interface, TABLE, (9,), {5: "", 6: bytes(6)}) == Interface(index=9)
    assert one(Interface, TABLE, (9,), {6: b""}) == Interface(index=9)
