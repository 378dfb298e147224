"""More than any sane device says: it costs little time, is cut or summed up, and loses nothing."""

import time

from monitor.model.observation import ArpEntry, Neighbour
from tests.scenes import CITY, ONT_MAC, arp, neighbour, own, port

LAN = (port(2, "bridge-lan"), own("10.20.0.1/16", 2))


def _many(count: int) -> list[Neighbour]:
    return [
        neighbour(2, mac=f"c8:50:e9:{n >> 16:02x}:{n >> 8 & 255:02x}:{n & 255:02x}")
        for n in range(count)
    ]


def test_ten_thousand_strange_routers_are_summed_up() -> None:
    judgement = CITY.judged(*LAN, *_many(10_000))
    assert len(judgement.cases) == 65
    assert "9936 more" in judgement.cases[-1].text.en


def test_ten_thousand_neighbours_among_ten_thousand_arp_entries_take_no_minutes() -> None:
    entries: list[ArpEntry] = [
        arp(f"10.20.{n >> 8}.{n & 255}", ONT_MAC[:-5] + f"{n >> 8:02x}:{n & 255:02x}", None)
        for n in range(10_000)
    ]
    begun_s = time.perf_counter()
    CITY.judged(*LAN, *_many(10_000), *entries)
    # Quadratic work took minutes; the limit is far from what it takes, and far below that.
    assert time.perf_counter() - begun_s < 30
