"""Modems of RouterOS, of whose SIM nothing but the operator may be kept."""

import pytest

from monitor.mibs.mtxr_lte_modem_table import TABLE
from monitor.model.observation import Interface

from .rows import Value, counter64, one

IMSI = "510101234567890"


def test_a_modem_tells_its_operator() -> None:
    seen = one(Interface, TABLE, (9,), {4: -95, 12: IMSI})
    assert seen == Interface(index=9, has_modem=True, modem_operator="51010")


@pytest.mark.parametrize("said", ["", "5101", "none", IMSI.encode() + b"\x80", 51010, b"\x51\x01"])
def test_a_modem_without_a_readable_sim_is_still_a_modem(said: Value) -> None:
    seen = one(Interface, TABLE, (9,), {4: 0, 12: said})
    assert seen == Interface(index=9, has_modem=True)


@pytest.mark.parametrize("said", [IMSI, IMSI.encode() + b"\x80", counter64(int(IMSI))])
def test_the_subscriber_s_number_reaches_neither_row_nor_evidence(said: Value) -> None:
    seen = one(Interface, TABLE, (9,), {4: -95, 12: said})
    [row] = seen.rows
    assert IMSI[5:] not in repr(row)
    shown = {bind.oid.split(".")[-2]: bind.value for bind in row.varbinds()}
    assert shown["4"] == "-95"
    assert shown["12"] in ("51010", "")
